// A lock that only its holder's death or release frees, never a time-out: an exclusive SQLite transaction on a file of its own.
import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { classify, isBusy } from './errors.ts';

export interface FileLock {
  /** Frees the lock. A second call does nothing. */
  release(): void;
}

/** What nobody refers to any more is collected, and closed with that: nobody has to refer to a lock that is held. */
const all = new Set<DatabaseSync>();

/**
 * Takes the lock at once; undefined when another process, or another lock of this one, has it: also one that is stopped (SIGSTOP).
 * The file must be used for nothing else: where any other descriptor of it is closed in this process, the lock is gone.
 */
export function takeFileLock(file: string): FileLock | undefined {
  let database: DatabaseSync | undefined;
  try {
    closeSync(openSync(file, 'a', 0o600));
    database = new DatabaseSync(file, { timeout: 0 });
    database.exec('pragma journal_mode=delete; begin exclusive');
    const held = database;
    all.add(held);
    return {
      release() {
        all.delete(held);
        if (held.isOpen) held.close();
      },
    };
  } catch (error) {
    database?.close();
    if (isBusy(error)) return undefined;
    throw classify(error, file);
  }
}
