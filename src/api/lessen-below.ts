// What a task may do less, those below it may do less too: none of them has more than the task that started it.
import { CoworkError } from '../contract/errors.ts';
import { isWider, Mode, type TaskFolder } from '../contract/task.ts';
import type { TaskPatch, TaskRow, TaskStore } from '../store/port.ts';
import { openBelow } from './find-task.ts';

/** Of what is given, only what is less counts. A raised budget counts for all of them by itself; they look again. Returns whose folders are fewer. */
export async function lessen(
  tx: TaskStore,
  id: string,
  { mode, folders }: { mode: Mode | undefined; folders: readonly TaskFolder[] | undefined },
): Promise<string[]> {
  const fewer: string[] = [];
  for (const below of await openBelow(tx, id)) {
    const patch: TaskPatch = {};
    if (mode !== undefined && Mode.options.indexOf(mode) < Mode.options.indexOf(below.mode)) patch.mode = mode;
    const left = folders && within(below, folders);
    if (left) patch.folders = left;
    if (Object.keys(patch).length > 0) await tx.patchTask(below.id, patch);
    if (left) {
      await tx.append(below.id, { type: 'folders_changed', folders: left });
      await tx.enqueueRequest({ taskId: below.id, kind: 'folders', body: {} });
      fewer.push(below.id);
    }
    await tx.enqueue('nudge', below.id);
  }
  return fewer;
}

/** Its folders as far as the other list has them; undefined when that changes nothing. A folder that a person gave to this very task is not in that list. */
function within(task: TaskRow, above: readonly TaskFolder[]): TaskFolder[] | undefined {
  let changed = false;
  const list = task.folders.map((folder): TaskFolder => {
    const theirs = above.find(({ path }) => path === folder.path);
    if (!theirs || folder.state === 'removed' || folder.state === 'refused') return folder;
    if (theirs.state === 'removed') {
      changed = true;
      return { ...folder, state: 'removed' };
    }
    if (!isWider(folder.access, theirs.access)) return folder;
    changed = true;
    return { ...folder, access: theirs.access, state: 'requested' };
  });
  return changed ? list : undefined;
}

/** @throws CoworkError invalid where a task would get more than the one that started it has */
export async function withinParent(
  tx: TaskStore,
  row: TaskRow,
  { mode, folders = [] }: { mode: Mode | undefined; folders: readonly Pick<TaskFolder, 'path' | 'access'>[] | undefined },
): Promise<void> {
  const parent = row.parentId === undefined ? undefined : await tx.task(row.parentId);
  if (!parent) return;
  const refuse = (what: string): never => {
    throw new CoworkError(
      'invalid',
      `${what}: task ${parent.id}, which started this one, has less. Change it there first. Nothing was changed.`,
    );
  };
  if (mode !== undefined && Mode.options.indexOf(mode) > Mode.options.indexOf(parent.mode)) refuse('mode');
  for (const { path, access } of folders) {
    const has = [...parent.folders, ...row.folders].some(
      (f) => f.path === path && f.state === 'granted' && !isWider(access, f.access),
    );
    if (!has) refuse(`folders: ${path}`);
  }
}
