// Schedules as rows: written together with the order that brings the engine's schedule in step.
import { CoworkError } from '../contract/errors.ts';
import { flag, json, parsed, parsedOrUndefined, plain, present } from './columns.ts';
import { enqueue } from './outbox.ts';
import type { Row } from './schema.ts';
import type { SchedulePatch, ScheduleRow, ScheduleStore } from './schedule-port.ts';
import type { Session, WriteSession } from './session.ts';

type ScheduleMethods = Pick<
  ScheduleStore,
  'createSchedule' | 'schedule' | 'lockSchedule' | 'schedules' | 'patchSchedule' | 'deleteSchedule' | 'enqueueSchedule'
>;

/** What the engine has of a schedule; the rest is read at each run. */
const ENGINE_KNOWS = ['parsed', 'timeZone', 'windowMinutes', 'paused', 'activeFrom'] as const;

export const scheduleMethods = (session: Session): ScheduleMethods => ({
  createSchedule: (schedule) =>
    session.write(async (tx) => {
      const at = tx.now();
      const row = {
        ...schedule,
        threadId: schedule.threadId,
        ...{ paused: false, pausedReason: undefined, failures: 0, allowed: [] },
        ...{ activeFrom: at, accountedTo: at, seenAt: at, createdAt: at, updatedAt: at },
      };
      const made = await tx.db
        .insertInto('schedules')
        .values({ id: row.id, created_at: at, updated_at: at, ...columnsOf(row) } as Row<'schedules'>)
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .executeTakeFirst();
      if (!made) throw new CoworkError('internal', `There is already a schedule ${row.id}; the new one was not stored.`);
      await enqueue(tx, 'schedule', row.id);
      return row;
    }),

  async schedule(id) {
    const row = await session.db.selectFrom('schedules').selectAll().where('id', '=', id).executeTakeFirst();
    return row && scheduleOf(row);
  },

  lockSchedule: (id) =>
    session.write(async (tx) => {
      const query = tx.db.selectFrom('schedules').selectAll().where('id', '=', id);
      const row = await (tx.dialect === 'postgres' ? query.forNoKeyUpdate() : query).executeTakeFirst();
      return row && scheduleOf(row);
    }),

  async schedules() {
    const rows = await session.db.selectFrom('schedules').selectAll().orderBy('created_at').orderBy('id').execute();
    return rows.map(scheduleOf);
  },

  patchSchedule: (id, patch) =>
    session.write(async (tx) => {
      const columns = { ...columnsOf(patch), updated_at: tx.now() };
      const row = await tx.db.updateTable('schedules').set(columns).where('id', '=', id).returning('id').executeTakeFirst();
      if (row && ENGINE_KNOWS.some((member) => patch[member] !== undefined)) await enqueue(tx, 'schedule', id);
      return row !== undefined;
    }),

  deleteSchedule: (id) =>
    session.write(async (tx) => {
      await tx.db.deleteFrom('schedules').where('id', '=', id).execute();
      await enqueue(tx, 'schedule', id);
    }),

  enqueueSchedule: (id) => session.write((tx: WriteSession) => enqueue(tx, 'schedule', id)),
});

const text = (value: string | undefined): string | undefined => (value === undefined ? undefined : plain(value));
/** Absent: left alone; null or undefined that is there: cleared. */
const maybe = <K extends keyof SchedulePatch>(patch: SchedulePatch, member: K): SchedulePatch[K] | null | undefined =>
  member in patch ? (patch[member] ?? null) : undefined;

function columnsOf(patch: SchedulePatch): Partial<Row<'schedules'>> {
  const [folders, tools] = [maybe(patch, 'folders'), maybe(patch, 'tools')];
  return present({
    name: text(patch.name),
    cadence: text(patch.cadence),
    parsed: patch.parsed && json(patch.parsed),
    time_zone: patch.timeZone,
    prompt: text(patch.prompt),
    folders: folders === undefined ? undefined : json(folders),
    mode: patch.mode,
    model: maybe(patch, 'model'),
    budget: patch.budget && json(patch.budget),
    daily_max_usd: maybe(patch, 'dailyMaxUsd'),
    tools: tools === undefined ? undefined : json(tools),
    misfire: patch.misfire,
    misfire_most: patch.misfireMost,
    window_minutes: patch.windowMinutes,
    overlap: patch.overlap,
    limit_minutes: patch.limitMinutes,
    paused: patch.paused === undefined ? undefined : flag(patch.paused),
    paused_reason: maybe(patch, 'pausedReason'),
    failures: patch.failures,
    allowed: patch.allowed && json(patch.allowed),
    active_from: patch.activeFrom,
    accounted_to: patch.accountedTo,
    thread_id: maybe(patch, 'threadId'),
    seen_at: patch.seenAt,
  });
}

const scheduleOf = (row: Row<'schedules'>): ScheduleRow => ({
  id: row.id,
  name: row.name,
  cadence: row.cadence,
  parsed: parsed<ScheduleRow['parsed']>(row.parsed),
  timeZone: row.time_zone,
  prompt: row.prompt,
  folders: parsedOrUndefined<NonNullable<ScheduleRow['folders']>>(row.folders),
  mode: row.mode as ScheduleRow['mode'],
  model: row.model ?? undefined,
  budget: parsed<ScheduleRow['budget']>(row.budget),
  dailyMaxUsd: row.daily_max_usd ?? undefined,
  tools: parsedOrUndefined<string[]>(row.tools),
  misfire: row.misfire as ScheduleRow['misfire'],
  misfireMost: row.misfire_most,
  windowMinutes: row.window_minutes,
  overlap: row.overlap as ScheduleRow['overlap'],
  limitMinutes: row.limit_minutes,
  paused: row.paused === 1,
  pausedReason: row.paused_reason ?? undefined,
  failures: row.failures,
  allowed: parsed<ScheduleRow['allowed']>(row.allowed),
  activeFrom: row.active_from,
  accountedTo: row.accounted_to,
  threadId: row.thread_id ?? undefined,
  seenAt: row.seen_at,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});
