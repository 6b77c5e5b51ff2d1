// What runs now, in this process: joins second attempts of a call, and lets the api stop a task's work without waiting for a heartbeat.
import { ApplicationFailure } from '@temporalio/activity';

type AbortWhy = 'cancel_now' | 'kill' | 'pause';

export interface Running {
  /**
   * Runs `work` unless the same key is already running here: then that one's end is the answer. Two attempts of one call never run
   * side by side, however Temporal came to start the second. `attempt` is the attempt's own end: the work is aborted only when every
   * attempt that waits for it has ended, so that a time-out during sleep does not throw away what the next attempt has joined.
   */
  join<T>(call: { key: string; taskId: string; attempt: AbortSignal }, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Aborts everything that runs for the task. */
  abort(taskId: string, why: AbortWhy): void;
  /** How often in a row the call failed here by an error of our own: nobody stopped it, and it was no wait that it asked for. */
  failures(call: { key: string; taskId: string }): number;
  /** As does all that happens to the task and is no such error: what failed before is counted no longer. */
  forget(taskId: string): void;
}

interface InFlight {
  readonly taskId: string;
  readonly abort: AbortController;
  readonly end: Promise<unknown>;
  waiting: number;
}

export function createRunning(): Running {
  const inFlight = new Map<string, InFlight>();
  /** By task and key. */
  const failed = new Map<string, Map<string, number>>();

  const count = ({ taskId, key }: { taskId: string; key: string }): void => {
    const ofTask = failed.get(taskId) ?? new Map<string, number>();
    failed.set(taskId, ofTask.set(key, (ofTask.get(key) ?? 0) + 1));
  };

  /** The work, and what its end says of the errors before it. */
  const counted = async <T>(call: { taskId: string; key: string }, of: { signal: AbortSignal; work: Promise<T> }): Promise<T> => {
    try {
      const done = await of.work;
      failed.delete(call.taskId);
      return done;
    } catch (error) {
      if (error instanceof ApplicationFailure || of.signal.aborted) failed.delete(call.taskId);
      else count(call);
      throw error;
    }
  };

  const waitFor = (one: InFlight, attempt: AbortSignal): void => {
    one.waiting += 1;
    const leave = (): void => {
      one.waiting -= 1;
      if (one.waiting === 0) one.abort.abort(attempt.reason);
    };
    if (attempt.aborted) leave();
    else attempt.addEventListener('abort', leave, { once: true });
  };

  return {
    join<T>(
      { key, taskId, attempt }: { key: string; taskId: string; attempt: AbortSignal },
      work: (signal: AbortSignal) => Promise<T>,
    ) {
      let one = inFlight.get(key);
      if (!one) {
        const abort = new AbortController();
        const { signal } = abort;
        const end = counted({ key, taskId }, { signal, work: work(signal) }).finally(() => inFlight.delete(key));
        one = { taskId, abort, end, waiting: 0 };
        inFlight.set(key, one);
      }
      waitFor(one, attempt);
      return one.end as Promise<T>;
    },
    abort(taskId, why) {
      failed.delete(taskId);
      for (const one of inFlight.values()) if (one.taskId === taskId) one.abort.abort(why);
    },
    failures: ({ taskId, key }) => failed.get(taskId)?.get(key) ?? 0,
    forget: (taskId) => void failed.delete(taskId),
  };
}
