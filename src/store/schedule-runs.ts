// What became of each due time of a schedule: one row, whoever records it first.
import { sql } from 'kysely';
import type { RunState } from '../contract/schedules.ts';
import { flag, plain, present } from './columns.ts';
import { ByTime, decodeCursor, pageOf } from './cursor.ts';
import { enqueue, runSubject } from './outbox.ts';
import type { Row } from './schema.ts';
import type { NewRun, ScheduleRunRow, ScheduleStore } from './schedule-port.ts';
import type { Session } from './session.ts';
import { tellMissedRun } from './thread-cards.ts';

type RunMethods = Pick<
  ScheduleStore,
  | 'putRun'
  | 'patchRun'
  | 'run'
  | 'runs'
  | 'openRuns'
  | 'runsBetween'
  | 'missedSince'
  | 'tellMissed'
  | 'scheduleSpent'
  | 'enqueueRun'
>;

export const scheduleRunMethods = (session: Session): RunMethods => ({
  putRun: (run) =>
    session.write(async (tx) => {
      const made = await tx.db
        .insertInto('schedule_runs')
        .values(rowOf(run, tx.now()))
        .onConflict((conflict) => conflict.doNothing())
        .returning('due')
        .executeTakeFirst();
      if (made && run.state === 'missed') await tellMissedRun(tx, run);
      return made !== undefined;
    }),

  patchRun: async (scheduleId, due, { state, why, taskId, usd, startedAt, endedAt }) => {
    await session.write((tx) =>
      tx.db
        .updateTable('schedule_runs')
        .set(
          present({
            state,
            why: why === undefined ? undefined : plain(why),
            task_id: taskId,
            usd,
            started_at: startedAt,
            ended_at: endedAt,
          }),
        )
        .where('schedule_id', '=', scheduleId)
        .where('due', '=', due)
        .execute(),
    );
  },

  async run(scheduleId, due) {
    const row = await session.db
      .selectFrom('schedule_runs')
      .selectAll()
      .where('schedule_id', '=', scheduleId)
      .where('due', '=', due)
      .executeTakeFirst();
    return row && runOf(row);
  },

  async runs(scheduleId, { limit, cursor }) {
    const after = decodeCursor(ByTime, cursor);
    let query = session.db.selectFrom('schedule_runs').selectAll().where('schedule_id', '=', scheduleId);
    if (after) query = query.where('due', '<', after[0]);
    const rows = await query
      .orderBy('due', 'desc')
      .limit(limit + 1)
      .execute();
    return pageOf(rows, limit, { item: runOf, place: (row) => [row.due, row.due_key] });
  },

  async openRuns(scheduleId) {
    let query = session.db.selectFrom('schedule_runs').selectAll().where('state', 'in', ['waiting', 'running']);
    if (scheduleId !== undefined) query = query.where('schedule_id', '=', scheduleId);
    return (await query.orderBy('due').orderBy('schedule_id').execute()).map(runOf);
  },

  async runsBetween(scheduleId, from, to) {
    const rows = await session.db
      .selectFrom('schedule_runs')
      .selectAll()
      .where('schedule_id', '=', scheduleId)
      .where('due', '>=', from)
      .where('due', '<=', to)
      .orderBy('due')
      .execute();
    return rows.map(runOf);
  },

  missedSince: (scheduleId, since) => countMissed(session, scheduleId, since),

  tellMissed: (scheduleId) =>
    session.write(async (tx) => {
      const rows = await tx.db
        .updateTable('schedule_runs')
        .set({ told: 1 })
        .where('schedule_id', '=', scheduleId)
        .where('state', '=', 'missed')
        .where('told', '=', 0)
        .returning('count')
        .execute();
      return rows.reduce((sum, row) => sum + row.count, 0);
    }),

  async scheduleSpent(scheduleId, since) {
    // Of a run that is not over: what its task and all that this one has started have cost until now.
    const { rows } = await sql<{ usd: number }>`
      select coalesce(sum(coalesce(r.usd, (
        select sum(u.usd) from tasks t join usage_totals u on u.task_id = t.id where t.id = r.task_id or t.root_id = r.task_id
      ), 0)), 0) as usd
      from schedule_runs r where r.schedule_id = ${scheduleId} and r.started_at >= ${since}`.execute(session.db);
    return Number(rows[0]?.usd ?? 0);
  },

  enqueueRun: (scheduleId, due) => session.write((tx) => enqueue(tx, 'run', runSubject(scheduleId, due))),
});

async function countMissed(session: Session, scheduleId: string, since: string): Promise<number> {
  const row = await session.db
    .selectFrom('schedule_runs')
    .select((eb) => eb.fn.sum<number | string | null>('count').as('n'))
    .where('schedule_id', '=', scheduleId)
    .where('state', '=', 'missed')
    .where('recorded_at', '>', since)
    .executeTakeFirst();
  return Number(row?.n ?? 0);
}

const rowOf = (run: NewRun, at: string): Row<'schedule_runs'> => ({
  schedule_id: run.scheduleId,
  due: run.due,
  due_key: run.dueKey,
  state: run.state,
  why: run.why === undefined ? null : plain(run.why),
  by_hand: flag(run.byHand ?? false),
  late: flag(run.late ?? false),
  told: 0,
  count: run.count ?? 1,
  task_id: run.taskId ?? null,
  usd: null,
  recorded_at: at,
  started_at: run.startedAt ?? null,
  ended_at: run.endedAt ?? null,
});

const runOf = (row: Row<'schedule_runs'>): ScheduleRunRow => ({
  scheduleId: row.schedule_id,
  due: row.due,
  dueKey: row.due_key,
  state: row.state as RunState,
  why: row.why ?? undefined,
  byHand: row.by_hand === 1,
  late: row.late === 1,
  told: row.told === 1,
  count: row.count,
  taskId: row.task_id ?? undefined,
  usd: row.task_id !== null && row.ended_at !== null ? row.usd : undefined,
  recordedAt: row.recorded_at,
  startedAt: row.started_at ?? undefined,
  endedAt: row.ended_at ?? undefined,
});
