// desktop.db: one file, several owners of tables, each with migrations of its own.
import type { CrashPoints } from '../contract/crash-points.ts';
import { type Migration, migrate } from '../sqlite/migrate.ts';
import { openSqlite, type OpenedSqlite } from '../sqlite/dialect.ts';

export interface TableOwner {
  readonly owner: string;
  readonly migrations: readonly Migration[];
}

/** Opens and brings up to date, in the given order. Only who holds the writer lock may call it. */
export async function openDesktopDb<DB>(
  file: string,
  owners: readonly TableOwner[],
  crash?: CrashPoints,
): Promise<OpenedSqlite<DB>> {
  const opened = openSqlite<DB>(file);
  try {
    for (const { owner, migrations } of owners) await migrate(opened.kysely, migrations, { owner, ...(crash ? { crash } : {}) });
    return opened;
  } catch (error) {
    await opened.close();
    throw error;
  }
}
