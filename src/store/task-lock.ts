// The lock that orders all writers of one task: taken before any other row of it, so that no two can wait for each other.
import { CoworkError } from '../contract/errors.ts';
import type { WriteSession } from './session.ts';

export interface LockedTask {
  readonly id: string;
  readonly status: string;
  readonly waiting_for: string | null;
  readonly run_id: string | null;
  readonly parent_id: string | null;
  readonly last_step: number;
  readonly last_inbox: number;
  readonly finished_at: string | null;
}

/**
 * Holds the task's row until the transaction ends, and says how it stands now. SQLite holds the whole database from BEGIN IMMEDIATE on;
 * in PostgreSQL every later statement of the transaction sees what the holder before committed.
 */
export async function lockIfThere(tx: WriteSession, taskId: string): Promise<LockedTask | undefined> {
  const query = tx.db
    .selectFrom('tasks')
    .select(['id', 'status', 'waiting_for', 'run_id', 'parent_id', 'last_step', 'last_inbox', 'finished_at'])
    .where('id', '=', taskId);
  const task = await (tx.dialect === 'postgres' ? query.forNoKeyUpdate() : query).executeTakeFirst();
  if (task) tx.held.add(taskId);
  return task;
}

/** The same for who needs only to know that it is there: a second time in one transaction costs nothing. */
export const holdIfThere = async (tx: WriteSession, taskId: string): Promise<boolean> =>
  tx.held.has(taskId) || (await lockIfThere(tx, taskId)) !== undefined;

/** @throws CoworkError not_found when the task is not there, or was deleted meanwhile */
export async function lockTask(tx: WriteSession, taskId: string): Promise<LockedTask> {
  const task = await lockIfThere(tx, taskId);
  if (task) return task;
  throw gone(taskId);
}

/** @throws CoworkError not_found, as `lockTask` */
export async function holdTask(tx: WriteSession, taskId: string): Promise<void> {
  if (!(await holdIfThere(tx, taskId))) throw gone(taskId);
}

const gone = (taskId: string): CoworkError =>
  new CoworkError('not_found', `There is no task ${taskId}; it may have been deleted.`);
