// Calls of the product's API by people who try again while it is down, being restarted, asleep or without room.
import { setTimeout as sleep } from 'node:timers/promises';
import { isCoworkError } from '../../src/contract/errors.ts';

/** Codes that mean "later": everything else is an answer. */
const LATER = ['not_running', 'engine_down', 'desktop_away', 'database_busy', 'disk_full'];
const PAUSE_MS = 250;
/** A stop of 30 s with a restart behind it takes a tenth of this on a busy machine; only a product that stays away reaches it. */
const LIMIT_MS = 600_000;

export interface Calm {
  /** Tries until there is an answer; throws what is one. `call` must be safe to repeat: the same Idempotency-Key each time. */
  <T>(call: () => Promise<T>): Promise<T>;
}

/** `over`: nothing is tried again any more. */
export function createCalm(over: AbortSignal): Calm {
  return async (call) => {
    const limit = performance.now() + LIMIT_MS;
    for (;;) {
      try {
        return await call();
      } catch (error) {
        if (!isCoworkError(error) || !LATER.includes(error.code) || over.aborted || performance.now() > limit) throw error;
        await sleep(PAUSE_MS);
      }
    }
  };
}

/** The code of a refusal, or undefined for a yes; throws what is neither. */
export async function refusalOf(call: Promise<unknown>): Promise<string | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (isCoworkError(error)) return error.code;
    throw error;
  }
}
