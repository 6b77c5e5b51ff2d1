// One per provider key, over all tasks: a refusal for speed slows all and fails none; the task's priority and a person's words go first.
import { CoworkError } from '../contract/errors.ts';
import { MOST_AT_ONCE, PRIORITY_STEP_MS, SHORT_WAIT_MS, SUCCESSES_TO_RECOVER, ownWaitMs } from './backoff.ts';

/** How a call that held a place ended, as far as speed is concerned. */
export type CallEnd =
  | { readonly kind: 'ok' }
  /** Refused for speed or overload; `retryAfterMs` when the service said how long to wait. */
  | { readonly kind: 'slow_down'; readonly retryAfterMs?: number | undefined }
  /** Failed for another reason: says nothing about speed. */
  | { readonly kind: 'other' };

export interface Limiter {
  /**
   * Waits for a place and returns the function that gives it back (call it exactly once). Throws model_rate_limited with `retryAfterMs`
   * when the key is blocked for longer than a short wait, and the signal's reason when aborted. Who comes first: see {@link Urgency}.
   */
  acquire(options: Urgency & { signal: AbortSignal }): Promise<(end: CallEnd) => void>;
  /** Milliseconds until the key may be used again; 0 when now. */
  waitMs(): number;
  /** Calls allowed at once right now. */
  atOnce(): number;
}

/** A low number or a person's words win only so much time, so that nobody is passed over for ever. */
export interface Urgency {
  /** 1 (first) to 5. */
  readonly priority: number;
  /** True for what answers a person's words; worth one step of priority. */
  readonly interactive: boolean;
}

export interface LimiterOptions {
  readonly mostAtOnce?: number;
  readonly shortWaitMs?: number;
  readonly now?: () => number;
  readonly random?: () => number;
}

interface Waiter {
  /** When it came, moved by its urgency; the earliest goes next. */
  readonly due: number;
  readonly start: () => void;
  readonly refuse: (blockedMs: number) => void;
}

export function createLimiter(options: LimiterOptions = {}): Limiter {
  const most = options.mostAtOnce ?? MOST_AT_ONCE;
  const shortWait = options.shortWaitMs ?? SHORT_WAIT_MS;
  const now = options.now ?? Date.now;
  const waiting: Waiter[] = [];
  let atOnce = most;
  let busy = 0;
  let blockedUntil = 0;
  let refusals = 0;
  let successes = 0;
  let timer: NodeJS.Timeout | undefined;

  const waitMs = (): number => Math.max(0, Math.ceil(blockedUntil - now()));

  const release = (end: CallEnd): void => {
    busy -= 1;
    if (end.kind === 'slow_down') slowDown(end.retryAfterMs);
    if (end.kind === 'ok') recover();
    drain();
  };

  const slowDown = (named: number | undefined): void => {
    // Refusals that arrive while the key is already blocked belong to calls sent before: they halve nothing again.
    if (waitMs() === 0) atOnce = Math.max(1, Math.floor(atOnce / 2));
    const until = now() + (named ?? ownWaitMs(refusals, options.random));
    refusals += 1;
    successes = 0;
    blockedUntil = Math.max(blockedUntil, until);
  };

  const recover = (): void => {
    refusals = 0;
    successes += 1;
    if (atOnce >= most || successes < SUCCESSES_TO_RECOVER * atOnce) return;
    successes = 0;
    atOnce += 1;
  };

  const drain = (): void => {
    clearTimeout(timer);
    const blocked = waitMs();
    if (blocked > 0) {
      // The block has grown beyond a short wait: those in the queue learn it as a newcomer would.
      if (blocked > shortWait) for (const waiter of waiting.splice(0)) waiter.refuse(blocked);
      if (waiting.length > 0) timer = setTimeout(drain, blocked);
      return;
    }
    while (waiting.length > 0 && busy < atOnce) {
      // Of two that are equal the one that came first.
      const next = waiting.reduce((first, other) => (other.due < first.due ? other : first));
      waiting.splice(waiting.indexOf(next), 1);
      busy += 1;
      next.start();
    }
  };

  return {
    waitMs,
    atOnce: () => atOnce,
    acquire({ signal, priority, interactive }) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(reasonOf(signal));
        const blocked = waitMs();
        if (blocked > shortWait) return reject(blockedError(blocked));
        const waiter: Waiter = {
          due: now() + (priority - (interactive ? 1 : 0)) * PRIORITY_STEP_MS,
          start: () => {
            signal.removeEventListener('abort', leave);
            resolve(once(release));
          },
          refuse: (blockedMs) => {
            signal.removeEventListener('abort', leave);
            reject(blockedError(blockedMs));
          },
        };
        const leave = (): void => {
          waiting.splice(waiting.indexOf(waiter), 1);
          reject(reasonOf(signal));
        };
        signal.addEventListener('abort', leave, { once: true });
        waiting.push(waiter);
        drain();
      });
    },
  };
}

const blockedError = (ms: number): CoworkError =>
  new CoworkError('model_rate_limited', 'The AI service asked to slow down. Nothing is lost; it is tried again by itself.', {
    retryAfterMs: ms,
  });

const reasonOf = (signal: AbortSignal): Error =>
  Error.isError(signal.reason) ? signal.reason : new DOMException('The call was stopped.', 'AbortError');

function once(release: (end: CallEnd) => void): (end: CallEnd) => void {
  let given = false;
  return (end) => {
    if (given) return;
    given = true;
    release(end);
  };
}
