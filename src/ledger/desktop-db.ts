// desktop.db: one file, several owners of tables, each with migrations of its own.
import type { CrashPoints } from '../contract/crash-points.ts';
import { migrateOwners, type TableOwner } from '../sqlite/migrate.ts';
import { openSqlite, type OpenedSqlite } from '../sqlite/dialect.ts';

export type { TableOwner };

/** Opens and brings up to date, in the given order. Only who holds the writer lock may call it. */
export async function openDesktopDb<DB>(
  file: string,
  owners: readonly TableOwner[],
  crash?: CrashPoints,
): Promise<OpenedSqlite<DB>> {
  const opened = openSqlite<DB>(file);
  try {
    await migrateOwners(opened.kysely, owners, crash);
    return opened;
  } catch (error) {
    await opened.close();
    throw error;
  }
}
