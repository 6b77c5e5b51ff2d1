// The task store on node:sqlite: the contract, and what only a file can show: two processes, versions, damage.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openSqlite } from '../../src/sqlite/dialect.ts';
import { migrate } from '../../src/sqlite/migrate.ts';
import { TASK_STORE_OWNER, taskStoreMigrations } from '../../src/store/migrations.ts';
import { openTaskStore } from '../../src/store/open-task-store.ts';
import type { TaskStore } from '../../src/store/port.ts';
import type { TaskDb } from '../../src/store/schema.ts';
import { taskStoreContract } from './contract.ts';
import { createTask, type TestDatabase, upTo } from './contract/database.ts';

async function makeDatabase(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'cowork-store-'));
  const file = join(folder, 'tasks.db');
  const stores: TaskStore[] = [];
  return {
    async open(options) {
      const store = await openTaskStore(file, options);
      stores.push(store);
      return store;
    },
    async dump() {
      const database = openSqlite<TaskDb>(file, { readonly: true });
      const { raw } = database;
      const tables = raw.prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'").all();
      const rows = tables
        .map(({ name }) => String(name))
        .filter((name) => name !== 'migrations')
        .map((name): [string, unknown[]] => [name, raw.prepare(`select * from ${name}`).all().map(legible)]);
      await database.close();
      return new Map(rows);
    },
    async remove() {
      await Promise.all(stores.map((store) => store.close()));
      rmSync(folder, { recursive: true });
    },
  };
}

/** Bytes as letters: words stand in the index, too. */
const legible = (row: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    ]),
  );

taskStoreContract('node:sqlite', makeDatabase);

describe('the task store as a file', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cowork-store-'));
    file = join(folder, 'tasks.db');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('two processes that write to one task leave no gap and no double', async () => {
    const store = await openTaskStore(file);
    const { id } = await createTask(store);
    const writer = fileURLToPath(new URL('append-events.ts', import.meta.url));
    const run = async (name: string): Promise<unknown> => {
      const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', writer, file, id, name, '150'], {
        stdio: 'inherit',
      });
      const [code] = (await once(child, 'exit')) as [number];
      return code;
    };
    expect(await Promise.all([run('a'), run('b')])).toEqual([0, 0]);
    const events = await store.events(id, 1, 1000);
    expect(events.map((event) => event.seq)).toEqual(upTo(300).map((n) => n + 1));
    for (const name of ['a', 'b']) {
      const mine = events.flatMap((event) => (event.type === 'notice' && event.code === name ? [Number(event.text)] : []));
      expect(mine).toEqual(upTo(150));
    }
    await store.close();
  });

  it('is readable by its owner alone', async () => {
    await (await openTaskStore(file)).close();
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('opens a database of the first version, with its rows', async () => {
    const first = openSqlite<TaskDb>(file);
    await migrate(first.kysely, taskStoreMigrations('sqlite').slice(0, 1), { owner: TASK_STORE_OWNER });
    await first.kysely.insertInto('settings').values({ name: 'theme', value: '"dark"' }).execute();
    await first.close();
    const store = await openTaskStore(file);
    expect(await store.setting('theme')).toBe('dark');
    await createTask(store);
    await store.close();
  });

  it('refuses a database of a newer version and leaves it as it is', async () => {
    const newer = openSqlite<TaskDb>(file);
    const future = { name: '9999_future', up: async () => {} };
    await migrate(newer.kysely, [...taskStoreMigrations('sqlite'), future], { owner: TASK_STORE_OWNER });
    await newer.close();
    await expect(openTaskStore(file)).rejects.toMatchObject({ name: 'CoworkError', code: 'database_newer' });
    await expect(openTaskStore(file)).rejects.toThrow(/9999_future/);
  });

  it('refuses a file that is no database, and says which', async () => {
    writeFileSync(file, 'not a database at all\n'.repeat(1000));
    await expect(openTaskStore(file)).rejects.toMatchObject({ name: 'CoworkError', code: 'database_corrupt' });
    await expect(openTaskStore(file)).rejects.toThrow(file);
  });

  it('refuses a database whose first page is damaged', async () => {
    await (await openTaskStore(file)).close();
    const bytes = new Uint8Array(statSync(file).size).fill(7);
    bytes.set(new TextEncoder().encode('SQLite format 3\0'));
    writeFileSync(file, bytes);
    await expect(openTaskStore(file)).rejects.toMatchObject({ name: 'CoworkError', code: 'database_corrupt' });
  });
});
