// Changes to the list of folders: made on this machine, shown in the task store, and followed by every task that has the folder.
import { z } from 'zod';
import { CoworkError } from '../contract/errors.ts';
import { ChangeKind } from '../contract/http.ts';
import { Access, isWider, type TaskFolder } from '../contract/task.ts';
import type { FolderList } from '../files/port.ts';
import type { DesktopRequest, TaskStore } from '../store/port.ts';

export interface FolderListDeps {
  readonly store: TaskStore;
  readonly list: FolderList;
  /** Stops what runs for a task now: it may be reading a folder that it no longer has. */
  readonly abort: (taskId: string) => void;
}

// What comes from the task store is checked here: this machine decides what holds.
const Add = z.object({ path: z.string(), access: Access, lower: z.boolean() });
const Change = z.object({ path: z.string(), access: Access });
const Withdraw = z.object({ path: z.string() });
const Revoke = z.object({ path: z.string(), kind: ChangeKind });

/** Idempotent. @throws CoworkError with what the person who asked should hear */
export async function serveFolderRequest(deps: FolderListDeps, { kind, body }: DesktopRequest): Promise<void> {
  switch (kind) {
    case 'folder_add': {
      const { path: hostPath, access, lower } = read(Add, body);
      const path = await deps.list.add({ hostPath, access, lower });
      return showFolders(deps, lower ? { path, access } : undefined);
    }
    case 'folder_set': {
      const { path, access } = read(Change, body);
      await deps.list.set({ hostPath: path, access });
      return showFolders(deps, { path, access });
    }
    case 'folder_withdraw': {
      const { path } = read(Withdraw, body);
      await deps.list.withdraw(path);
      return showFolders(deps, { path });
    }
    case 'folder_revoke': {
      const { path, kind: changes } = read(Revoke, body);
      await deps.list.revoke({ hostPath: path, kind: changes });
      return showFolders(deps);
    }
    default:
      throw new Error(`${kind} is not about the list of folders`);
  }
}

function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  throw new CoworkError('invalid', 'This wish about a folder could not be read; nothing was changed.');
}

/** What open tasks are to follow: no access at all, or this one at most. */
interface Narrowed {
  readonly path: string;
  readonly access?: Access;
}

/**
 * Brings the mirror in the task store up to date and, in the same transaction, every open task: a task that is made from the list before
 * is found here, one that is made after it reads the new list.
 */
export async function showFolders({ store, list, abort }: FolderListDeps, narrowed?: Narrowed): Promise<void> {
  const all = await list.all();
  const lost = await store.transaction(async (tx) => {
    await tx.putFolders(all);
    const tasks = narrowed ? await tx.openTasks() : [];
    const withdrawn: string[] = [];
    for (const task of tasks) {
      const folders = task.folders.map((folder) => narrow(folder, narrowed!));
      if (folders.every((folder, i) => folder === task.folders[i])) continue;
      await tx.patchTask(task.id, { folders });
      await tx.append(task.id, { type: 'folders_changed', folders });
      await tx.enqueueRequest({ taskId: task.id, kind: 'folders', body: {} });
      await tx.enqueue('nudge', task.id);
      if (narrowed?.access === undefined) withdrawn.push(task.id);
    }
    return withdrawn;
  });
  for (const taskId of lost) abort(taskId);
}

function narrow(folder: TaskFolder, { path, access }: Narrowed): TaskFolder {
  if (folder.path !== path || folder.state === 'removed' || folder.state === 'refused') return folder;
  if (access === undefined) return { ...folder, state: 'removed' };
  return isWider(folder.access, access) ? { ...folder, access } : folder;
}
