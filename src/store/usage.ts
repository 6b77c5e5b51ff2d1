// What the model calls of a task cost: one row per attempt, so that a cut one is counted and shown.
import { sql } from 'kysely';
import type { Usage } from '../contract/task.ts';
import type { TaskStore } from './port.ts';
import type { Session, WriteSession } from './session.ts';
import { lockTask } from './task-lock.ts';

export const usageMethods = (session: Session): Pick<TaskStore, 'startAttempt' | 'endAttempt' | 'usage' | 'spentSince'> => ({
  startAttempt: (taskId, step) => session.write((tx) => startAttempt(tx, taskId, step)),

  async endAttempt(taskId, step, attempt, { outcome, usage }) {
    await session.write((tx) =>
      tx.db
        .updateTable('attempts')
        .set({
          outcome,
          input_tokens: usage.inputTokens,
          output_tokens: usage.outputTokens,
          cache_read_tokens: usage.cacheReadTokens,
          cache_write_tokens: usage.cacheWriteTokens,
          usd: usage.usd,
          ended_at: tx.now(),
        })
        .where('task_id', '=', taskId)
        .where('step', '=', step)
        .where('attempt', '=', attempt)
        // The first end counts: a repeat after a lost answer must not move the money to another day.
        .where('outcome', 'is', null)
        .execute(),
    );
  },

  usage: (taskId) => usage(session, taskId),

  async spentSince(sinceIso) {
    const { rows } = await sql<{ usd: number }>`
      select coalesce((select sum(usd) from attempts where ended_at >= ${sinceIso}), 0)
           + coalesce((select sum(usd) from former_spending where at >= ${sinceIso}), 0) as usd`.execute(session.db);
    return Number(rows[0]?.usd ?? 0);
  },
});

async function startAttempt(tx: WriteSession, taskId: string, step: number): Promise<number> {
  await lockTask(tx, taskId);
  const last = await tx.db
    .selectFrom('attempts')
    .select('attempt')
    .where('task_id', '=', taskId)
    .where('step', '=', step)
    .orderBy('attempt', 'desc')
    .limit(1)
    .executeTakeFirst();
  const attempt = (last?.attempt ?? 0) + 1;
  const nothing = { input_tokens: 0, output_tokens: 0, cache_read_tokens: 0, cache_write_tokens: 0, usd: null, ended_at: null };
  await tx.db
    .insertInto('attempts')
    .values({ task_id: taskId, step, attempt, outcome: null, ...nothing })
    .execute();
  return attempt;
}

async function usage(session: Session, taskId: string): Promise<Usage> {
  const { rows } = await sql<Record<keyof Usage | 'unpriced', number | string | null>>`
    select coalesce(sum(a.input_tokens), 0) as "inputTokens",
           coalesce(sum(a.output_tokens), 0) as "outputTokens",
           coalesce(sum(a.cache_read_tokens), 0) as "cacheReadTokens",
           coalesce(sum(a.cache_write_tokens), 0) as "cacheWriteTokens",
           coalesce(sum(a.usd), 0) as usd,
           coalesce(sum(case when ${isUnpriced} then 1 else 0 end), 0) as unpriced,
           coalesce(sum(case when ${isCut} then 1 else 0 end), 0) as "cutAttempts",
           (select count(*) from messages where task_id = ${taskId} and role = 'assistant') as steps,
           (select active_ms from tasks where id = ${taskId}) as "activeMs"
    from attempts a join tasks t on t.id = a.task_id
    where a.task_id = ${taskId}`.execute(session.db);
  const sums = rows[0];
  const number = (name: keyof Usage): number => Number(sums?.[name] ?? 0);
  return {
    inputTokens: number('inputTokens'),
    outputTokens: number('outputTokens'),
    cacheReadTokens: number('cacheReadTokens'),
    cacheWriteTokens: number('cacheWriteTokens'),
    usd: Number(sums?.unpriced ?? 0) > 0 ? null : number('usd'),
    steps: number('steps'),
    cutAttempts: number('cutAttempts'),
    activeMs: number('activeMs'),
  };
}

/** It used tokens and nobody knows their price. An attempt that is still running has no figures yet. */
const isUnpriced = sql`a.outcome is not null and a.usd is null
  and a.input_tokens + a.output_tokens + a.cache_read_tokens + a.cache_write_tokens > 0`;

/**
 * Paid for in vain: cut, or never ended (its process died) although the step has a later attempt, another attempt's message, or the
 * task is over. A failed one was refused by the service and cost nothing.
 */
const isCut = sql`a.outcome = 'cut' or (a.outcome is null and (
  t.finished_at is not null
  or exists (select 1 from attempts l where l.task_id = a.task_id and l.step = a.step and l.attempt > a.attempt)
  or exists (select 1 from messages m where m.task_id = a.task_id and m.step = a.step and m.role = 'assistant')
) and not exists (
  select 1 from messages m where m.task_id = a.task_id and m.step = a.step and m.role = 'assistant' and m.attempt = a.attempt
))`;
