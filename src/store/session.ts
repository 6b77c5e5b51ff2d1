// What every part of the store works on: the database, the clock, and one way to write.
import type { Kysely } from 'kysely';
import { collectHints, type Hints, type HintListeners } from './hints.ts';
import type { TaskDb, TaskStoreDialect } from './schema.ts';

export interface Session {
  readonly db: Kysely<TaskDb>;
  readonly dialect: TaskStoreDialect;
  /** The time, ISO 8601. */
  readonly now: () => string;
  /** Runs `work` in a transaction: the one that this session is in, or else a new one. */
  write<T>(work: (tx: WriteSession) => Promise<T>): Promise<T>;
}

/** A session bound to a running transaction. */
export interface WriteSession extends Session {
  readonly hints: Hints;
  /** Ids of the tasks whose rows this transaction has locked and found there. */
  readonly held: Set<string>;
}

export interface SessionOptions extends HintListeners {
  readonly kysely: Kysely<TaskDb>;
  readonly dialect: TaskStoreDialect;
  readonly now?: () => Date;
}

export function openSession(options: SessionOptions): Session {
  const { kysely, dialect } = options;
  const clock = options.now ?? (() => new Date());
  const now = (): string => clock().toISOString();
  return {
    db: kysely,
    dialect,
    now,
    async write(work) {
      const hints = collectHints(options);
      // Every rule here is a row lock and then a fresh look, which is what READ COMMITTED gives; SQLite has one writer anyway.
      const begin = dialect === 'postgres' ? kysely.transaction().setIsolationLevel('read committed') : kysely.transaction();
      const result = await begin.execute((db) => workIn({ db, dialect, now, hints, held: new Set() }, work));
      hints.fire();
      return result;
    },
  };
}

/**
 * Runs the work and joins every write below it. A write that failed inside spoils the whole transaction, also when the work catches its
 * error: PostgreSQL would do so by itself, SQLite would commit the half of it.
 */
async function workIn<T>(base: Omit<WriteSession, 'write'>, work: (tx: WriteSession) => Promise<T>): Promise<T> {
  const failures: unknown[] = [];
  const tx: WriteSession = {
    ...base,
    async write(nested) {
      try {
        return await nested(tx);
      } catch (error) {
        failures.push(error);
        throw error;
      }
    },
  };
  const result = await work(tx);
  if (failures.length > 0) throw failures[0];
  return result;
}
