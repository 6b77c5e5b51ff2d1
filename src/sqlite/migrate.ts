// Forward-only migrations, recorded by owner and name. For SQLite and PostgreSQL alike.
import { type Kysely, sql, type Transaction } from 'kysely';
import { type CrashPoints, NO_CRASH } from '../contract/crash-points.ts';
import { CoworkError } from '../contract/errors.ts';

export interface Migration {
  /** Unique within its owner and never changed once released. */
  readonly name: string;
  /** Runs inside a transaction. Must not look at code that changes with releases: a migration is frozen for ever. */
  up(db: Transaction<unknown>): Promise<void>;
}

interface MigrationTable {
  migrations: { owner: string; position: number; name: string; applied_at: string };
}

/**
 * Brings the tables of one `owner` up to date; several owners may share a file. Each migration commits by itself, so a crash in
 * between is continued by the next start. Two processes may call it at once.
 * @throws CoworkError database_newer when the file knows migrations that this program does not; nothing is changed then
 */
export async function migrate<DB>(
  db: Kysely<DB>,
  migrations: readonly Migration[],
  of: { owner?: string; crash?: CrashPoints } = {},
): Promise<void> {
  const { owner = 'main', crash = NO_CRASH } = of;
  const typed = db as unknown as Kysely<MigrationTable>;
  await typed.schema
    .createTable('migrations')
    .ifNotExists()
    .addColumn('owner', 'text', (c) => c.notNull())
    .addColumn('position', 'integer', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('applied_at', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('migrations_key', ['owner', 'position'])
    .execute();
  refuseNewer(await applied(typed, owner), migrations, owner);
  for (const [position, migration] of migrations.entries()) {
    const made = await typed.transaction().execute(async (trx) => {
      const done = await applied(trx, owner);
      refuseNewer(done, migrations, owner);
      if (done.length > position) return false;
      crash('migration-due');
      await migration.up(trx as unknown as Transaction<unknown>);
      await trx
        .insertInto('migrations')
        .values({ owner, position, name: migration.name, applied_at: new Date().toISOString() })
        .execute();
      crash('migration-made');
      return true;
    });
    if (made) crash('migration-committed');
  }
}

/** Reads pages, indexes and foreign keys. Takes about a second per gigabyte, so doctor asks for it, not each start. */
export async function checkIntegrity<DB>(db: Kysely<DB>): Promise<string[]> {
  const { rows } = await sql<{ quick_check: string }>`pragma quick_check(20)`.execute(db);
  return rows.map((row) => row.quick_check).filter((line) => line !== 'ok');
}

async function applied(db: Kysely<MigrationTable>, owner: string): Promise<string[]> {
  const rows = await db.selectFrom('migrations').select('name').where('owner', '=', owner).orderBy('position').execute();
  return rows.map((row) => row.name);
}

function refuseNewer(done: readonly string[], migrations: readonly Migration[], owner: string): void {
  const stranger = done.find((name, position) => migrations[position]?.name !== name);
  if (stranger === undefined) return;
  throw new CoworkError(
    'database_newer',
    `The data was written by a newer version of this program (it has "${owner}/${stranger}", which this version does not know). Nothing was changed. Install that version again.`,
  );
}
