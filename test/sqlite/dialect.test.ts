// The dialect on real files, alone and against a second process.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { BUSY_TIMEOUT_MS } from '../../src/sqlite/connection.ts';
import { openSqlite, type OpenedSqlite } from '../../src/sqlite/dialect.ts';

interface Tables {
  counters: { name: string; value: number };
  parents: { id: number };
  children: { id: number; parent: number };
}

let folder: string;
let file: string;
const opened: OpenedSqlite<Tables>[] = [];
const started: ChildProcess[] = [];

const open = (options?: { readonly?: boolean; busyPatienceMs?: number }): OpenedSqlite<Tables> => {
  const db = openSqlite<Tables>(file, options);
  opened.push(db);
  return db;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cowork-sqlite-'));
  file = join(folder, 'some.db');
});
afterEach(async () => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  for (const db of opened.splice(0)) await db.close();
  rmSync(folder, { recursive: true });
});

async function withCounters(): Promise<OpenedSqlite<Tables>> {
  const db = open();
  await sql`create table counters (name text primary key, value integer not null)`.execute(db.kysely);
  await db.kysely.insertInto('counters').values({ name: 'n', value: 0 }).execute();
  return db;
}

/** Runs a script in a process of its own; resolves with its exit code and what it printed. */
function script(source: string): { child: ChildProcess; said: (text: string) => Promise<void>; ended: Promise<string> } {
  const path = join(folder, `script-${started.length}.mts`);
  writeFileSync(path, source);
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  started.push(child);
  let output = '';
  const waiting: (() => void)[] = [];
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    for (const check of waiting) check();
  });
  return {
    child,
    said: (text) =>
      new Promise((resolve) => {
        const check = (): void => (output.includes(text) ? resolve() : undefined);
        waiting.push(check);
        check();
      }),
    ended: new Promise((resolve) => child.on('close', (code) => resolve(`${code} ${output}`))),
  };
}
const DIALECT = JSON.stringify(new URL('../../src/sqlite/dialect.ts', import.meta.url).href);

describe('settings', () => {
  it('are WAL, full synchronous, foreign keys on, and the file is private', async () => {
    const db = open();
    const pragma = (name: string): unknown => Object.values(db.raw.prepare(`pragma ${name}`).get()!)[0];
    expect(pragma('journal_mode')).toBe('wal');
    expect(pragma('synchronous')).toBe(2);
    expect(pragma('foreign_keys')).toBe(1);
    expect(Number(pragma('busy_timeout'))).toBeLessThanOrEqual(1000);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await sql`create table parents (id integer primary key)`.execute(db.kysely);
    await sql`create table children (id integer primary key, parent integer references parents(id))`.execute(db.kysely);
    await expect(db.kysely.insertInto('children').values({ id: 1, parent: 9 }).execute()).rejects.toThrow(/FOREIGN KEY/u);
  });

  it('refuses a file that is no database, and one in a folder that is not there', () => {
    writeFileSync(file, 'not a database at all, but long enough to have a header'.repeat(50));
    expect(() => open()).toThrow(expect.objectContaining({ code: 'database_corrupt' }));
    expect(() => openSqlite(join(folder, 'missing', 'x.db'))).toThrow(expect.objectContaining({ code: 'no_permission' }));
  });

  it('opens read-only: reads what others commit, writes nothing', async () => {
    const writer = await withCounters();
    const reader = open({ readonly: true });
    await writer.kysely.updateTable('counters').set({ value: 7 }).execute();
    expect((await reader.kysely.selectFrom('counters').selectAll().executeTakeFirstOrThrow()).value).toBe(7);
    await expect(reader.kysely.updateTable('counters').set({ value: 8 }).execute()).rejects.toMatchObject({ code: 'read_only' });
  });
});

describe('queries', () => {
  it('answer rows for select and returning, counts and ids for the rest', async () => {
    const { kysely } = await withCounters();
    expect(await kysely.insertInto('counters').values({ name: 'm', value: 1 }).returning(['name']).execute()).toEqual([
      { name: 'm' },
    ]);
    const updated = await kysely.updateTable('counters').set({ value: 5 }).executeTakeFirst();
    expect(updated.numUpdatedRows).toBe(2n);
    const inserted = await kysely.insertInto('counters').values({ name: 'o', value: 1 }).executeTakeFirst();
    expect(inserted.insertId).toBe(3n);
    const streamed = [];
    for await (const row of kysely.selectFrom('counters').select('name').orderBy('name').stream(2)) streamed.push(row.name);
    expect(streamed).toEqual(['m', 'n', 'o']);
  });

  it('still answer rightly after the schema of a kept statement changed', async () => {
    const { kysely } = await withCounters();
    const all = () => kysely.selectFrom('counters').selectAll().execute();
    expect(Object.keys((await all())[0]!)).toEqual(['name', 'value']);
    await sql`alter table counters add column more text default 'x'`.execute(kysely);
    expect(await all()).toEqual([{ name: 'n', value: 0, more: 'x' }]);
  });
});

