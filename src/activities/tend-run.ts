// A look at one run of a schedule: decides about it, begins its task, records its end, or ends it at its limit.
import { isOpenRun, MOST_FAILURES } from '../contract/schedules.ts';
import { isFinished, type WaitingFor } from '../contract/task.ts';
import { beginRun, recordDue, skipDue } from '../schedules/record-due.ts';
import type { TaskRow, TaskStore } from '../store/port.ts';
import type { ScheduleRow, ScheduleRunRow } from '../store/schedule-port.ts';
import type { ActivityDeps } from './deps.ts';
import { endTask } from './end-task.ts';
import type { RunOfSchedule, TendOutcome } from './interface.ts';

/** Nudges come at once; this only catches one that could not be sent. */
const SLOW_LOOK_MS = 15 * 60_000;
/** A task that was told to end gets so long before it is ended by force. */
const GRACE_MS = 60_000;

/** What a look came to; the rest is done after its transaction. */
interface Look {
  readonly outcome: TendOutcome;
  /** Tasks whose work is stopped now. */
  readonly abort?: readonly string[];
  /** Tasks that are ended here, because nobody is there to mend what holds one, or because they did not end by themselves. */
  readonly end?: { readonly tasks: readonly TaskRow[]; readonly status: 'failed' | 'cancelled'; readonly error?: string };
}

export async function tendRun(deps: ActivityDeps, run: RunOfSchedule): Promise<TendOutcome> {
  const { outcome, abort, end } = await look(deps, run);
  for (const id of abort ?? []) deps.running.abort(id, 'cancel_now');
  if (!end) return outcome;
  const { tasks, status, error } = end;
  for (const task of tasks) {
    deps.running.abort(task.id, 'kill');
    await endTask(deps, task, { status, ...(error === undefined ? {} : { error }) });
    await deps.store.enqueue('terminate', task.id);
  }
  return (await look(deps, run)).outcome;
}

async function look(deps: ActivityDeps, { scheduleId, due }: RunOfSchedule): Promise<Look> {
  const now = deps.now();
  const work = { due, now, defaultModel: await deps.defaultModel() };
  return deps.store.transaction(async (tx) => {
    const schedule = await tx.lockSchedule(scheduleId);
    if (!schedule) return { outcome: ended('there is no such schedule') };
    let run = await recordDue(tx, schedule, work);
    if (!run) return { outcome: ended('it is not due then') };
    if (run.state === 'waiting') run = await beginInTurn(tx, schedule, { ...work, run });
    if (run.state === 'running') return lookAtTask(tx, { schedule, run, now });
    if (run.state === 'killed') return untilGone(tx, run, now);
    return { outcome: run.state === 'waiting' ? waiting('waits for the run before it', SLOW_LOOK_MS) : ended(run.state) };
  });
}

const ended = (why: string): TendOutcome => ({ kind: 'ended', why });
const waiting = (text: string, waitMs: number): TendOutcome => ({ kind: 'waiting', text, waitMs });

/** The oldest one that waits begins when nothing runs. */
async function beginInTurn(
  tx: TaskStore,
  schedule: ScheduleRow,
  work: { run: ScheduleRunRow; due: string; now: Date; defaultModel: string },
): Promise<ScheduleRunRow> {
  const { run, due, now } = work;
  const open = await tx.openRuns(schedule.id);
  const first = open.find(({ state }) => state === 'waiting');
  // Where they may lie side by side, only those that are made up for go one after the other.
  const inTheWay = open.some((one) => one.state === 'running' && (schedule.overlap !== 'allow' || one.late));
  if (inTheWay || first?.due !== due) return run;
  if (schedule.paused && !run.byHand)
    await tx.patchRun(schedule.id, due, { state: 'skipped', why: 'the schedule is paused', endedAt: now.toISOString() });
  else await beginRun(tx, schedule, { ...work, late: run.late });
  const begun = (await tx.run(schedule.id, due)) ?? run;
  // One that was skipped makes room for the next.
  if (!isOpenRun(begun.state)) await wakeNext(tx, schedule.id);
  return begun;
}

async function lookAtTask(
  tx: TaskStore,
  { schedule, run, now }: { schedule: ScheduleRow; run: ScheduleRunRow; now: Date },
): Promise<Look> {
  const task = run.taskId === undefined ? undefined : await tx.task(run.taskId);
  if (!task || isFinished(task.status)) {
    await endRun(tx, schedule, { run, now, ...endOf(task) });
    return { outcome: ended('its task has ended') };
  }
  const below = await openBelow(tx, task.id);
  const stuck = [task, ...below].map(stuckOn).find((reason) => reason !== undefined);
  if (stuck) {
    const error = `${asSentence(stuck.text)} A run of a schedule does not wait for that to be mended.`;
    const abort = await tx.stopTasks(
      below.map(({ id }) => id),
      'now',
    );
    return { outcome: ended('its task was held'), abort, end: { tasks: [task], status: 'failed', error } };
  }
  const leftMs = Date.parse(run.startedAt ?? run.due) + schedule.limitMinutes * 60_000 - now.getTime();
  if (leftMs > 0) return { outcome: waiting(`task ${task.id} is ${task.status}`, Math.min(SLOW_LOOK_MS, leftMs)) };
  const why = overLimit(schedule, task);
  await tx.append(
    task.id,
    { type: 'notice', level: 'error', code: 'run_limit', text: `${capital(why)}.` },
    `run-limit/${run.due}`,
  );
  const abort = await tx.stopTasks([task.id, ...below.map(({ id }) => id)], 'now');
  await endRun(tx, schedule, { run, now, state: 'killed', why, failed: true });
  return { outcome: waiting('ended at its limit', GRACE_MS), abort };
}

