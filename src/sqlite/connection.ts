// The one connection of a database: runs compiled queries on node:sqlite, keeps prepared statements, retries what was busy.
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import { classify, isBusy } from './errors.ts';

/** Kept statements; SQLite prepares them again by itself when the schema changes. */
const KEPT_STATEMENTS = 200;
/** The wait inside SQLite blocks the event loop, so it is short; the rest of the patience is asynchronous. */
export const BUSY_TIMEOUT_MS = 200;
/** Longer than any transaction of ours; whoever holds the lock beyond that hangs. */
const BUSY_PATIENCE_MS = 30_000;
const BACK_OFF_MS = { first: 5, most: 250 };

export interface SqliteConnection extends DatabaseConnection {
  /** Runs a statement without parameters, asynchronously patient with a held lock. */
  command(sql: string): Promise<void>;
  /** BEGIN IMMEDIATE: a deferred transaction that reads first fails with BUSY_SNAPSHOT at its first write, at once and whatever the timeout. */
  begin(): Promise<void>;
  /** Nothing when SQLite has already rolled back by itself (disk full, I/O error). */
  rollback(): Promise<void>;
}

export function createConnection(raw: DatabaseSync, file: string, patienceMs = BUSY_PATIENCE_MS): SqliteConnection {
  const kept = new Map<string, { statement: StatementSync; reader: boolean }>();

  const prepare = (sql: string): { statement: StatementSync; reader: boolean } => {
    const found = kept.get(sql);
    if (found) {
      kept.delete(sql);
      kept.set(sql, found);
      return found;
    }
    const statement = raw.prepare(sql);
    const made = { statement, reader: statement.columns().length > 0 };
    kept.set(sql, made);
    const oldest = kept.keys().next();
    if (kept.size > KEPT_STATEMENTS && !oldest.done) kept.delete(oldest.value);
    return made;
  };

  /** A busy statement has changed nothing, so it may be tried again; inside a transaction the lock is ours and nothing is busy. */
  const patiently = async <T>(work: () => T): Promise<T> => {
    const giveUpAt = performance.now() + patienceMs;
    for (let waitMs = BACK_OFF_MS.first; ; waitMs = Math.min(waitMs * 2, BACK_OFF_MS.most)) {
      try {
        return work();
      } catch (error) {
        if (!isBusy(error) || raw.isTransaction || performance.now() > giveUpAt) throw classify(error, file);
      }
      await sleep(waitMs * (0.5 + Math.random()));
    }
  };

  return {
    executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      return patiently(() => {
        const { statement, reader } = prepare(query.sql);
        const values = query.parameters as SQLInputValue[];
        if (reader) return { rows: statement.all(...values) as R[] };
        const { changes, lastInsertRowid } = statement.run(...values);
        return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
      });
    },
    async *streamQuery<R>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<R>> {
      // A statement of its own: a kept one would be reset by its next user.
      const statement = raw.prepare(query.sql);
      let rows: R[] = [];
      for (const row of statement.iterate(...(query.parameters as SQLInputValue[]))) {
        rows.push(row as R);
        if (rows.length < Math.max(1, chunkSize)) continue;
        yield { rows };
        rows = [];
      }
      if (rows.length > 0) yield { rows };
    },
    command: (sql) => patiently(() => raw.exec(sql)),
    begin: () => patiently(() => raw.exec('begin immediate')),
    rollback: () => patiently(() => (raw.isTransaction ? raw.exec('rollback') : undefined)),
  };
}
