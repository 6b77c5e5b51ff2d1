// The conversation with the model: one user and one assistant message per step, stored once, and what stands for its old part.
import { json, parsed, plain } from './columns.ts';
import type { MessageRow, TaskStore } from './port.ts';
import type { Row } from './schema.ts';
import type { Session, WriteSession } from './session.ts';
import { holdTask } from './task-lock.ts';
import { addUsage } from './usage.ts';

type TranscriptMethods = Pick<TaskStore, 'message' | 'putMessage' | 'transcript' | 'compaction' | 'putCompaction'>;

export const transcriptMethods = (session: Session): TranscriptMethods => ({
  async message(taskId, step, role) {
    const row = await find(session, { taskId, step, role });
    return row && messageOf(row);
  },

  putMessage: (row) => session.write((tx) => putMessage(tx, row)),

  async transcript(taskId, fromStep) {
    const rows = await session.db
      .selectFrom('messages')
      .selectAll()
      .where('task_id', '=', taskId)
      .where('step', '>=', fromStep)
      .orderBy('step')
      // Within a step the user speaks first, and u sorts after a.
      .orderBy('role', 'desc')
      .execute();
    return rows.map(messageOf);
  },

  async compaction(taskId) {
    const row = await session.db.selectFrom('compactions').selectAll().where('task_id', '=', taskId).executeTakeFirst();
    return row && { uptoStep: row.upto_step, summary: row.summary, clearedStep: row.cleared_step };
  },

  async putCompaction(taskId, compaction) {
    await session.write(async (tx) => {
      await holdTask(tx, taskId);
      const values = { upto_step: compaction.uptoStep, summary: plain(compaction.summary), cleared_step: compaction.clearedStep };
      await tx.db
        .insertInto('compactions')
        .values({ task_id: taskId, ...values })
        .onConflict((conflict) => conflict.column('task_id').doUpdateSet(values))
        .execute();
    });
  },
});

async function putMessage(tx: WriteSession, message: Omit<MessageRow, 'createdAt'>): Promise<MessageRow> {
  const { taskId, step, role } = message;
  await holdTask(tx, taskId);
  const inserted = await tx.db
    .insertInto('messages')
    .values({
      task_id: taskId,
      step,
      role,
      stop_reason: message.stopReason ?? null,
      attempt: message.attempt,
      created_at: tx.now(),
      content: json(message.content),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (!inserted) {
    const stored = await find(tx, message);
    if (stored) return messageOf(stored);
    throw new Error(`message ${taskId}/${step}/${role} is neither new nor stored`);
  }
  if (role === 'assistant') {
    await addUsage(tx, taskId, { steps: 1 });
    await tx.db.updateTable('tasks').set({ last_step: step }).where('id', '=', taskId).where('last_step', '<', step).execute();
  }
  return messageOf(inserted);
}

const find = (session: Session, at: { taskId: string; step: number; role: string }): Promise<Row<'messages'> | undefined> =>
  session.db
    .selectFrom('messages')
    .selectAll()
    .where('task_id', '=', at.taskId)
    .where('step', '=', at.step)
    .where('role', '=', at.role)
    .executeTakeFirst();

const messageOf = (row: Row<'messages'>): MessageRow => ({
  taskId: row.task_id,
  step: row.step,
  role: row.role as MessageRow['role'],
  content: parsed<unknown[]>(row.content),
  stopReason: row.stop_reason ?? undefined,
  attempt: row.attempt,
  createdAt: row.created_at,
});
