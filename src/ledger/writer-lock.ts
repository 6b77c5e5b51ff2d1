// One writer per desktop: the lock, and who holds it.
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { CoworkError } from '../contract/errors.ts';
import { takeFileLock, type FileLock } from '../sqlite/file-lock.ts';

/** What a refused second process can say about the first; kept beside the lock, and worth nothing without it. */
export interface Holder {
  readonly pid: number;
  /** Tells this process from a later one with the same pid. */
  readonly startTime: string;
  /** When the lock was taken, ISO 8601. */
  readonly since: string;
}

const holderFile = (lockFile: string): string => `${lockFile}.holder`;

/** @throws CoworkError locked, with the holder in its text and in `extra.holder` */
export function takeWriterLock(lockFile: string, startTime: string): FileLock {
  const lock = takeFileLock(lockFile);
  if (!lock) throw refusal(readHolder(lockFile));
  const holder: Holder = { pid: process.pid, startTime, since: new Date().toISOString() };
  const fresh = `${holderFile(lockFile)}.${process.pid}`;
  writeFileSync(fresh, JSON.stringify(holder), { mode: 0o600 });
  renameSync(fresh, holderFile(lockFile));
  return {
    release() {
      // Before the lock: afterwards the file may be the next holder's.
      rmSync(holderFile(lockFile), { force: true });
      lock.release();
    },
  };
}

/** Who took the lock last; whether it still holds it only the lock knows. */
export function readHolder(lockFile: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(holderFile(lockFile), 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

function refusal(holder: Holder | undefined): CoworkError {
  const who = holder ? `process ${holder.pid}, since ${holder.since}` : 'a process that did not leave its name';
  return new CoworkError(
    'locked',
    `The files of this computer are already being worked on by ${who}. Stop it first: cowork stop`,
    {
      extra: { holder },
    },
  );
}
