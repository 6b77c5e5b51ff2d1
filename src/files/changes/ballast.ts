// Room for receipts on a full disk: a file that is given up when a receipt would not fit, and made again when there is space.
import { existsSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CoworkError } from '../../contract/errors.ts';

/** A receipt and its WAL pages are kilobytes; a large set's rows are a few megabytes. */
const BALLAST_BYTES = 16 * 1024 * 1024;
/** Below this nothing new is decided. */
const FLOOR_BYTES = 4 * 1024 * 1024;

export interface Ballast {
  /** Makes the file where there is plenty of space. Never fails. */
  lay(): void;
  /** Frees it. False when there was none. */
  drop(): boolean;
  /** @throws CoworkError disk_full when not even a receipt would be sure to fit */
  require(): void;
}

export function createBallast(home: string, bytes = BALLAST_BYTES): Ballast {
  const file = join(home, 'files', 'ballast');
  const free = (): number => {
    try {
      const { bavail, bsize } = statfsSync(home);
      return bavail * bsize;
    } catch {
      return Infinity;
    }
  };
  return {
    lay() {
      if (existsSync(file) || free() < bytes * 4) return;
      try {
        mkdirSync(join(home, 'files'), { recursive: true, mode: 0o700 });
        writeFileSync(file, Buffer.alloc(bytes, 0xa5), { mode: 0o600 });
      } catch {
        rmSync(file, { force: true });
      }
    },
    drop() {
      if (!existsSync(file)) return false;
      rmSync(file, { force: true });
      return true;
    },
    require() {
      if (free() >= FLOOR_BYTES) return;
      throw new CoworkError(
        'disk_full',
        'The disk that holds this program’s data is full; nothing was changed. Free some space, then go on',
      );
    },
  };
}
