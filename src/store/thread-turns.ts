// How a thread is answered: each reply of the model once, with what it cost, and the summary of what was said long ago.
import { json, plain, present } from './columns.ts';
import type { AttemptUsage } from './port.ts';
import type { Session, WriteSession } from './session.ts';
import { appendThreadEvent } from './thread-events.ts';
import type { ThreadReply, ThreadStore } from './thread-port.ts';
import { lockQueue } from './queue.ts';
import { holdIfThere } from './task-lock.ts';
import { setThreadStatus, threadOf } from './threads.ts';

type TurnMethods = Pick<
  ThreadStore,
  'lockThread' | 'beginThreadCall' | 'putThreadReply' | 'addThreadCost' | 'putThreadSummary' | 'stopThread'
>;

export const threadTurnMethods = (session: Session): TurnMethods => ({
  lockThread: (id, { tasks = [], queue = false } = {}) =>
    session.write(async (tx) => {
      for (const task of tasks.toSorted()) await holdIfThere(tx, task);
      if (queue) await lockQueue(tx);
      const query = tx.db.selectFrom('threads').selectAll().where('id', '=', id);
      const row = await (tx.dialect === 'postgres' ? query.forNoKeyUpdate() : query).executeTakeFirst();
      return row && threadOf(row);
    }),

  beginThreadCall: (id) =>
    session.write(async (tx) => {
      const row = await tx.db
        .updateTable('threads')
        .set((eb) => ({ attempt: eb('attempt', '+', 1) }))
        .where('id', '=', id)
        .returning('attempt')
        .executeTakeFirst();
      return row?.attempt ?? 1;
    }),

  putThreadReply: (id, reply) => session.write((tx) => putReply(tx, id, reply)),

  addThreadCost: (id, usage) => session.write((tx) => addCost(tx, id, usage)),

  putThreadSummary: async (id, from, { upto, text }) => {
    await session.write((tx) =>
      tx.db
        .updateTable('threads')
        .set({ summary: plain(text), summarised_to: upto })
        .where('id', '=', id)
        .where('summarised_to', '=', from)
        .execute(),
    );
  },

  stopThread: (id) =>
    session.write(async (tx) => {
      await tx.db
        .updateTable('threads')
        .set((eb) => ({ answered_to: eb.ref('last_said'), calls: eb('calls', '+', 1), attempt: 0, turn: null }))
        .where('id', '=', id)
        .execute();
      await setThreadStatus(tx, id, 'idle');
    }),
});

async function putReply(tx: WriteSession, id: string, reply: ThreadReply): Promise<boolean> {
  const whole = reply.turn === undefined;
  const stored = await tx.db
    .updateTable('threads')
    .set((eb) => ({
      calls: eb('calls', '+', 1),
      attempt: 0,
      turn: json(reply.turn),
      ...(whole ? { answered_to: reply.upto } : {}),
    }))
    .where('id', '=', id)
    .where('calls', '=', reply.call)
    .returning(['last_said', 'answered_to'])
    .executeTakeFirst();
  if (!stored) return false;
  await addCost(tx, id, reply.usage);
  const messageId = `${id}/${reply.call}`;
  if (reply.text.trim() !== '')
    await appendThreadEvent(tx, id, { type: 'message_added', role: 'assistant', text: plain(reply.text), messageId });
  if (reply.notice)
    await appendThreadEvent(tx, id, present({ type: 'notice' as const, level: 'error' as const, ...reply.notice }));
  // What was said meanwhile is answered next.
  await setThreadStatus(tx, id, stored.last_said > stored.answered_to ? 'answering' : 'idle');
  return true;
}

/** Counted for the thread, and for the day over everything. */
async function addCost(tx: WriteSession, id: string, usage: AttemptUsage): Promise<void> {
  const input = usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
  const unpriced = usage.usd === null && input + usage.outputTokens > 0 ? 1 : 0;
  const usd = usage.usd ?? 0;
  await tx.db
    .updateTable('threads')
    .set((eb) => ({
      input_tokens: eb('input_tokens', '+', input),
      output_tokens: eb('output_tokens', '+', usage.outputTokens),
      usd: eb('usd', '+', usd),
      unpriced: eb('unpriced', '+', unpriced),
    }))
    .where('id', '=', id)
    .execute();
  if (usd > 0) await tx.db.insertInto('former_spending').values({ at: tx.now(), usd }).execute();
}
