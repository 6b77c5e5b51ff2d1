// Calls of somebody who does not give up while the product is down: the same call with the same key, until it is answered.
import { setTimeout as sleep } from 'node:timers/promises';
import { isCoworkError } from '../../src/contract/errors.ts';

const PATIENCE_MS = 180_000;
const PAUSE_MS = 100;
/** Nobody answers, or the connection broke half-way: what came of the call is not known, so it is made again. */
const PASSING = ['not_running', 'engine_down', 'desktop_away'];

/** Every other refusal is thrown. */
export async function patiently<T>(call: () => Promise<T>): Promise<T> {
  const limit = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!isCoworkError(error) || !PASSING.includes(error.code) || performance.now() > limit) throw error;
    }
    await sleep(PAUSE_MS);
  }
}

/** The same until it is so. */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const limit = performance.now() + PATIENCE_MS;
  while (!(await patiently(isSo))) {
    if (performance.now() > limit) throw new Error(`${what}: not in ${PATIENCE_MS} ms`);
    await sleep(PAUSE_MS);
  }
}

/** What hangs is an error with a name. */
export async function within<T>(what: string, ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not in ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}
