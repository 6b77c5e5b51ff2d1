// Calls of the product's API by people who try again while it is down, being restarted, asleep or without room.
import { isCoworkError } from '../../src/contract/errors.ts';
import { setTimeout as sleep } from 'node:timers/promises';

/** Codes that mean "later": everything else is an answer. */
const LATER = ['not_running', 'engine_down', 'desktop_away', 'database_busy', 'disk_full'];
const PAUSE_MS = 250;
/** A stop of 30 s and a restart behind it, on a busy machine. */
const LIMIT_MS = 120_000;

/** Tries until there is an answer; throws what is one. `call` must be safe to repeat: the same Idempotency-Key each time. */
export async function calm<T>(call: () => Promise<T>): Promise<T> {
  const limit = performance.now() + LIMIT_MS;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!isCoworkError(error) || !LATER.includes(error.code) || performance.now() > limit) throw error;
      await sleep(PAUSE_MS);
    }
  }
}

/** The code of a refusal; throws what is none. */
export async function refusalOf(call: Promise<unknown>): Promise<string | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (isCoworkError(error)) return error.code;
    throw error;
  }
}
