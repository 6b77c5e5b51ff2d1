// Turns the folders that the token holder named into grants on this machine, and says in the task which it could not grant.
import { isCoworkError } from '../contract/errors.ts';
import type { TaskFolder } from '../contract/task.ts';
import type { Grants } from '../files/port.ts';
import type { TaskStore } from '../store/port.ts';

/** Grants what is `requested`, takes away what is `removed`. Idempotent. Returns the folders as they now are. */
export async function settleFolders(deps: { store: TaskStore; grants: Grants }, taskId: string): Promise<readonly TaskFolder[]> {
  const task = await deps.store.task(taskId);
  if (!task) return [];
  const wanted = task.folders.filter((f) => f.state !== 'removed');
  for (const gone of task.folders.filter((f) => f.state === 'removed' && f.name !== undefined)) {
    if (!wanted.some((f) => f.name === gone.name)) await deps.grants.remove(taskId, gone.name!);
  }
  const settled = new Map<string, TaskFolder>();
  for (const folder of wanted)
    if (folder.state === 'requested') settled.set(keyOf(folder), await grantOne(deps.grants, taskId, folder));
  return deps.store.transaction(async (tx) => {
    // The list may have changed while the disk was asked: only what was settled here is written over what was asked for.
    const now = (await tx.task(taskId))?.folders ?? [];
    const folders = now
      .filter(
        (f) => f.state !== 'removed' || !task.folders.some((before) => keyOf(before) === keyOf(f) && before.state === 'removed'),
      )
      .map((f) => (f.state === 'requested' ? (settled.get(keyOf(f)) ?? f) : f));
    if (!sameFolders(now, folders)) {
      await tx.patchTask(taskId, { folders });
      await tx.append(taskId, { type: 'folders_changed', folders });
    }
    return folders;
  });
}

const keyOf = (folder: TaskFolder): string => `${folder.access} ${folder.path}`;

async function grantOne(grants: Grants, taskId: string, folder: TaskFolder): Promise<TaskFolder> {
  try {
    const granted = await grants.grant(taskId, { hostPath: folder.path, access: folder.access });
    return { path: granted.hostPath, access: granted.access, name: granted.name, state: 'granted' };
  } catch (error) {
    if (!isCoworkError(error)) throw error;
    return { path: folder.path, access: folder.access, state: 'refused', reason: error.detail };
  }
}

const sameFolders = (a: readonly TaskFolder[], b: readonly TaskFolder[]): boolean => JSON.stringify(a) === JSON.stringify(b);
