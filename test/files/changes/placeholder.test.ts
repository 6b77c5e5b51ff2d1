// Files whose content is only in the cloud, as macOS shows them: a size without blocks. Content that is not here is never copied or kept.
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isPlaceholder } from '../../../src/files/placeholder.ts';
import type { DraftOp } from '../../../src/files/port.ts';
import { type Desk, openDesk } from './desk.ts';
import { type Disk, makeDisk, mayMount, removeDisk } from '../../rig/disks.ts';

const platform = Object.getOwnPropertyDescriptor(process, 'platform')!;
let desk: Desk;
let disk: Disk | undefined;

/** A file with a size and no block on this machine. */
function inTheCloud(path: string): void {
  writeFileSync(path, '');
  truncateSync(path, 100_000);
  expect(statSync(path).blocks).toBe(0);
}
const freeze = async (...draft: DraftOp[]) => {
  // The rule holds where file providers make such files; a sparse file plays one here.
  Object.defineProperty(process, 'platform', { ...platform, value: 'darwin' });
  try {
    return await desk.freeze(...draft);
  } finally {
    Object.defineProperty(process, 'platform', platform);
  }
};

beforeEach(async () => {
  desk = await openDesk();
  inTheCloud(desk.at('film.mov'));
});
afterEach(async () => {
  if (disk) removeDisk(disk);
  disk = undefined;
  await desk.remove();
});

it('is told by size and blocks, and only where a size without blocks means that', () => {
  const seen = statSync(desk.at('film.mov'), { bigint: true });
  expect(isPlaceholder(seen, 'darwin')).toBe(true);
  // A sparse file has all its content.
  expect(isPlaceholder(seen, 'linux')).toBe(false);
  writeFileSync(desk.at('here.txt'), 'x'.repeat(100_000));
  expect(isPlaceholder(statSync(desk.at('here.txt'), { bigint: true }), 'darwin')).toBe(false);
});

it('may be moved within its disk, which copies nothing', async () => {
  const set = await freeze({ op: 'move', from: '/folders/d/film.mov', to: '/folders/d/films/film.mov', replace: false });
  expect(set.irreversible).toEqual([]);
  expect((await desk.apply(set)).kind).toBe('applied');
  expect(statSync(desk.at('films/film.mov')).blocks).toBe(0);
});

it('is neither read for an edit nor delivered', async () => {
  await expect(freeze({ op: 'edit', path: '/folders/d/film.mov', oldText: 'a', newText: 'b' })).rejects.toMatchObject({
    code: 'placeholder_file',
  });
  await expect(freeze({ op: 'deliver', path: '/folders/d/film.mov' })).rejects.toMatchObject({
    code: 'placeholder_file',
  });
});

it('is deleted only after the question says that it cannot be brought back', async () => {
  expect((await freeze({ op: 'delete', path: '/folders/d/film.mov' })).irreversible).toEqual(['/folders/d/film.mov']);
  mkdirSync(desk.at('films'));
  inTheCloud(desk.at('films/other.mov'));
  expect((await freeze({ op: 'delete', path: '/folders/d/films' })).irreversible).toEqual(['/folders/d/films']);
});

(mayMount ? it : it.skip)('is never copied to another disk and then deleted', async () => {
  disk = makeDisk(join(desk.base, 'other'));
  const base = desk.base;
  await desk.close();
  desk = await openDesk({ base, also: { other: disk.path } });
  await expect(
    freeze({ op: 'move', from: '/folders/d/film.mov', to: '/folders/other/film.mov', replace: false }),
  ).rejects.toMatchObject({ code: 'placeholder_file' });
  expect(statSync(desk.at('film.mov')).size).toBe(100_000);
});
