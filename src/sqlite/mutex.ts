// First come, first served: one holder at a time.
import { CoworkError } from '../contract/errors.ts';

export interface Mutex {
  /** Resolves when it is the caller's turn. Rejects after `patienceMs`: somebody then waits for itself inside its own turn. */
  acquire(): Promise<void>;
  release(): void;
}

export function createMutex(patienceMs: number): Mutex {
  const waiting: (() => void)[] = [];
  let held = false;
  return {
    acquire() {
      if (!held) {
        held = true;
        return Promise.resolve();
      }
      return new Promise((resolve, reject) => {
        const mine = (): void => {
          clearTimeout(timer);
          resolve();
        };
        const timer = setTimeout(() => {
          waiting.splice(waiting.indexOf(mine), 1);
          reject(
            new CoworkError(
              'internal',
              'the database connection was never given back: inside a transaction use only its own handle',
            ),
          );
        }, patienceMs);
        timer.unref();
        waiting.push(mine);
      });
    },
    release() {
      const next = waiting.shift();
      if (next) next();
      else held = false;
    },
  };
}
