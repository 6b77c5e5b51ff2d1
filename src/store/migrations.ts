// The migrations of the task store, forward only: a released one is frozen, a change is a new entry at the end.
import { sql } from 'kysely';
import type { Migration } from '../sqlite/migrate.ts';
import { firstTables } from './migration-0001.ts';
import { folderTable } from './migration-0002.ts';
import { networkTable } from './migration-0003.ts';
import { childrenAndQueue } from './migration-0004.ts';
import { scheduleTables } from './migration-0005.ts';
import { threadsAndSearch } from './migration-0006.ts';
import { finishedIndex } from './migration-0007.ts';
import type { TaskStoreDialect } from './schema.ts';

/** The owner under which they are recorded; other parts may keep their own tables in the same file. */
export const TASK_STORE_OWNER = 'tasks';

/** Where the dialects spell a type differently. */
export interface SqlTypes {
  /** Sorts by code point in both, so that ids and cursors order alike. */
  readonly text: string;
  /** A number that never comes back: else the end of an old row could remove a new one. */
  readonly serial: string;
}

const TYPES: Record<TaskStoreDialect, SqlTypes> = {
  sqlite: { text: 'text', serial: 'integer primary key autoincrement' },
  postgres: { text: 'text collate "C"', serial: 'bigserial primary key' },
};

export function taskStoreMigrations(dialect: TaskStoreDialect): readonly Migration[] {
  const types = TYPES[dialect];
  return [
    statements('0001_first', firstTables(types)),
    statements('0002_folders', folderTable(types)),
    statements('0003_network', networkTable(types)),
    statements('0004_children_and_queue', childrenAndQueue(types)),
    statements('0005_schedules', scheduleTables(types)),
    statements('0006_threads_and_search', threadsAndSearch(types, dialect)),
    statements('0007_finished', finishedIndex()),
  ];
}

const statements = (name: string, all: readonly string[]): Migration => ({
  name,
  async up(db) {
    for (const statement of all) await sql.raw(statement).execute(db);
  },
});
