// Migrations: forward only, each exactly once, and never over data of a newer version.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { openSqlite, type OpenedSqlite } from '../../src/sqlite/dialect.ts';
import { checkIntegrity, migrate, migrateOwners, type Migration } from '../../src/sqlite/migrate.ts';

let folder: string;
let db: OpenedSqlite<Record<string, Record<string, unknown>>>;
const table = (name: string): Migration => ({
  name: `make-${name}`,
  up: async (trx) => {
    await trx.schema.createTable(name).addColumn('id', 'integer').execute();
  },
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cowork-migrate-'));
  db = openSqlite(join(folder, 'some.db'));
});
afterEach(async () => {
  await db.close();
  rmSync(folder, { recursive: true });
});

const tables = async (): Promise<string[]> =>
  (await db.kysely.introspection.getTables()).map((t) => t.name).filter((name) => name !== 'migrations');

describe('migrate', () => {
  it('runs each once, in order, and only what is new the next time', async () => {
    await migrate(db.kysely, [table('a')]);
    await migrate(db.kysely, [table('a'), table('b')]);
    await migrate(db.kysely, [table('a'), table('b')]);
    expect(await tables()).toEqual(['a', 'b']);
  });

  it('keeps owners apart in one file', async () => {
    await migrate(db.kysely, [table('a')], { owner: 'one' });
    await migrate(db.kysely, [table('b')], { owner: 'two' });
    expect(await tables()).toEqual(['a', 'b']);
  });

  it('refuses data of a newer version and changes nothing', async () => {
    await migrate(db.kysely, [table('a'), table('b')]);
    await expect(migrate(db.kysely, [table('a')])).rejects.toMatchObject({
      code: 'database_newer',
      detail: expect.stringContaining('make-b'),
    });
    await expect(migrate(db.kysely, [table('a'), table('other'), table('c')])).rejects.toMatchObject({ code: 'database_newer' });
    expect(await tables()).toEqual(['a', 'b']);
  });

  it('leaves nothing of what was due when one fails half-way: the version before opens it, and so does a mended one', async () => {
    await migrate(db.kysely, [table('z')]);
    const broken: Migration = {
      name: 'make-b',
      up: async (trx) => {
        await table('b').up(trx);
        throw new Error('the power failed');
      },
    };
    await expect(migrate(db.kysely, [table('z'), table('a'), broken])).rejects.toThrow('the power failed');
    expect(await tables()).toEqual(['z']);
    await migrate(db.kysely, [table('z')]);
    await migrate(db.kysely, [table('z'), table('a'), table('b')]);
    expect(await tables()).toEqual(['a', 'b', 'z']);
  });

  it('brings all owners of a file up to date, or none', async () => {
    const fails: Migration = { name: 'fails', up: () => Promise.reject(new Error('the power failed')) };
    const owners = (last: Migration) => [
      { owner: 'one', migrations: [table('a')] },
      { owner: 'two', migrations: [last] },
    ];
    await expect(migrateOwners(db.kysely, owners(fails))).rejects.toThrow('the power failed');
    expect(await tables()).toEqual([]);
    await migrateOwners(db.kysely, owners(table('b')));
    expect(await tables()).toEqual(['a', 'b']);
  });

  it('may be called by two openers at once', async () => {
    const other = openSqlite<Record<string, Record<string, unknown>>>(join(folder, 'some.db'));
    const list = ['a', 'b', 'c', 'd'].map(table);
    await Promise.all([migrate(db.kysely, list), migrate(other.kysely, list)]);
    await other.close();
    expect(await tables()).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('checkIntegrity', () => {
  it('finds damage inside a file whose header is intact', async () => {
    await migrate(db.kysely, [table('a')]);
    await sql`create index a_id on a (id)`.execute(db.kysely);
    for (let id = 0; id < 2000; id += 100)
      await db.kysely
        .insertInto('a')
        .values(Array.from({ length: 100 }, (_, i) => ({ id: id + i })))
        .execute();
    expect(await checkIntegrity(db.kysely)).toEqual([]);
    await db.close();
    const fd = openSync(join(folder, 'some.db'), 'r+');
    writeSync(fd, Buffer.alloc(4096, 0xa5), 0, 4096, 4096 * 4);
    closeSync(fd);
    db = openSqlite(join(folder, 'some.db'));
    const found = await checkIntegrity(db.kysely).catch((error: { code: string }) => [error.code]);
    expect(found.length).toBeGreaterThan(0);
  });
});
