// How a task's status changes, and how it ends: the row and its events, in one transaction.
import { CoworkError } from '../contract/errors.ts';
import { isFinished, type TaskStatus, type WaitingFor } from '../contract/task.ts';
import { supersedeApprovalsOf } from './approvals.ts';
import { json, parsedOrUndefined, plain, present } from './columns.ts';
import { appendEvent } from './events.ts';
import { parentOf, tellParent } from './children.ts';
import type { TaskStore } from './port.ts';
import { enqueue } from './outbox.ts';
import { releaseSlot } from './queue.ts';
import { supersedeQuestionsOf } from './questions.ts';
import type { Session, WriteSession } from './session.ts';
import { type LockedTask, lockIfThere } from './task-lock.ts';
import { tellRun } from './tell-run.ts';

type End = Parameters<TaskStore['finishTask']>[1];
type To = Parameters<TaskStore['setStatus']>[1];

export const taskStatusMethods = (session: Session): Pick<TaskStore, 'setStatus' | 'finishTask'> => ({
  setStatus: (id, to) => session.write((tx) => setStatus(tx, id, to)),
  finishTask: (id, end) => session.write((tx) => finishTask(tx, id, end)),
});

async function setStatus(tx: WriteSession, id: string, to: To): Promise<boolean> {
  if (isFinished(to.status)) throw new CoworkError('internal', `A task ends by finishTask, not by a status (${to.status}).`);
  const task = await lockIfThere(tx, id);
  if (!task || isClosedTo(task, to.runId)) return false;
  // Before anything else: who waits has no slot, however often it says so.
  if (!isAtWork(to)) await releaseSlot(tx, id);
  if (task.status === to.status && sameWait(parsedOrUndefined<WaitingFor>(task.waiting_for), to.waitingFor)) return true;
  await tx.db
    .updateTable('tasks')
    .set({ status: to.status, waiting_for: json(to.waitingFor) })
    .where('id', '=', id)
    .execute();
  const from = task.status as TaskStatus;
  await appendEvent(tx, id, present({ type: 'status_changed' as const, from, to: to.status, waitingFor: to.waitingFor }));
  // A run of a schedule does not wait until somebody raises it.
  if (to.status === 'paused' && to.waitingFor?.kind === 'budget') await tellRun(tx, id);
  // The task that started it says what it waits for, and that is this.
  if (
    task.parent_id !== null &&
    (isParked(from) || isParked(to.status) || asksOf(task.waiting_for) !== asksOf(json(to.waitingFor)))
  )
    await enqueue(tx, 'nudge', task.parent_id);
  return true;
}

export async function finishTask(tx: WriteSession, id: string, end: End): Promise<'done' | 'message' | 'closed'> {
  const parentId = await parentOf(tx, id);
  // From above to below, as everybody who holds both.
  if (parentId !== undefined) await lockIfThere(tx, parentId);
  const task = await lockIfThere(tx, id);
  if (!task || isClosedTo(task, end.runId)) return 'closed';
  const at = tx.now();
  const outcome = end.outcome === undefined ? undefined : plain(end.outcome);
  const error = end.error === undefined ? undefined : plain(end.error);
  // One conditional update: a message that came after the last look keeps the task open, whoever wrote it and however late.
  let update = tx.db
    .updateTable('tasks')
    .set({
      status: end.status,
      waiting_for: null,
      hold: null,
      outcome: outcome ?? null,
      final_check: json(end.check),
      error: error ?? null,
      finished_at: at,
    })
    .where('id', '=', id)
    .where('finished_at', 'is', null);
  if (end.runId !== undefined) update = update.where('run_id', '=', end.runId);
  if (end.ifInboxUpto !== undefined) update = update.where('last_inbox', '<=', end.ifInboxUpto);
  if (!(await update.returning('id').executeTakeFirst())) return 'message';
  await releaseSlot(tx, id);
  await tx.db.deleteFrom('queue').where('task_id', '=', id).execute();
  await supersedeApprovalsOf(tx, id);
  await supersedeQuestionsOf(tx, id);
  await appendEvent(tx, id, { type: 'status_changed', from: task.status as TaskStatus, to: end.status });
  await tellRun(tx, id);
  await appendEvent(tx, id, present({ type: 'task_finished' as const, status: end.status, outcome, check: end.check, error }));
  if (parentId !== undefined) await tellParent(tx, parentId, present({ childId: id, status: end.status, outcome }));
  return 'done';
}

/** In line it keeps its place, and what backs off goes on by itself; who waits for tasks that it has started does nothing meanwhile. */
const isAtWork = ({ status, waitingFor }: To): boolean =>
  status === 'queued' || (status === 'running' && waitingFor?.kind !== 'children');

const isParked = (status: TaskStatus): boolean => status !== 'running' && status !== 'queued';
const asksOf = (waitingFor: string | null): string => JSON.stringify(parsedOrUndefined<WaitingFor>(waitingFor)?.asks ?? []);

const isClosedTo = (task: LockedTask, runId: string | undefined): boolean =>
  task.finished_at !== null || (runId !== undefined && runId !== task.run_id);

/** The same wait goes on: only the time at which somebody said so differs. */
function sameWait(a: WaitingFor | undefined, b: WaitingFor | undefined): boolean {
  if (!a || !b) return a === b;
  const same = a.kind === b.kind && a.until === b.until && a.text === b.text && a.action === b.action;
  return same && JSON.stringify(a.asks) === JSON.stringify(b.asks);
}
