// Who leaves which name, on a disk that takes `a` and `A` for one: told without looking at every other name of the folder.
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { lstatSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Folders } from '../../../src/files/changes/folders.ts';
import { createTree, type Tree } from '../../../src/files/changes/tree.ts';

let folder: string;
let tree: Tree<string>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cowork-tree-'));
  writeFileSync(join(folder, 'report.txt'), 'r');
  // The one folder of a disk that finds a name by each of its spellings; only what a tree asks of folders.
  const handle = { here: folder, at: (name: string) => join(folder, name.toLowerCase()) };
  tree = createTree({
    records: [{ ino: '1', at: { root: 0 } }],
    volume: () => ({ key: 'stick' }),
    open: () => handle,
  } as unknown as Folders);
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const spot = (name: string) => ({ folder: 0, name });
const seen = () => lstatSync(join(folder, 'report.txt'), { bigint: true });

it('knows who leaves by every spelling of the name, and by no other name', () => {
  tree.leave(spot('other.txt'), 'other');
  expect(tree.leaving(spot('REPORT.txt'), seen())).toBeUndefined();
  tree.leave(spot('report.txt'), 'first');
  expect(['report.txt', 'Report.TXT', 'OTHER.TXT', 'none.txt'].map((name) => tree.leaving(spot(name), seen()))).toEqual([
    'first',
    'first',
    'other',
    undefined,
  ]);
  // A spelling that is listed is another file: somebody made it on a disk that tells them apart.
  writeFileSync(join(folder, 'Report.txt'), 'R');
  expect(tree.leaving(spot('Report.txt'), seen())).toBeUndefined();
});

it('folds each of many names a handful of times, not once for every other', () => {
  const names = Array.from({ length: 400 }, (_, n) => `Photo ${n}.jpg`);
  const there = seen();
  const folds = jest.spyOn(String.prototype, 'toLowerCase');
  for (const name of names) {
    expect(tree.leaving(spot(name), there)).toBeUndefined();
    tree.leave(spot(name), name);
  }
  const counted = folds.mock.calls.length;
  folds.mockRestore();
  expect(counted).toBeLessThan(names.length * 5);
});
