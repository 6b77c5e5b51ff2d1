// Opens the task store of one machine: the file, its migrations, the store.
import type { CrashPoints } from '../contract/crash-points.ts';
import { type OpenedSqlite, openSqlite } from '../sqlite/dialect.ts';
import type { HintListeners } from './hints.ts';
import { migrateTaskStore } from './migrate-task-store.ts';
import type { TaskStore } from './port.ts';
import type { TaskDb } from './schema.ts';
import { fold, FOLD } from './search.ts';
import { createTaskStore } from './task-store.ts';

/**
 * Makes the file when it is missing and brings it up to date. On refusal nothing is changed and nothing stays open.
 * @throws CoworkError database_newer, database_corrupt, no_permission, read_only, disk_full
 */
export async function openTaskStore(
  file: string,
  options: HintListeners & { now?: () => Date; crash?: CrashPoints } = {},
): Promise<TaskStore> {
  const { kysely } = openTaskDatabase(file);
  try {
    await migrateTaskStore(kysely, 'sqlite', options.crash);
  } catch (error) {
    await kysely.destroy();
    throw error;
  }
  return createTaskStore({ ...options, kysely, dialect: 'sqlite' });
}

/** The file alone, as it is: with the functions that its statements use, and without any migration. */
export function openTaskDatabase(file: string): OpenedSqlite<TaskDb> {
  const opened = openSqlite<TaskDb>(file);
  opened.raw.function(FOLD, { deterministic: true }, (text) => (typeof text === 'string' ? fold(text) : null));
  return opened;
}
