// A task by the id in a path, or the refusal that says why not.
import { CoworkError } from '../contract/errors.ts';
import type { Task } from '../contract/http.ts';
import { isFinished } from '../contract/task.ts';
import type { TaskRow, TaskStore } from '../store/port.ts';
import type { ApiDeps } from './deps.ts';

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
export async function openTask(store: Pick<TaskStore, 'task'>, id: string | undefined): Promise<TaskRow> {
  const row = await taskOr404(store, id);
  if (isFinished(row.status)) throw finished(row);
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

export const finished = (row: Pick<TaskRow, 'id' | 'status'>): CoworkError =>
  new CoworkError('task_finished', `Task ${row.id} is ${row.status}; nothing was changed. Start a new task to go on.`, {
    extra: { taskStatus: row.status },
  });

const noTask = (id: string | undefined): CoworkError => new CoworkError('not_found', `There is no task ${id}.`);
