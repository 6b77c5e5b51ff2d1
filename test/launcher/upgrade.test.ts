// The data of an older version: copied, then migrated whole or not at all; the version before goes on with what is left.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DESKTOP_OWNERS } from '../../src/desktop-tables.ts';
import { dueDatabases, KNOWN_MIGRATIONS, lastVersion, rememberVersion } from '../../src/launcher/upgrade.ts';
import { type Upgrade, upgradeStores } from '../../src/launcher/upgrade-stores.ts';
import { ownVersion } from '../../src/launcher/version.ts';
import { openDesktopDb } from '../../src/ledger/desktop-db.ts';
import { pathsOf } from '../../src/paths.ts';
import type { Migration, TableOwner } from '../../src/sqlite/migrate.ts';
import { TASK_STORE_OWNER, taskStoreMigrations } from '../../src/store/migrations.ts';
import { openTaskStore } from '../../src/store/open-task-store.ts';
import { makeDisk, mayMount, removeDisk } from '../rig/disks.ts';
import { createTask } from '../store/contract/database.ts';

const making = (name: string): Migration => ({
  name,
  up: async (trx) => void (await trx.schema.createTable(`t${name}`).addColumn('id', 'integer').execute()),
});
const failing = (name: string): Migration => ({
  name,
  async up(trx) {
    await making(name).up(trx);
    throw new Error('it found what it does not understand.');
  },
});
const tasks = (...more: Migration[]): TableOwner[] => [
  { owner: TASK_STORE_OWNER, migrations: [...taskStoreMigrations('sqlite'), ...more] },
];
const desktop = (...more: Migration[]): TableOwner[] => [...DESKTOP_OWNERS, { owner: 'more', migrations: more }];

let home: string;
let said: string[];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'cowork-upgrade-'));
  said = [];
});
afterEach(() => rmSync(home, { recursive: true }));

const upgrade = (migrations: Upgrade['migrations'], at = home): Promise<void> =>
  upgradeStores({
    paths: pathsOf(at),
    from: '0.1.0',
    to: '0.2.0',
    onProgress: (line) => said.push(line),
    ...(migrations && { migrations }),
  });

/** As the version before left it. */
async function oldHome(at = home): Promise<string> {
  const store = await openTaskStore(pathsOf(at).tasksDb);
  const { id } = await createTask(store);
  await store.close();
  await (await openDesktopDb(pathsOf(at).desktopDb, DESKTOP_OWNERS)).close();
  return id;
}

/** Opens both with the code of now, which here is the version before. */
async function expectUsable(id: string, at = home): Promise<void> {
  const store = await openTaskStore(pathsOf(at).tasksDb);
  expect(await store.task(id)).toMatchObject({ id, status: 'queued' });
  await store.close();
  await (await openDesktopDb(pathsOf(at).desktopDb, DESKTOP_OWNERS)).close();
}
const tablesOf = (file: string): string[] => {
  const database = new DatabaseSync(file, { readOnly: true });
  const rows = database.prepare("select name from sqlite_schema where type = 'table'").all();
  database.close();
  return rows.map(({ name }) => String(name));
};
const backups = (at = home): string[] => (existsSync(pathsOf(at).backups) ? readdirSync(pathsOf(at).backups) : []);

