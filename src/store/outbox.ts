// Orders to the engine, written in the transaction of their cause and sent after it, as often as needed.
import type { OutboxKind, OutboxRow, TaskStore } from './port.ts';
import type { Session, WriteSession } from './session.ts';

export const outboxMethods = (session: Session): Pick<TaskStore, 'enqueue' | 'outbox' | 'outboxDone'> => ({
  enqueue: (kind, taskId) => session.write((tx) => enqueue(tx, kind, taskId)),

  async outbox(limit) {
    const rows = await session.db.selectFrom('outbox').selectAll().orderBy('id').limit(limit).execute();
    return rows.map((row): OutboxRow => ({ id: Number(row.id), kind: row.kind as OutboxKind, taskId: row.task_id }));
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
export async function enqueue(tx: WriteSession, kind: OutboxKind, taskId: string): Promise<void> {
  await tx.db.deleteFrom('outbox').where('task_id', '=', taskId).where('kind', '=', kind).execute();
  await tx.db.insertInto('outbox').values({ kind, task_id: taskId }).execute();
  tx.hints.outbox();
}
