// Before another version of Temporal opens its database, the old state is copied.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { keepCopyOfOlder } from '../../src/launcher/temporal-upgrade.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cowork-upgrade-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const paths = () => ({ temporal: folder, temporalDb: join(folder, 'temporal.db') });
const rows = (file: string): unknown[] => {
  const database = new DatabaseSync(file);
  const found = database.prepare('select * from t').all();
  database.close();
  return found;
};

it('the same version copies nothing, another one copies everything that was committed', async () => {
  await keepCopyOfOlder(paths(), '1.29.1');
  const database = new DatabaseSync(paths().temporalDb);
  database.exec('pragma journal_mode=wal; create table t (x); insert into t values (1)');
  await keepCopyOfOlder(paths(), '1.29.1');
  expect(existsSync(`${paths().temporalDb}.1.29.1`)).toBe(false);

  // The row is still in the write-ahead log, as after a kill.
  await keepCopyOfOlder(paths(), '1.30.0');
  database.exec('insert into t values (2)');
  database.close();
  expect(rows(`${paths().temporalDb}.1.29.1`)).toEqual([{ x: 1 }]);
  expect(rows(paths().temporalDb)).toHaveLength(2);
});
