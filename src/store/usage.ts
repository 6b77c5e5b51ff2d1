// What the model calls of a task cost: one row per attempt, so that a cut one is counted and shown, and their running sums.
import { sql } from 'kysely';
import type { Usage } from '../contract/task.ts';
import type { AttemptUsage, TaskStore } from './port.ts';
import type { Row } from './schema.ts';
import type { Session, WriteSession } from './session.ts';
import { holdIfThere, holdTask } from './task-lock.ts';

type UsageMethods = Pick<TaskStore, 'startAttempt' | 'endAttempt' | 'cutAttempts' | 'usage' | 'spentSince'>;
type End = Parameters<TaskStore['endAttempt']>[3];
interface AttemptKey {
  readonly taskId: string;
  readonly step: number;
  readonly attempt: number;
}

export const usageMethods = (session: Session): UsageMethods => ({
  startAttempt: (taskId, step, reservedUsd) => session.write((tx) => startAttempt(tx, { taskId, step }, reservedUsd)),
  endAttempt: (taskId, step, attempt, end) => session.write((tx) => endAttempt(tx, { taskId, step, attempt }, end)),
  usage: (taskId) => usage(session, taskId),

  async cutAttempts() {
    const open = await session.db
      .selectFrom('attempts')
      .innerJoin('tasks', 'tasks.id', 'attempts.task_id')
      .select(['task_id', 'step', 'attempt'])
      .where('attempts.outcome', 'is', null)
      .where('tasks.finished_at', 'is', null)
      .execute();
    for (const { task_id, step, attempt } of open)
      await session.write((tx) =>
        endAttempt(tx, { taskId: task_id, step, attempt }, { outcome: 'cut', usage: { ...NOTHING, usd: 0 } }),
      );
  },

  async spentSince(sinceIso) {
    const { rows } = await sql<{ usd: number }>`
      select coalesce((select sum(usd) from attempts where ended_at >= ${sinceIso}), 0)
           + coalesce((select sum(usd) from former_spending where at >= ${sinceIso}), 0) as usd`.execute(session.db);
    return rows[0]?.usd ?? 0;
  },
});

async function startAttempt(
  tx: WriteSession,
  { taskId, step }: Omit<AttemptKey, 'attempt'>,
  reservedUsd?: number,
): Promise<number> {
  await holdTask(tx, taskId);
  const last = await tx.db
    .selectFrom('attempts')
    .select('attempt')
    .where('task_id', '=', taskId)
    .where('step', '=', step)
    .orderBy('attempt', 'desc')
    .limit(1)
    .executeTakeFirst();
  const attempt = (last?.attempt ?? 0) + 1;
  await tx.db
    .insertInto('attempts')
    .values({
      ...{ task_id: taskId, step, attempt, outcome: null, ended_at: null },
      ...columnsOf(NOTHING),
      reserved_usd: reservedUsd ?? null,
    })
    .execute();
  return attempt;
}

/** The first end counts: a repeat after a lost answer must neither pay twice nor move the money to another day. */
async function endAttempt(tx: WriteSession, key: AttemptKey, { outcome, usage }: End): Promise<void> {
  if (!(await holdIfThere(tx, key.taskId))) return;
  const ended = await tx.db
    .updateTable('attempts')
    .set({ outcome, ended_at: tx.now(), ...columnsOf(usage) })
    .where('task_id', '=', key.taskId)
    .where('step', '=', key.step)
    .where('attempt', '=', key.attempt)
    .where('outcome', 'is', null)
    .returning('attempt')
    .executeTakeFirst();
  if (!ended) return;
  const used = usage.inputTokens + usage.outputTokens + usage.cacheReadTokens + usage.cacheWriteTokens > 0;
  await addUsage(tx, key.taskId, {
    ...columnsOf(usage),
    usd: usage.usd ?? 0,
    unpriced: used && usage.usd === null ? 1 : 0,
    cut: outcome === 'cut' ? 1 : 0,
  });
}

/** Adds to the sums of a task. The caller holds the task. */
export async function addUsage(
  tx: WriteSession,
  taskId: string,
  more: Partial<Omit<Row<'usage_totals'>, 'task_id'>>,
): Promise<void> {
  const zero = { steps: 0, cut: 0, unpriced: 0, ...columnsOf(NOTHING), usd: 0 };
  await tx.db
    .insertInto('usage_totals')
    .values({ task_id: taskId, ...zero, ...more })
    .onConflict((conflict) =>
      conflict.column('task_id').doUpdateSet((eb) => ({
        steps: eb('usage_totals.steps', '+', eb.ref('excluded.steps')),
        cut: eb('usage_totals.cut', '+', eb.ref('excluded.cut')),
        unpriced: eb('usage_totals.unpriced', '+', eb.ref('excluded.unpriced')),
        input_tokens: eb('usage_totals.input_tokens', '+', eb.ref('excluded.input_tokens')),
        output_tokens: eb('usage_totals.output_tokens', '+', eb.ref('excluded.output_tokens')),
        cache_read_tokens: eb('usage_totals.cache_read_tokens', '+', eb.ref('excluded.cache_read_tokens')),
        cache_write_tokens: eb('usage_totals.cache_write_tokens', '+', eb.ref('excluded.cache_write_tokens')),
        usd: eb('usage_totals.usd', '+', eb.ref('excluded.usd')),
      })),
    )
    .execute();
}

async function usage(session: Session, taskId: string): Promise<Usage> {
  const sums = await session.db
    .selectFrom('tasks')
    .leftJoin('usage_totals', 'usage_totals.task_id', 'tasks.id')
    .selectAll('usage_totals')
    .select('tasks.active_ms')
    .where('tasks.id', '=', taskId)
    .executeTakeFirst();
  return {
    inputTokens: Number(sums?.input_tokens ?? 0),
    outputTokens: Number(sums?.output_tokens ?? 0),
    cacheReadTokens: Number(sums?.cache_read_tokens ?? 0),
    cacheWriteTokens: Number(sums?.cache_write_tokens ?? 0),
    usd: (sums?.unpriced ?? 0) > 0 ? null : (sums?.usd ?? 0),
    steps: sums?.steps ?? 0,
    cutAttempts: (sums?.cut ?? 0) + (await passedBy(session, taskId)),
    activeMs: sums?.active_ms ?? 0,
  };
}

/**
 * Attempts that never ended because their process died: paid for in vain once the step has a later attempt or another attempt's
 * message, or the task is over. The one that runs now is none of them. (Those that the service refused ended as failed and cost nothing.)
 */
async function passedBy(session: Session, taskId: string): Promise<number> {
  const { rows } = await sql<{ n: number | string }>`
    select count(*) as n
    from attempts a
      join tasks t on t.id = a.task_id
      left join messages m on m.task_id = a.task_id and m.step = a.step and m.role = 'assistant'
    where a.task_id = ${taskId} and a.outcome is null and (m.attempt is null or m.attempt <> a.attempt) and (
      t.finished_at is not null
      or m.attempt is not null
      or exists (select 1 from attempts l where l.task_id = a.task_id and l.step = a.step and l.attempt > a.attempt))`.execute(
    session.db,
  );
  return Number(rows[0]?.n ?? 0);
}

const NOTHING: AttemptUsage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, usd: null };

const columnsOf = (usage: AttemptUsage) => ({
  input_tokens: usage.inputTokens,
  output_tokens: usage.outputTokens,
  cache_read_tokens: usage.cacheReadTokens,
  cache_write_tokens: usage.cacheWriteTokens,
  usd: usage.usd,
});
