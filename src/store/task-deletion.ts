// Forgetting a task: every row of it, and what would repeat its words elsewhere. Only two things outlive it, both without its words:
// the money it cost, and orders that others have yet to carry out.
import { sql } from 'kysely';
import { ERROR_CODES } from '../contract/errors.ts';
import { json, parsed } from './columns.ts';
import type { TaskStore } from './port.ts';
import { releaseSlot } from './queue.ts';
import { tellRun } from './tell-run.ts';
import type { Session, WriteSession } from './session.ts';
import { lockIfThere } from './task-lock.ts';
import { forgetCards } from './thread-cards.ts';

export const taskDeletionMethods = (session: Session): Pick<TaskStore, 'deleteTask'> => ({
  deleteTask: (id) => session.write((tx) => deleteTask(tx, id)),
});

async function deleteTask(tx: WriteSession, id: string): Promise<void> {
  if (!(await lockIfThere(tx, id))) return;
  await releaseSlot(tx, id);
  await tellRun(tx, id);
  await keepCost(tx, id);
  // It may quote what the task failed of.
  await tx.db.updateTable('schedule_runs').set({ why: null }).where('task_id', '=', id).execute();
  await keepSpending(tx, id);
  await forgetAnswers(tx, id);
  const task = await tx.db.selectFrom('tasks').select('attachments').where('id', '=', id).executeTakeFirst();
  await forgetUploads(tx, task ? parsed<string[]>(task.attachments) : [], id);
  await forgetCards(tx, id);
  await tx.db.deleteFrom('outbox').where('task_id', '=', id).where('kind', 'in', ['start', 'nudge']).execute();
  await tx.db
    .deleteFrom('requests')
    .where('task_id', '=', id)
    .where((eb) => eb.or([eb('kind', '<>', 'delete'), eb('state', '<>', 'pending')]))
    .execute();
  // The rest hangs on this row.
  await tx.db.deleteFrom('tasks').where('id', '=', id).execute();
  tx.held.delete(id);
}

/** The run of a schedule that is not over keeps what its tasks have cost; they go from below, so it adds up. */
const keepCost = (tx: WriteSession, id: string): Promise<unknown> =>
  sql`update schedule_runs set usd = coalesce(usd, 0) + coalesce((select usd from usage_totals where task_id = ${id}), 0)
      where state in ('waiting', 'running') and task_id = (select coalesce(root_id, id) from tasks where id = ${id})`.execute(
    tx.db,
  );

/** By the hour, at its end: a day's sum may come out a little high, never low. */
const keepSpending = (tx: WriteSession, id: string): Promise<unknown> =>
  sql`insert into former_spending (at, usd)
      select max(ended_at), sum(usd) from attempts
      where task_id = ${id} and usd > 0 and ended_at is not null
      group by substr(ended_at, 1, 13)`.execute(tx.db);

/** The key stays, so that a late repeat of the request does not make the task anew; the answer that quoted the task goes. */
export async function forgetAnswers(tx: WriteSession, id: string): Promise<void> {
  const { status, title } = ERROR_CODES.not_found;
  const body = json({
    type: 'about:blank',
    title,
    status,
    code: 'not_found',
    detail: 'What this request made was deleted since.',
  });
  await tx.db.updateTable('idempotency').set({ status, body }).where('body', 'like', `%${id}%`).execute();
}

/** Those that no task names, but for one that goes itself. */
export async function forgetUploads(tx: WriteSession, uploads: readonly string[], going = ''): Promise<void> {
  for (const upload of uploads) {
    const other = await tx.db
      .selectFrom('tasks')
      .select('id')
      .where('id', '<>', going)
      .where('attachments', 'like', `%"${upload}"%`)
      .limit(1)
      .executeTakeFirst();
    if (!other) await tx.db.deleteFrom('uploads').where('id', '=', upload).execute();
  }
}