describe('an upgrade of the data', () => {
  it('copies both databases first and says where; the copies open with the version before', async () => {
    const id = await oldHome();
    await upgrade({ tasks: tasks(making('9001')), desktop: desktop(making('9002')) });
    expect(tablesOf(pathsOf(home).tasksDb)).toContain('t9001');
    expect(tablesOf(pathsOf(home).desktopDb)).toContain('t9002');
    const [backup, ...others] = backups();
    expect([backup, others]).toEqual([expect.stringMatching(/^0\.1\.0-\d{8}T\d{6}$/), []]);
    expect(said.join()).toContain(join(pathsOf(home).backups, backup!));
    await expectUsable(id, join(pathsOf(home).backups, backup!));
  });

  it.each(['tasks.db', 'desktop.db'])('that fails half-way in %s changes neither, and says how to go on', async (name) => {
    const id = await oldHome();
    const last = (file: string): Migration[] => [making('9001'), file === name ? failing('9002') : making('9003')];
    await expect(upgrade({ tasks: tasks(...last('tasks.db')), desktop: desktop(...last('desktop.db')) })).rejects.toMatchObject({
      code: 'upgrade_failed',
      detail:
        'The data could not be brought to version 0.2.0 (it found what it does not understand). Nothing was changed and nothing is lost: ' +
        'version 0.1.0 goes on with it. Install it again: npm install -g durable-cowork@0.1.0',
    });
    await expectUsable(id);
    expect(backups()).toEqual([]);
  });

  it('that cannot be committed in one file is taken back in the other', async () => {
    const id = await oldHome();
    // A reference that only the commit looks at.
    const dangling: Migration = {
      name: '9001',
      async up(trx) {
        const { sql } = await import('kysely');
        await sql`create table t9001 (x text references tasks (id) deferrable initially deferred)`.execute(trx);
        await sql`insert into t9001 values ('nobody')`.execute(trx);
      },
    };
    await expect(upgrade({ tasks: tasks(dangling), desktop: desktop(making('9002')) })).rejects.toMatchObject({
      code: 'upgrade_failed',
    });
    expect(tablesOf(pathsOf(home).desktopDb)).not.toContain('t9002');
    await expectUsable(id);
  });

  for (const [what, place, size] of [
    ['has too little room for it', 'home', '8m'],
    ['is full before the copy is whole', 'home/backups', '64k'],
  ] as const)
    (mayMount ? it : it.skip)(`is not begun where the disk ${what}`, async () => {
      const at = join(home, 'home');
      const disk = makeDisk(join(home, place), size);
      try {
        const id = await oldHome(at);
        await expect(upgrade({ tasks: tasks(making('9001')), desktop: desktop() }, at)).rejects.toMatchObject({
          code: 'disk_full',
          detail: expect.stringMatching(/^There is no room for a copy .*Nothing was changed\. Free some space/),
        });
        expect(tablesOf(pathsOf(at).tasksDb)).not.toContain('t9001');
        expect(backups(at)).toEqual([]);
        await expectUsable(id, at);
      } finally {
        removeDisk(disk);
      }
    });

  it('keeps the last three copies', async () => {
    await oldHome();
    mkdirSync(pathsOf(home).backups);
    for (const name of ['0.0.9-20240101T000000', '0.0.10-20250101T000000', '0.0.8-20230101T000000', 'mine'])
      mkdirSync(join(pathsOf(home).backups, name));
    await upgrade({ tasks: tasks(making('9001')), desktop: desktop() });
    expect(backups().toSorted()).toEqual([
      '0.0.10-20250101T000000',
      '0.0.9-20240101T000000',
      expect.stringMatching(/^0\.1\.0-/),
      'mine',
    ]);
  });
});

describe('whether an upgrade is due', () => {
  it('the names that a start looks for are those of the migrations', () => {
    const names = (owners: readonly TableOwner[]) =>
      Object.fromEntries(owners.map(({ owner, migrations }) => [owner, migrations.map(({ name }) => name)]));
    expect(KNOWN_MIGRATIONS).toEqual({ tasksDb: names(tasks()), desktopDb: names(DESKTOP_OWNERS) });
  });

  it('is so only for a database that has tables and lacks one of ours', async () => {
    const paths = pathsOf(home);
    expect(dueDatabases(paths)).toEqual([]);
    new DatabaseSync(paths.tasksDb).close();
    expect(dueDatabases(paths)).toEqual([]);
    rmSync(paths.tasksDb);
    await oldHome();
    expect(dueDatabases(paths)).toEqual([]);
    const later = { ...KNOWN_MIGRATIONS, tasksDb: { tasks: [...KNOWN_MIGRATIONS.tasksDb['tasks']!, '9001'] } };
    expect(dueDatabases(paths, later)).toEqual([paths.tasksDb]);
  });

  it('remembers which version was here', () => {
    expect(lastVersion(pathsOf(home))).toBeUndefined();
    rememberVersion(pathsOf(home));
    expect(lastVersion(pathsOf(home))).toBe(ownVersion());
  });
});
