// What runs now, in this process: joins second attempts of a call, and lets the api stop a task's work without waiting for a heartbeat.
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
}

interface InFlight {
  readonly taskId: string;
  readonly abort: AbortController;
  readonly end: Promise<unknown>;
  waiting: number;
}

export function createRunning(): Running {
  const inFlight = new Map<string, InFlight>();

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
        const end = work(abort.signal).finally(() => inFlight.delete(key));
        one = { taskId, abort, end, waiting: 0 };
        inFlight.set(key, one);
      }
      waitFor(one, attempt);
      return one.end as Promise<T>;
    },
    abort(taskId, why) {
      for (const one of inFlight.values()) if (one.taskId === taskId) one.abort.abort(why);
    },
  };
}
