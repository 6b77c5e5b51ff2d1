// Turns the folders that a task was given into grants on this machine, and says in the task which it could not grant.
import { isCoworkError } from '../contract/errors.ts';
import type { TaskFolder } from '../contract/task.ts';
import type { Grants } from '../files/port.ts';
import type { TaskStore } from '../store/port.ts';

/** Grants what is `requested`, takes away what is `removed`. Idempotent. Returns the folders as they now are. */
export async function settleFolders(deps: { store: TaskStore; grants: Grants }, taskId: string): Promise<readonly TaskFolder[]> {
  const task = await deps.store.task(taskId);
  if (!task) return [];
  const wanted = task.folders.filter((f) => f.state !== 'removed');
  const held = await deps.grants.ofTask(taskId);
  for (const gone of task.folders.filter((f) => f.state === 'removed' && !wanted.some(({ path }) => path === f.path))) {
    // By path: it may have been granted in the moment in which it was taken away, before the task knew its name.
    const grant = held.find(({ hostPath }) => hostPath === gone.path);
    if (grant) await deps.grants.remove(taskId, grant.name);
  }
  const settled = new Map<string, TaskFolder>();
  // Those that have a name already get it before others could.
  for (const folder of wanted.toSorted((a, b) => Number(a.name === undefined) - Number(b.name === undefined)))
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
  const { path, access } = folder;
  const standing = folder.standing ? { standing: true } : {};
  try {
    const granted = await grants.grant(taskId, { hostPath: path, access, name: folder.name, ...standing });
    return { path: granted.hostPath, access: granted.access, name: granted.name, state: 'granted', ...standing };
  } catch (error) {
    if (!isCoworkError(error) || isOurTrouble(error.code)) throw error;
    // What the task had before must not outlive the refusal.
    if (folder.name !== undefined) await grants.remove(taskId, folder.name);
    return { path, access, state: 'refused', reason: error.detail, ...standing };
  }
}

/** Says nothing of the folder: what is tried again later is not refused. */
const isOurTrouble = (code: string): boolean =>
  code === 'disk_full' || code === 'internal' || code === 'database_busy' || code === 'database_corrupt';

const sameFolders = (a: readonly TaskFolder[], b: readonly TaskFolder[]): boolean => JSON.stringify(a) === JSON.stringify(b);