describe('transactions', () => {
  it('begin immediately: a read before the first write never loses to another writer', async () => {
    const one = await withCounters();
    const two = open();
    let secondEnded = false;
    const { ended } = await one.kysely.transaction().execute(async (trx) => {
      const { value } = await trx.selectFrom('counters').select('value').executeTakeFirstOrThrow();
      const second = two.kysely
        .transaction()
        .execute(async (other) => {
          const row = await other.selectFrom('counters').select('value').executeTakeFirstOrThrow();
          await other
            .updateTable('counters')
            .set({ value: row.value + 1 })
            .execute();
        })
        .then(
          () => (secondEnded = true),
          (error: unknown) => error,
        );
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(secondEnded).toBe(false);
      await trx
        .updateTable('counters')
        .set({ value: value + 1 })
        .execute();
      // Wrapped: a promise returned as such would be waited for inside the transaction.
      return { ended: second };
    });
    expect(await ended).toBe(true);
    expect((await one.kysely.selectFrom('counters').selectAll().executeTakeFirstOrThrow()).value).toBe(2);
  });

  it('leave nothing behind when they fail, and the connection usable', async () => {
    const { kysely } = await withCounters();
    await expect(
      kysely.transaction().execute(async (trx) => {
        await trx.updateTable('counters').set({ value: 9 }).execute();
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    expect((await kysely.selectFrom('counters').selectAll().executeTakeFirstOrThrow()).value).toBe(0);
  });

  it('take turns on the one connection', async () => {
    const { kysely } = await withCounters();
    await Promise.all(
      Array.from({ length: 50 }, () =>
        kysely.transaction().execute(async (trx) => {
          const { value } = await trx.selectFrom('counters').select('value').executeTakeFirstOrThrow();
          await new Promise((resolve) => setImmediate(resolve));
          await trx
            .updateTable('counters')
            .set({ value: value + 1 })
            .execute();
        }),
      ),
    );
    expect((await kysely.selectFrom('counters').selectAll().executeTakeFirstOrThrow()).value).toBe(50);
  });

  it('of two processes that count together lose no step', async () => {
    const db = await withCounters();
    const count = `
      import { openSqlite } from ${DIALECT};
      const db = openSqlite(${JSON.stringify(file)});
      for (let i = 0; i < 150; i++)
        await db.kysely.transaction().execute(async (trx) => {
          const row = await trx.selectFrom('counters').select('value').executeTakeFirstOrThrow();
          await trx.updateTable('counters').set({ value: row.value + 1 }).execute();
        });
      await db.close();`;
    const ends = await Promise.all([script(count).ended, script(count).ended]);
    expect(ends.map((end) => end.split(' ')[0])).toEqual(['0', '0']);
    expect((await db.kysely.selectFrom('counters').selectAll().executeTakeFirstOrThrow()).value).toBe(300);
  });

  it('wait for a lock that another process holds, without stopping the event loop for long', async () => {
    const db = await withCounters();
    const holder = script(`
      import { openSqlite } from ${DIALECT};
      const db = openSqlite(${JSON.stringify(file)});
      db.raw.exec('begin immediate');
      console.log('holding');
      process.stdin.once('data', () => { db.raw.exec('commit'); db.raw.close(); });`);
    await holder.said('holding');
    // After more than one wait inside SQLite. It is let go by this event loop alone: one that stood still would wait in vain, and fail.
    setTimeout(() => holder.child.stdin?.end('let go'), 2 * BUSY_TIMEOUT_MS);
    await db.kysely.updateTable('counters').set({ value: 1 }).execute();
    expect(await holder.ended).toMatch(/^0 /u);
  });

  it('give up with database_busy when the lock is never freed', async () => {
    const db = await withCounters();
    const impatient = open({ busyPatienceMs: 50 });
    db.raw.exec('begin immediate');
    await expect(impatient.kysely.updateTable('counters').set({ value: 1 }).execute()).rejects.toMatchObject({
      code: 'database_busy',
    });
    db.raw.exec('rollback');
  });
});
