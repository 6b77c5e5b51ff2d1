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

/** Tables of one part of the program; several owners may share a file. */
export interface TableOwner {
  readonly owner: string;
  readonly migrations: readonly Migration[];
}

/**
 * Brings the tables of one `owner` up to date: all that is due in one transaction, so that a migration that fails leaves the database as
 * the version before wants it. Two processes may call it at once.
 * @throws CoworkError database_newer when the file knows migrations that this program does not; nothing is changed then
 */
export const migrate = <DB>(
  db: Kysely<DB>,
  migrations: readonly Migration[],
  of: { owner?: string; crash?: CrashPoints } = {},
): Promise<void> => migrateOwners(db, [{ owner: of.owner ?? 'main', migrations }], of.crash);

/** The same for all owners of a file, in the given order: all of them, or none. */
export async function migrateOwners<DB>(
  db: Kysely<DB>,
  owners: readonly TableOwner[],
  crash: CrashPoints = NO_CRASH,
): Promise<void> {
  await makeRecord(db);
  if ((await dueOf(db, owners)).length === 0) return;
  const made = await db.transaction().execute((trx) => advance(trx, owners, crash));
  for (let i = 0; i < made; i += 1) crash('migration-committed');
}

/** What `migrateOwners` does, in a transaction of the caller's and after {@link makeRecord}. Says how many migrations were due. */
export async function advance<DB>(
  trx: Transaction<DB>,
  owners: readonly TableOwner[],
  crash: CrashPoints = NO_CRASH,
): Promise<number> {
  // Asked again, because another process may have been quicker.
  const due = await dueOf(trx, owners);
  for (const { owner, position, migration } of due) {
    crash('migration-due');
    await migration.up(trx as unknown as Transaction<unknown>);
    await typed(trx)
      .insertInto('migrations')
      .values({ owner, position, name: migration.name, applied_at: new Date().toISOString() })
      .execute();
    crash('migration-made');
  }
  return due.length;
}

/** The table in which migrations are recorded, unless it is there. */
export async function makeRecord<DB>(db: Kysely<DB>): Promise<void> {
  await db.schema
    .createTable('migrations')
    .ifNotExists()
    .addColumn('owner', 'text', (c) => c.notNull())
    .addColumn('position', 'integer', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('applied_at', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('migrations_key', ['owner', 'position'])
    .execute();
}

interface Due {
  readonly owner: string;
  readonly position: number;
  readonly migration: Migration;
}

async function dueOf<DB>(db: Kysely<DB>, owners: readonly TableOwner[]): Promise<Due[]> {
  const due: Due[] = [];
  for (const { owner, migrations } of owners) {
    const done = await applied(typed(db), owner);
    refuseNewer(done, migrations, owner);
    due.push(...migrations.slice(done.length).map((migration, i) => ({ owner, position: done.length + i, migration })));
  }
  return due;
}

const typed = <DB>(db: Kysely<DB>): Kysely<MigrationTable> => db as unknown as Kysely<MigrationTable>;

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
