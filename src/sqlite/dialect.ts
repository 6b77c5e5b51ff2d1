// Opens a SQLite file through node:sqlite and gives Kysely a dialect for it: one connection, safe settings, immediate transactions.
import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { type Dialect, type Driver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import { BUSY_TIMEOUT_MS, createConnection, type SqliteConnection } from './connection.ts';
import { classify, isBusy } from './errors.ts';
import { createMutex, type Mutex } from './mutex.ts';

/** A transaction of ours lasts milliseconds; who waits a minute for the connection waits for itself. */
const CONNECTION_PATIENCE_MS = 60_000;
/** Other processes may be opening the same file in the same moment. */
const OPEN_TRIES = 40;

export interface OpenedSqlite<DB> {
  /** Integers beyond 2^53 do not survive as numbers: keep such (inodes, nanoseconds) as text. Booleans are 0 and 1. */
  readonly kysely: Kysely<DB>;
  /** For pragmas, backups and tests. Never write through it beside `kysely`: it knows no turn. */
  readonly raw: DatabaseSync;
  /** Waits for the running query or transaction, then closes. A second call does nothing. */
  close(): Promise<void>;
}

/**
 * Opens `file`, made with mode 0600 when missing: WAL, synchronous=FULL, foreign keys on. Every transaction is BEGIN IMMEDIATE; a lock
 * held by another process is waited for up to 30 s without blocking the event loop for more than moments. Inside
 * `kysely.transaction()` await nothing but its own handle.
 * @throws CoworkError database_corrupt, no_permission, read_only, disk_full
 */
export function openSqlite<DB>(file: string, options: { readonly?: boolean; busyPatienceMs?: number } = {}): OpenedSqlite<DB> {
  const raw = openFile(file, options.readonly === true);
  const connection = createConnection(raw, file, options.busyPatienceMs);
  const turn = createMutex(CONNECTION_PATIENCE_MS);
  const kysely = new Kysely<DB>({ dialect: createDialect(raw, connection, turn) });
  return {
    kysely,
    raw,
    async close() {
      await kysely.destroy();
      // Kysely destroys only a driver that it has used.
      if (raw.isOpen) raw.close();
    },
  };
}

function openFile(file: string, readonly: boolean): DatabaseSync {
  let raw: DatabaseSync | undefined;
  try {
    if (!readonly) closeSync(openSync(file, 'a', 0o600));
    raw = new DatabaseSync(file, { readOnly: readonly, timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
    settle(raw, readonly);
    return raw;
  } catch (error) {
    raw?.close();
    throw classify(systemError(error), file);
  }
}

function settle(raw: DatabaseSync, readonly: boolean): void {
  if (!readonly) {
    whenFree(() => raw.exec('pragma journal_mode=wal'));
    raw.exec('pragma synchronous=full');
    // What is deleted is overwritten: words of a deleted task must not stand in the file.
    raw.exec('pragma secure_delete=on');
    // On macOS fsync alone does not reach the platter. Elsewhere both are without effect.
    if (process.platform === 'darwin') raw.exec('pragma fullfsync=1; pragma checkpoint_fullfsync=1');
  }
  // Reads header and schema, so that a damaged file is refused here and not at some later query.
  whenFree(() => raw.prepare('select count(*) from sqlite_schema').get());
}

/** The switch to WAL ignores the busy timeout; it happens once in a file's life, so a blocking wait is fair. */
function whenFree(work: () => unknown): void {
  for (let attempt = 1; ; attempt++) {
    try {
      work();
      return;
    } catch (error) {
      if (!isBusy(error) || attempt >= OPEN_TRIES) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 25);
    }
  }
}

/** What the file system said before SQLite came to it, in SQLite's own words, so that one table classifies both. */
function systemError(error: unknown): unknown {
  const code = (error as { code?: unknown }).code;
  const words = (error as { message?: unknown }).message;
  const errcode = { EACCES: 14, EPERM: 14, ENOENT: 14, EISDIR: 14, EROFS: 8, ENOSPC: 13, EIO: 10 }[String(code)];
  return errcode === undefined ? error : { errcode, message: words, cause: error };
}

function createDialect(raw: DatabaseSync, connection: SqliteConnection, turn: Mutex): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => createDriver(raw, connection, turn),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

function createDriver(raw: DatabaseSync, connection: SqliteConnection, turn: Mutex): Driver {
  return {
    init: async () => {},
    async acquireConnection() {
      await turn.acquire();
      return connection;
    },
    releaseConnection: async () => turn.release(),
    beginTransaction: () => connection.begin(),
    commitTransaction: () => connection.command('commit'),
    rollbackTransaction: () => connection.rollback(),
    async destroy() {
      await turn.acquire();
      if (raw.isOpen) raw.close();
      turn.release();
    },
  };
}