async function openBelow(tx: TaskStore, id: string): Promise<TaskRow[]> {
  const rows = await Promise.all((await tx.descendants(id)).map((one) => tx.task(one)));
  return rows.filter((row) => row !== undefined && !isFinished(row.status)) as TaskRow[];
}

/** What only a person mends, and nobody is there: a hold, or a budget of its own that is used up. The day's over all tasks is another one tomorrow. */
function stuckOn({ hold, status, waitingFor }: TaskRow): WaitingFor | undefined {
  if (hold) return hold;
  const isBudget = status === 'paused' && waitingFor?.kind === 'budget' && waitingFor.until === undefined;
  return isBudget ? waitingFor : undefined;
}

const asSentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** The record says so already; what must not be is that its task goes on. */
async function untilGone(tx: TaskStore, run: ScheduleRunRow, now: Date): Promise<Look> {
  const task = run.taskId === undefined ? undefined : await tx.task(run.taskId);
  const open = task ? [...(isFinished(task.status) ? [] : [task]), ...(await openBelow(tx, task.id))] : [];
  if (open.length === 0) {
    // The call that was cut has been paid since.
    if (task) await tx.patchRun(run.scheduleId, run.due, { usd: await usdOf(tx, task.id) });
    return { outcome: ended('killed') };
  }
  const leftMs = Date.parse(run.endedAt ?? run.due) + GRACE_MS - now.getTime();
  if (leftMs > 0) return { outcome: waiting('ended at its limit', leftMs) };
  return { outcome: ended('killed by force'), end: { tasks: open, status: 'cancelled' } };
}

/** Of the task and all that it has started; null when the price of one of them is not known. */
async function usdOf(tx: TaskStore, taskId: string): Promise<number | null> {
  const all = await Promise.all([taskId, ...(await tx.descendants(taskId))].map((id) => tx.usage(id)));
  return all.some(({ usd }) => usd === null) ? null : all.reduce((sum, { usd }) => sum + (usd ?? 0), 0);
}

interface End {
  readonly state: 'finished' | 'failed' | 'killed';
  readonly why?: string;
  /** Counts towards the failures in a row. */
  readonly failed: boolean;
}

function endOf(task: TaskRow | undefined): End {
  if (!task) return { state: 'killed', why: 'its task was deleted', failed: false };
  if (task.status === 'completed') return { state: 'finished', failed: false };
  if (task.status === 'failed')
    return { state: 'failed', failed: true, ...(task.error === undefined ? {} : { why: task.error }) };
  return { state: 'killed', why: 'somebody cancelled its task', failed: false };
}

/** What it waited for is said: a question that nobody answered is another thing than a task that hangs. */
function overLimit({ limitMinutes }: ScheduleRow, { waitingFor }: TaskRow): string {
  const limit = limitMinutes % 60 === 0 ? counted(limitMinutes / 60, 'hour') : counted(limitMinutes, 'minute');
  if (waitingFor?.kind === 'approval' || waitingFor?.kind === 'input')
    return `it waited for an answer since ${waitingFor.since} and was ended at its limit of ${limit}`;
  if (waitingFor) return `it waited (${waitingFor.text}) and was ended at its limit of ${limit}`;
  return `its limit of ${limit} had passed (also asleep), so it was ended`;
}

async function endRun(
  tx: TaskStore,
  schedule: ScheduleRow,
  { run, now, state, why, failed }: End & { run: ScheduleRunRow; now: Date },
): Promise<void> {
  const task = run.taskId === undefined ? undefined : await tx.task(run.taskId);
  // Of one that still has to stop it is written down when it is gone; of one that was deleted it stands there.
  const usd = task && isFinished(task.status) ? { usd: await usdOf(tx, task.id) } : {};
  await tx.patchRun(schedule.id, run.due, { state, ...usd, endedAt: now.toISOString(), why: why ?? run.why ?? '' });
  if (state === 'finished' && schedule.failures > 0) await tx.patchSchedule(schedule.id, { failures: 0 });
  if (failed) await countFailure(tx, schedule, { run, now });
  await wakeNext(tx, schedule.id);
}

async function countFailure(
  tx: TaskStore,
  schedule: ScheduleRow,
  { run: { taskId, due }, now }: { run: ScheduleRunRow; now: Date },
): Promise<void> {
  const failures = schedule.failures + 1;
  if (failures < MOST_FAILURES || schedule.paused) {
    await tx.patchSchedule(schedule.id, { failures });
    return;
  }
  const text = `It failed ${failures} times in a row, so the schedule "${schedule.name}" paused itself.`;
  await skipDue(tx, schedule, now);
  await tx.patchSchedule(schedule.id, { failures, paused: true, pausedReason: text });
  const action = `cowork schedule resume ${schedule.id}`;
  if (taskId !== undefined)
    await tx.append(taskId, { type: 'notice', level: 'error', code: 'schedule_paused', text, action }, `schedule-paused/${due}`);
}

async function wakeNext(tx: TaskStore, scheduleId: string): Promise<void> {
  const next = (await tx.openRuns(scheduleId)).find(({ state }) => state === 'waiting');
  if (next) await tx.enqueueRun(scheduleId, next.due);
}

const counted = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
const capital = (text: string): string => text[0]!.toUpperCase() + text.slice(1);
