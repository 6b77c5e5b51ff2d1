// The task store on a real PostgreSQL: the same contract as on SQLite.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { migrate } from '../../src/sqlite/migrate.ts';
import { migrateTaskStore } from '../../src/store/migrate-task-store.ts';
import { TASK_STORE_OWNER, taskStoreMigrations } from '../../src/store/migrations.ts';
import type { TaskStore } from '../../src/store/port.ts';
import type { TaskDb } from '../../src/store/schema.ts';
import { createTaskStore } from '../../src/store/task-store.ts';
import { taskStoreContract } from './contract.ts';
import { createTask, type TestDatabase } from './contract/database.ts';
import { findPostgres, HOW_TO_INSTALL, type PostgresServer, startPostgres } from './postgres-server.ts';

const bin = findPostgres();
const isSkipped = bin === undefined && process.env['COWORK_TEST_WITHOUT_POSTGRES'] === '1';

let server: PostgresServer | undefined;
let schemas = 0;

/** A database of its own for each test is a schema: all its connections look there and nowhere else. */
function openSchema(schema: string): Kysely<TaskDb> {
  const pool = new pg.Pool({ ...server?.where, max: 4, options: `-c search_path=${schema}` });
  // An ended pool may still be hanging up when the server stops; what it is told then is nobody's failure.
  pool.on('error', () => {});
  return new Kysely<TaskDb>({ dialect: new PostgresDialect({ pool }) });
}

async function asAdmin<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(server?.where);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function makeSchema(): Promise<string> {
  const schema = `test_${++schemas}`;
  await asAdmin((client) => client.query(`create schema ${schema}`));
  return schema;
}

async function makeDatabase(): Promise<TestDatabase> {
  const schema = await makeSchema();
  const stores: TaskStore[] = [];
  return {
    async open(options = {}) {
      const kysely = openSchema(schema);
      await migrateTaskStore(kysely, 'postgres');
      const store = createTaskStore({ ...options, kysely, dialect: 'postgres' });
      stores.push(store);
      return store;
    },
    dump: () =>
      asAdmin(async (client) => {
        const tables = await client.query<{ tablename: string }>('select tablename from pg_tables where schemaname = $1', [
          schema,
        ]);
        const rows = new Map<string, unknown[]>();
        for (const { tablename } of tables.rows.filter((table) => table.tablename !== 'migrations')) {
          const all = await client.query<{ row: string }>(`select t::text as row from ${schema}.${tablename} t order by 1`);
          rows.set(
            tablename,
            all.rows.map((one) => one.row),
          );
        }
        return rows;
      }),
    async remove() {
      await Promise.all(stores.map((store) => store.close()));
      await asAdmin((client) => client.query(`drop schema ${schema} cascade`));
    },
  };
}

if (isSkipped) {
  describe('the task store on PostgreSQL', () => {
    it.skip('skipped: no server binaries, and COWORK_TEST_WITHOUT_POSTGRES=1', () => {});
  });
} else {
  beforeAll(async () => {
    if (bin === undefined)
      throw new Error(
        `No PostgreSQL server was found. Install one (${HOW_TO_INSTALL}) or set COWORK_TEST_WITHOUT_POSTGRES=1 to go without.`,
      );
    server = await startPostgres(bin);
  }, 240_000);
  afterAll(() => server?.stop());

  taskStoreContract('PostgreSQL', makeDatabase);

  describe('the tables on PostgreSQL', () => {
    it('many processes may migrate an empty database at once', async () => {
      const schema = await makeSchema();
      const all = Array.from({ length: 6 }, () => openSchema(schema));
      await Promise.all(all.map((kysely) => migrateTaskStore(kysely, 'postgres')));
      const stores = all.map((kysely) => createTaskStore({ kysely, dialect: 'postgres' }));
      await Promise.all(stores.map((store) => createTask(store)));
      await Promise.all(stores.map((store) => store.close()));
    });

    it('a database of a newer version is refused', async () => {
      const kysely = openSchema(await makeSchema());
      const future = { name: '9999_future', up: async () => {} };
      await migrate(kysely, [...taskStoreMigrations('postgres'), future], { owner: TASK_STORE_OWNER });
      await expect(migrateTaskStore(kysely, 'postgres')).rejects.toMatchObject({ name: 'CoworkError', code: 'database_newer' });
      await kysely.destroy();
    });
  });
}
