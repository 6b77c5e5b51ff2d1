// Orders to the engine, written in the transaction of their cause and sent after it, as often as needed.
import type { OutboxRow, TaskOrder, TaskStore } from './port.ts';
import type { Row } from './schema.ts';
import type { Session, WriteSession } from './session.ts';

export const outboxMethods = (session: Session): Pick<TaskStore, 'enqueue' | 'outbox' | 'outboxDone'> => ({
  enqueue: (kind, taskId) => session.write((tx) => enqueue(tx, kind, taskId)),

  async outbox(limit) {
    const rows = await session.db.selectFrom('outbox').selectAll().orderBy('id').limit(limit).execute();
    return rows.map(orderOf);
  },

  async outboxDone(ids) {
    if (ids.length === 0) return;
    await session.write((tx) =>
      tx.db
        .deleteFrom('outbox')
        .where('id', 'in', [...ids])
        .execute(),
    );
  },
});

/**
 * One order of a kind is enough, but it must be a new row: the one that lies there may have been sent a moment ago, before this
 * change, and its sender is about to remove it by number.
 */
export async function enqueue(tx: WriteSession, kind: OutboxRow['kind'], subject: string): Promise<void> {
  await tx.db.deleteFrom('outbox').where('task_id', '=', subject).where('kind', '=', kind).execute();
  await tx.db.insertInto('outbox').values({ kind, task_id: subject }).execute();
  tx.hints.outbox();
}

/** What an order about a run is kept under; neither an id nor a time has a space. */
export const runSubject = (scheduleId: string, due: string): string => `${scheduleId} ${due}`;

function orderOf(row: Row<'outbox'>): OutboxRow {
  const id = Number(row.id);
  const subject = row.task_id;
  if (row.kind === 'schedule') return { id, kind: row.kind, scheduleId: subject };
  if (row.kind === 'thread') return { id, kind: row.kind, threadId: subject };
  if (row.kind !== 'run') return { id, kind: row.kind as TaskOrder, taskId: subject };
  const [scheduleId = '', due = ''] = subject.split(' ');
  return { id, kind: row.kind, scheduleId, due };
}
