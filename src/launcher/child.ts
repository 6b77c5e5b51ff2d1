// A child's side of being supervised: says when it is ready, hears when to stop, and never outlives its launcher.
import { flushCompileCache } from 'node:module';
import { isCoworkError } from '../contract/errors.ts';

/** What a child tells its launcher over the IPC channel. */
export type ChildMessage =
  | { type: 'ready' }
  /** It cannot work and a restart would not help: a person has to do something. */
  | { type: 'refused'; code: string; detail: string };

export interface ChildLife {
  /** Aborted when the launcher asks to stop (SIGTERM) or a person does (SIGINT without a launcher). */
  readonly stopping: AbortSignal;
  /** Call once everything serves. */
  ready(): void;
  /** Ends the process: a CoworkError that needs a person ends the launcher with its sentence, anything else is a death like others. */
  fail(error: unknown): never;
}

/** Errors that a restart does not cure. */
const NEEDS_A_PERSON = ['database_newer', 'database_corrupt', 'bad_config', 'read_only', 'no_permission', 'disk_full'];

/**
 * Call first in a child's main module. When the channel to the launcher closes, the launcher is dead and the process ends at once:
 * the next launcher needs the locks, and being killed loses nothing.
 */
export function beChild(): ChildLife {
  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, () => stop.abort());
  process.once('disconnect', () => process.exit(70));
  return {
    stopping: stop.signal,
    ready() {
      tell({ type: 'ready' });
      // A child that is killed later would leave nothing compiled for the next start.
      setImmediate(flushCompileCache);
    },
    fail(error) {
      if (isCoworkError(error) && NEEDS_A_PERSON.includes(error.code))
        tell({ type: 'refused', code: error.code, detail: error.detail });
      console.error(error);
      process.exit(1);
    },
  };
}

function tell(message: ChildMessage): void {
  process.send?.(message);
}
