// Before another version of Temporal opens the engine's database it is tried on a copy; what does not serve is set aside.
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createChildRecord, livingLeftovers } from '../../src/launcher/child-record.ts';
import { tryServer } from '../../src/launcher/temporal-trial.ts';
import { fitEngine } from '../../src/launcher/temporal-upgrade.ts';
import { temporalCli } from './start-fixture.ts';

// A real server is started on small databases.
jest.setTimeout(240_000);

let folder: string;
let said: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cowork-upgrade-'));
  said = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const paths = () => ({ temporal: folder, temporalDb: join(folder, 'temporal.db') });
const fit = (server: string, why?: string): Promise<void> =>
  fitEngine({
    paths: paths(),
    server,
    trial: (database) => {
      tried.push(rows(database).length);
      return Promise.resolve(why);
    },
    now: () => new Date('2030-01-02T03:04:05.678Z'),
    onProgress: (line) => said.push(line),
  });
let tried: number[] = [];
const rows = (file: string): unknown[] => {
  const database = new DatabaseSync(file);
  const found = database.prepare('select * from t').all();
  database.close();
  return found;
};

describe('a Temporal server of another version', () => {
  it('is tried on a copy with everything that was committed; a copy stays as a way back', async () => {
    tried = [];
    await fit('1.29.1');
    const database = new DatabaseSync(paths().temporalDb);
    database.exec('pragma journal_mode=wal; create table t (x); insert into t values (1)');
    await fit('1.29.1');
    expect([tried, said, existsSync(`${paths().temporalDb}.1.29.1`)]).toEqual([[], [], false]);

    // The row is still in the write-ahead log, as after a kill.
    writeFileSync(`${paths().temporalDb}.1.28.0`, 'an older way back');
    await fit('1.30.0');
    database.exec('insert into t values (2)');
    database.close();
    expect(tried).toEqual([1]);
    expect(rows(`${paths().temporalDb}.1.29.1`)).toEqual([{ x: 1 }]);
    expect(rows(paths().temporalDb)).toHaveLength(2);
    expect(readdirSync(folder).toSorted()).toEqual(['server-version', 'temporal.db', 'temporal.db.1.29.1']);
    await fit('1.30.0');
    expect(tried).toEqual([1]);
  });

  it('that does not serve begins anew: the old data is set aside whole, and it is said', async () => {
    await fit('1.29.1');
    const database = new DatabaseSync(paths().temporalDb);
    database.exec('pragma journal_mode=wal; create table t (x); insert into t values (1)');
    await fit('1.30.0', 'it ends by itself');
    database.close();
    expect(existsSync(paths().temporalDb)).toBe(false);
    const aside = join(folder, 'set-aside-20300102T030405');
    expect(rows(join(aside, 'temporal.db'))).toEqual([{ x: 1 }]);
    expect(said.at(-1)).toBe(
      `Temporal 1.30.0 cannot go on with the task engine's data (it ends by itself). The engine begins anew; its old data is in ${aside}. ` +
        'Nothing is lost: open tasks go on after their last finished step.',
    );
  });

  it('is really asked: it serves from its own data, and not from tables that it does not know', async () => {
    const record = createChildRecord(join(folder, 'children.json'));
    const cli = await temporalCli();
    const attempt = (name: string) =>
      tryServer({
        ...{ database: join(folder, name), cli, record, namespace: 'default', env: process.env },
        logFile: join(folder, 'log'),
      });
    expect(await attempt('own.db')).toBeUndefined();
    expect(await attempt('own.db')).toBeUndefined();
    const own = new DatabaseSync(join(folder, 'own.db'));
    own.exec('drop table executions_visibility');
    own.close();
    expect(await attempt('own.db')).toMatch(/^it answers 5\d\d when asked for a task$/);
    const strange = new DatabaseSync(join(folder, 'strange.db'));
    strange.exec('create table namespaces (x); insert into namespaces values (1)');
    strange.close();
    expect(await attempt('strange.db')).toMatch(/^it ends by itself/);
    expect(livingLeftovers(join(folder, 'children.json'))).toEqual([]);
  });
});
