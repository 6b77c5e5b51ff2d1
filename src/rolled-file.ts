// A log file of bounded size: <name>.log is written, <name>.1.log and <name>.2.log are what went before. Written line by line and
// synchronously, so a killed process loses no line; pino-roll would number the files of all processes together, keep those of
// earlier runs until it next rolls, and refuse a folder with a colon in its path.
import { closeSync, fstatSync, ftruncateSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export interface RolledFile {
  /** Appends whole lines. Never throws: on a full disk the log has a hole and the work goes on. */
  write(text: string): void;
  close(): void;
}

export interface RollLimits {
  /** Size at which a file is put aside. */
  readonly bytes: number;
  /** How many files are kept beside the current one. */
  readonly old: number;
}

/** Three files of 8 MB for each of four processes: below 100 MB together. */
export const LOG_LIMITS: RollLimits = { bytes: 8_000_000, old: 2 };

/** Opens the file for appending (0600). One process writes a name at a time; throws when the folder cannot be written. */
export function openRolledFile(folder: string, name: string, limits: RollLimits = LOG_LIMITS): RolledFile {
  const file = (n: number): string => join(folder, n === 0 ? `${name}.log` : `${name}.${n}.log`);
  let fd = openSync(file(0), 'a', 0o600);
  let size = fstatSync(fd).size;
  let open = true;

  const roll = (): void => {
    closeSync(fd);
    open = false;
    for (let n = limits.old - 1; n >= 0; n -= 1) moveIfThere(file(n), file(n + 1));
    fd = openSync(file(0), 'a', 0o600);
    open = true;
    size = fstatSync(fd).size;
  };
  return {
    write(text) {
      try {
        if (!open) fd = openSync(file(0), 'a', 0o600);
        open = true;
        const bytes = Buffer.from(text);
        if (size > 0 && size + bytes.length > limits.bytes) roll();
        // A disk that gets full takes a part of it: half a line, which the next one would be written behind.
        if (writeSync(fd, bytes) < bytes.length) ftruncateSync(fd, size);
        else size += bytes.length;
      } catch {
        // See the contract: a hole in the log is better than a dead process.
      }
    },
    close() {
      if (open) closeSync(fd);
      open = false;
    },
  };
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
