// A clock that jumps forward, for the product alone: libfaketime, where it is installed. The machine's own clock is never touched.
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PLACES = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map((system) => `/usr/lib/${system}/faketime/libfaketime.so.1`);

export interface Clock {
  /** False where the library is missing: then the clock never jumps. */
  readonly isReal: boolean;
  /** For the product's environment. Temporal's server makes its calls without the C library and keeps the machine's time. */
  readonly env: Readonly<Record<string, string>>;
  /** All processes that read the clock through the C library are so far ahead within a second. Adds up. */
  jump(seconds: number): void;
  /** Takes away what the library leaves in shared memory when its process is killed. */
  remove(): void;
}

export function makeClock(folder: string): Clock {
  const library = PLACES.find((path) => existsSync(path));
  const file = join(folder, 'clock');
  let ahead = 0;
  const write = (): void => writeFileSync(file, `+${ahead}\n`);
  const since = Date.now();
  if (library === undefined) return { isReal: false, env: {}, jump: () => undefined, remove: () => undefined };
  write();
  return {
    isReal: true,
    env: {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_CACHE_DURATION: '1',
      // Only the wall clock jumps on a machine, and what lies on the disk keeps its dates. Both names are in use.
      ...{ FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1', NO_FAKE_STAT: '1' },
    },
    jump(seconds) {
      ahead += seconds;
      write();
    },
    remove: () => removeShared(since),
  };
}

const SHARED = '/dev/shm';

/** Named by process: only of those that began after `since` and have ended. */
function removeShared(since: number): void {
  for (const name of readdirSync(SHARED)) {
    const pid = /^(?:sem\.)?faketime_(?:shm|sem)_(\d+)$/.exec(name)?.[1];
    const path = join(SHARED, name);
    if (pid !== undefined && !existsSync(`/proc/${pid}`) && statSync(path).mtimeMs >= since) rmSync(path, { force: true });
  }
}
