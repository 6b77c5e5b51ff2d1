// A task by the id in a path, or the refusal that says why not.
import { CoworkError } from '../contract/errors.ts';
import type { Task } from '../contract/http.ts';
import { isFinished, type TaskStatus } from '../contract/task.ts';
import type { TaskRow, TaskStore } from '../store/port.ts';
import type { ApiDeps } from './deps.ts';
import { undoableSets } from './undoable-sets.ts';

/** The task as the api shows it. @throws CoworkError not_found */
export async function viewOr404(deps: Pick<ApiDeps, 'view'>, store: TaskStore, id: string | undefined): Promise<Task> {
  const view = id === undefined ? undefined : await deps.view(store, id);
  if (!view) throw noTask(id);
  return view;
}

/** @throws CoworkError not_found */
export async function taskOr404(store: Pick<TaskStore, 'task'>, id: string | undefined): Promise<TaskRow> {
  const row = id === undefined ? undefined : await store.task(id);
  if (!row) throw noTask(id);
  return row;
}

/** @throws CoworkError not_found, task_finished */
export async function openTask(store: OfChanges & Pick<TaskStore, 'task'>, id: string | undefined): Promise<TaskRow> {
  const row = await taskOr404(store, id);
  if (isFinished(row.status)) throw await finished(store, row);
  return row;
}

/** All open tasks below it, those nearer to it first: what stops it stops them. */
export async function openBelow(store: Pick<TaskStore, 'task' | 'descendants'>, id: string): Promise<TaskRow[]> {
  const rows: TaskRow[] = [];
  for (const below of await store.descendants(id)) {
    const row = await store.task(below);
    if (row && !isFinished(row.status)) rows.push(row);
  }
  return rows;
}

type OfChanges = Pick<TaskStore, 'changeSets' | 'descendants'>;

const ENDED: Readonly<Partial<Record<TaskStatus, string>>> = {
  completed: 'is already done',
  failed: 'has already failed',
  cancelled: 'is already cancelled',
};

/** Why nothing came of it. What the task has changed is another matter, which undo is for. */
export async function finished(store: OfChanges, { id, status }: Pick<TaskRow, 'id' | 'status'>): Promise<CoworkError> {
  const said = `Task ${id} ${ENDED[status] ?? 'is already over'}, so this did nothing.`;
  const changes = (await canBeUndone(store, id)) ? ` Its changes stay; "cowork undo ${id}" takes them back.` : '';
  return new CoworkError('task_finished', `${said}${changes}`, { extra: { taskStatus: status } });
}

/** As undo sees it: the task with all that it has started. */
async function canBeUndone(store: OfChanges, id: string): Promise<boolean> {
  for (const one of [id, ...(await store.descendants(id))]) if ((await undoableSets(store, one)).length > 0) return true;
  return false;
}

const noTask = (id: string | undefined): CoworkError => new CoworkError('not_found', `There is no task ${id}.`);
