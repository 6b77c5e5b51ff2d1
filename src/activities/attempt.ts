// The frame around every activity: heartbeat with a phase, join, abort, and an end to retries that cannot help.
import { ApplicationFailure, Context } from '@temporalio/activity';
import type { RunRef, Stop } from './interface.ts';
import type { ActivityDeps } from './deps.ts';
import { hold } from './gate.ts';

/** Heartbeats tick this often; the workflow's timeout is fifteen times that. */
const TICK_MS = 1_000;
/** An error of our own that comes this often in a row will come again: tell the user instead of trying for ever. */
const GIVE_UP_FAILURES = 5;

export interface Attempt {
  /** Aborted when the user stops the task, Temporal cancels, or the process ends. */
  readonly signal: AbortSignal;
  /** Says what is going on now; sent with the heartbeat. */
  phase(name: string): void;
}

/** Runs one activity. `key` names the work: a second attempt of it joins the first. */
export async function attempt<T>(
  deps: ActivityDeps,
  run: RunRef & { key: string },
  work: (attempt: Attempt) => Promise<T | Stop>,
  giveUp: (text: string) => Promise<T | Stop> = (text) => holdTask(deps, run, text),
): Promise<T | Stop> {
  const context = Context.current();
  let phase = 'start';
  const beat = setInterval(() => context.heartbeat({ phase }), TICK_MS);
  const started = performance.now();
  const call = { key: `${run.taskId}/${run.runId}/${run.key}`, taskId: run.taskId, attempt: context.cancellationSignal };
  try {
    return await deps.running.join(call, (signal) => work({ signal, phase: (name) => void (phase = name) }));
  } catch (error) {
    if (context.cancellationSignal.aborted) throw error;
    // Not the attempts that Temporal counts: among them are killed workers, time-outs and waits for a busy service.
    const failures = deps.running.failures(call);
    if (error instanceof ApplicationFailure || failures < GIVE_UP_FAILURES) throw error;
    deps.log.error({ err: error, taskId: run.taskId, key: run.key }, 'an activity keeps failing; the task is held');
    const held = await giveUp(`Something inside failed ${failures} times (${messageOf(error)}). Nothing was lost.`);
    deps.running.forget(run.taskId);
    return held;
  } finally {
    clearInterval(beat);
    deps.log.info({ taskId: run.taskId, key: run.key, ms: Math.round(performance.now() - started), phase }, 'activity');
  }
}

const holdTask = (deps: ActivityDeps, run: RunRef, text: string): Promise<Stop> =>
  hold(deps, run, { kind: 'user', text, action: `cowork resume ${run.taskId}` });

const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message).slice(0, 300)
    : String(error).slice(0, 300);
