// One due time is decided and recorded, and with it what was missed before it. All in one transaction that holds the schedule.
import type { TaskStore } from '../store/port.ts';
import type { ScheduleRow, ScheduleRunRow } from '../store/schedule-port.ts';
import { decide, isLate, missedOf } from './decide.ts';
import { type Clock, dueBetween, dueKey, isDue } from './due-times.ts';
import { makeRunTask } from './run-task.ts';

export interface DueNow {
  readonly due: string;
  readonly now: Date;
  readonly defaultModel: string;
}

export const clockOfRow = ({ parsed, timeZone }: ScheduleRow): Clock => ({ cadence: parsed, zone: timeZone });
const iso = (at: number): string => new Date(at).toISOString();

/** The row as it is then; undefined when this is no due time of the schedule, or one that is counted already. */
export async function recordDue(tx: TaskStore, schedule: ScheduleRow, work: DueNow): Promise<ScheduleRunRow | undefined> {
  const there = await tx.run(schedule.id, work.due);
  if (there) return there;
  const [at, now] = [Date.parse(work.due), work.now.getTime()];
  const clock = clockOfRow(schedule);
  // A forged start, or one of an earlier cadence. A clock that is a moment behind is neither.
  if (at > now + 2_000 || at <= Date.parse(schedule.activeFrom) || !isDue(clock, at)) return undefined;
  const current = await recordMissed(tx, schedule, work.now);
  if (at <= Date.parse(current.accountedTo)) return tx.run(schedule.id, work.due);
  const missed = await tx.run(schedule.id, work.due);
  if (missed) return missed;
  await recordOne(tx, current, { ...work, at });
  return tx.run(schedule.id, work.due);
}

async function recordOne(tx: TaskStore, schedule: ScheduleRow, work: DueNow & { at: number }): Promise<void> {
  const { at, due, now } = work;
  const late = isLate(at, now.getTime());
  const run = { scheduleId: schedule.id, due, dueKey: dueKey(clockOfRow(schedule), at), late };
  const ended = { endedAt: now.toISOString() };
  if (schedule.paused) {
    await tx.putRun({ ...run, ...ended, state: 'skipped', why: 'the schedule is paused' });
    return;
  }
  const open = (await tx.openRuns(schedule.id)).map(({ state }) => state as 'waiting' | 'running');
  const decision = decide({ policy: schedule, late, open });
  if (decision.kind === 'skip') {
    await tx.putRun({ ...run, ...ended, state: 'skipped', why: decision.why });
    return;
  }
  // Recorded before its task is made: on the wall this time may have been there before, and then nothing is made.
  const why = decision.kind === 'wait' ? { why: 'waits for the run before it' } : {};
  if (!(await tx.putRun({ ...run, ...why, state: 'waiting' }))) return;
  if (decision.kind === 'run') await beginRun(tx, schedule, { ...work, late });
}

/** From `waiting`: its task is made and it runs, or it is skipped because the day's budget is used up. */
export async function beginRun(tx: TaskStore, schedule: ScheduleRow, work: DueNow & { readonly late: boolean }): Promise<void> {
  const made = await makeRunTask(tx, { ...work, schedule });
  const at = work.now.toISOString();
  if ('taskId' in made) {
    const why = work.late ? 'made up for: this computer was off or asleep, or the product was stopped' : '';
    await tx.patchRun(schedule.id, work.due, { state: 'running', taskId: made.taskId, startedAt: at, why });
  } else await tx.patchRun(schedule.id, work.due, { state: 'skipped', why: made.why, endedAt: at });
}

/** Records what is missed for good, and moves the mark up to which everything is accounted for. Returns the schedule as it is then. */
export async function recordMissed(tx: TaskStore, schedule: ScheduleRow, now: Date): Promise<ScheduleRow> {
  if (schedule.paused) return schedule;
  const clock = clockOfRow(schedule);
  const from = Math.max(Date.parse(schedule.accountedTo), Date.parse(schedule.activeFrom));
  const due = dueBetween(clock, from, now.getTime());
  if (due.length === 0) return schedule;
  const known = (await tx.runsBetween(schedule.id, iso(from), now.toISOString()))
    .filter((run) => !run.byHand)
    .map((run) => ({ due: Date.parse(run.due), late: run.late }));
  const { beyond, within } = missedOf({ policy: schedule, now: now.getTime(), due, known });
  const row = (at: number) => ({
    scheduleId: schedule.id,
    due: iso(at),
    dueKey: dueKey(clock, at),
    state: 'missed' as const,
    late: true,
    endedAt: now.toISOString(),
  });
  const off = 'this computer was off or asleep, or the product was stopped';
  const last = beyond.at(-1);
  if (last !== undefined)
    await tx.putRun({ ...row(last), count: beyond.length, why: `${off} for longer than the schedule looks back` });
  for (const at of within) await tx.putRun({ ...row(at), why: off });
  const settled = new Set([...known.map((one) => one.due), ...beyond, ...within]);
  const open = due.findIndex((at) => !settled.has(at));
  const accounted = open < 0 ? due.at(-1)! : due[open - 1];
  if (accounted === undefined) return schedule;
  await tx.patchSchedule(schedule.id, { accountedTo: iso(accounted) });
  return { ...schedule, accountedTo: iso(accounted) };
}

/**
 * What was due until now and has no row yet is decided: before anything is changed by which it would be forgotten. What is to run begins by its own
 * workflow, which is started.
 */
export async function settleDue(tx: TaskStore, schedule: ScheduleRow, work: Omit<DueNow, 'due'>): Promise<void> {
  if (schedule.paused) return;
  for (const due of await unaccounted(tx, await recordMissed(tx, schedule, work.now), work.now)) {
    await recordDue(tx, schedule, { ...work, due });
    await tx.enqueueRun(schedule.id, due);
  }
}

/** The same where the schedule stops by itself: nothing more begins, and the history says so. */
export async function skipDue(tx: TaskStore, schedule: ScheduleRow, now: Date): Promise<void> {
  const current = await recordMissed(tx, schedule, now);
  for (const due of await unaccounted(tx, current, now))
    await recordDue(tx, { ...current, paused: true }, { due, now, defaultModel: '' });
}

async function unaccounted(tx: TaskStore, schedule: ScheduleRow, now: Date): Promise<string[]> {
  const from = Math.max(Date.parse(schedule.accountedTo), Date.parse(schedule.activeFrom));
  const due = dueBetween(clockOfRow(schedule), from, now.getTime()).map(iso);
  const known = new Set((await tx.runsBetween(schedule.id, iso(from), now.toISOString())).map((run) => run.due));
  return due.filter((one) => !known.has(one));
}
