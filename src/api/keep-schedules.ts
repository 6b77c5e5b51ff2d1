// Keeps the engine's schedules as the rows say, and the rows complete: what was missed is recorded, what the engine forgot is made up for.
import { createHash } from 'node:crypto';
import { isCoworkError } from '../contract/errors.ts';
import { dueBetween } from '../schedules/due-times.ts';
import { engineSpec } from '../schedules/engine-spec.ts';
import { clockOfRow, recordMissed } from '../schedules/record-due.ts';
import type { TaskStore } from '../store/port.ts';
import type { ScheduleRow } from '../store/schedule-port.ts';
import type { EngineSchedule, ScheduleEngine } from './schedule-engine.ts';

const MINUTE = 60_000;
/** After a start or a wake the engine brings what was due by itself within seconds. */
const FORGOTTEN_MS = 3 * MINUTE;

export interface KeepDeps {
  readonly store: TaskStore;
  readonly engine: ScheduleEngine;
  readonly now: () => Date;
  readonly log: { warn(fields: object, text: string): void };
}

/** One schedule: the order that its row was written with, or a look of reconcile. */
export async function settleSchedule({ store, engine, now }: KeepDeps, scheduleId: string): Promise<void> {
  const row = await store.schedule(scheduleId);
  if (!row) return engine.remove(scheduleId);
  // Due times may have passed since the row was written; the engine looks only ahead.
  const mayLack = await engine.put(engineScheduleOf(row, now()));
  if (mayLack && !row.paused) await makeUp(engine, row, now());
}

/** All of them, and every run that is open. */
export async function keepSchedules(deps: KeepDeps): Promise<void> {
  const { store, engine, now } = deps;
  const [rows, there] = [await store.schedules(), new Map((await engine.list()).map(({ id, mark }) => [id, mark]))];
  for (const row of rows) {
    const mark = there.get(row.id);
    there.delete(row.id);
    // One that the engine refuses keeps no other from its care.
    await guarded(deps, () => (mark === markOf(row, now()) ? makeUpForgotten(deps, row.id) : settleSchedule(deps, row.id)));
  }
  // A row may have been written since: the look of its own order then finds it.
  for (const id of there.keys()) await settleSchedule(deps, id);
  for (const run of await store.openRuns()) await settleRun(deps, run);
}

async function guarded({ log }: KeepDeps, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (isCoworkError(error) && error.code === 'engine_down') throw error;
    log.warn({ err: error }, 'a schedule could not be put right; it is tried again in a minute');
  }
}

/** Its workflow looks again; one that is gone is started, while the run is open. */
export async function settleRun(
  { store, engine }: Pick<KeepDeps, 'store' | 'engine'>,
  { scheduleId, due }: { scheduleId: string; due: string },
): Promise<void> {
  if ((await engine.nudgeRun(scheduleId, due)) === 'sent') return;
  const run = await store.run(scheduleId, due);
  if (run?.state === 'waiting' || run?.state === 'running') await engine.startRun(scheduleId, due);
}

/** What is missed for good is recorded at once; what has no row long after its time is started by the engine's own means. */
async function makeUpForgotten({ store, engine, now }: KeepDeps, scheduleId: string): Promise<void> {
  const row = await store.transaction(async (tx) => {
    const locked = await tx.lockSchedule(scheduleId);
    return locked && recordMissed(tx, locked, now());
  });
  if (!row || row.paused) return;
  const forgotten = dueBetween(clockOfRow(row), lookedTo(row), now().getTime() - FORGOTTEN_MS, 1);
  if (forgotten.length > 0) await makeUp(engine, row, now());
}

const lookedTo = (row: ScheduleRow): number => Math.max(Date.parse(row.accountedTo), Date.parse(row.activeFrom));

async function makeUp(engine: ScheduleEngine, row: ScheduleRow, now: Date): Promise<void> {
  const from = Math.max(lookedTo(row), now.getTime() - row.windowMinutes * MINUTE);
  if (dueBetween(clockOfRow(row), from, now.getTime(), 1).length === 0) return;
  try {
    await engine.makeUp(row.id, new Date(from), now);
  } catch (error) {
    if (!isCoworkError(error) || error.code !== 'not_found') throw error;
  }
}

function engineScheduleOf(row: ScheduleRow, now: Date): EngineSchedule {
  return {
    id: row.id,
    mark: markOf(row, now),
    spec: engineSpec(clockOfRow(row), now.getTime()),
    paused: row.paused,
    windowMs: row.windowMinutes * MINUTE,
  };
}

/** Whatever the engine is told depends on these alone; the year, because the changes of the clock are named up to the next one's end. */
function markOf({ parsed, timeZone, windowMinutes, paused }: ScheduleRow, now: Date): string {
  const text = JSON.stringify([1, parsed, timeZone, windowMinutes, paused, now.getUTCFullYear()]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
