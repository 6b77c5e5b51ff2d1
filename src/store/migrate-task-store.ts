// Brings a database to the tables of this version, one process at a time.
import { type Kysely, sql } from 'kysely';
import type { CrashPoints } from '../contract/crash-points.ts';
import { migrate } from '../sqlite/migrate.ts';
import { TASK_STORE_OWNER, taskStoreMigrations } from './migrations.ts';
import type { TaskDb, TaskStoreDialect } from './schema.ts';

/** Any number, the same for all who migrate this store. */
const LOCK_NUMBER = 7_417_001;

/** @throws CoworkError database_newer when a newer version has been here; nothing is changed then */
export async function migrateTaskStore(kysely: Kysely<TaskDb>, dialect: TaskStoreDialect, crash?: CrashPoints): Promise<void> {
  const run = (db: Kysely<TaskDb>): Promise<void> =>
    migrate(db, taskStoreMigrations(dialect), { owner: TASK_STORE_OWNER, ...(crash ? { crash } : {}) });
  if (dialect === 'sqlite') return run(kysely);
  // Immediate transactions make SQLite's migrations take turns; PostgreSQL needs a lock for it, which dies with its connection.
  await kysely.connection().execute(async (db) => {
    await sql`select pg_advisory_lock(${sql.lit(LOCK_NUMBER)})`.execute(db);
    try {
      await run(db);
    } finally {
      await sql`select pg_advisory_unlock(${sql.lit(LOCK_NUMBER)})`.execute(db);
    }
  });
}
