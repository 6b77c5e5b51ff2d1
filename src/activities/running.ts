// What runs now, in this process: joins second attempts of a call, and lets the api stop a task's work without waiting for a heartbeat.

export type AbortWhy = 'cancel_now' | 'kill' | 'pause';

export interface Running {
  /**
   * Runs `work` unless the same key is already running here: then that one's end is the answer. Two attempts of one call never run
   * side by side, however Temporal came to start the second.
   */
  join<T>(key: string, taskId: string, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Aborts everything that runs for the task. */
  abort(taskId: string, why: AbortWhy): void;
}

export function createRunning(): Running {
  const inFlight = new Map<string, { taskId: string; abort: AbortController; end: Promise<unknown> }>();
  return {
    join<T>(key: string, taskId: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
      const there = inFlight.get(key);
      if (there) return there.end as Promise<T>;
      const abort = new AbortController();
      const end = work(abort.signal).finally(() => inFlight.delete(key));
      inFlight.set(key, { taskId, abort, end });
      return end;
    },
    abort(taskId, why) {
      for (const one of inFlight.values()) if (one.taskId === taskId) one.abort.abort(why);
    },
  };
}
