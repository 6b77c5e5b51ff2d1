// Asks again while the api is being started again: the launcher lives, and a connection that was refused has done nothing.
import { setTimeout as sleep } from 'node:timers/promises';
import { connectionError } from '../client/problem.ts';

/** A supervised restart takes one to two seconds. */
const PATIENCE_MS = 5_000;
const AGAIN_MS = 100;

export const patientFetch: typeof fetch = async (input, init) => {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await fetch(input, init);
    } catch (error) {
      // A stream of events says at once that the connection is lost, and asks again by itself.
      const isStream = new Headers(init?.headers).get('accept') === 'text/event-stream';
      if (isStream || !wasRefused(error) || performance.now() > until) throw error;
      await sleep(AGAIN_MS);
    }
  }
};

const wasRefused = (error: unknown): boolean => connectionError(error, '').code === 'not_running';
