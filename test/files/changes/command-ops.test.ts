// What a command does to files, as one change set: held content, copies, modes and dates; moved, changed, taken back and done again.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { DraftOp, FrozenSet, HeldContent } from '../../../src/files/port.ts';
import { type Desk, openDesk, treeOf } from './desk.ts';
import { holdIn } from './hold.ts';

let desk: Desk;
let at: ((point: string) => void) | undefined;
beforeEach(async () => {
  at = undefined;
  desk = await openDesk({ faults: (point) => at?.(point) });
  for (const folder of ['sub', 'old']) mkdirSync(desk.at(folder));
  for (const name of ['a.txt', 'b.txt', 'sub/c.txt', 'old/d.txt']) {
    writeFileSync(desk.at(name), `content of ${name}\n`);
    utimesSync(desk.at(name), 1e9, 1e9 + 0.123456);
  }
  utimesSync(desk.at('sub'), 1e9, 1e9 + 77);
});
afterEach(() => desk.remove());

const d = (path: string): string => `/folders/d/${path}`;
const text = (path: string): string => readFileSync(desk.at(path), 'utf8');
const modeOf = (path: string): number => statSync(desk.at(path)).mode & 0o7777;
const move = (from: string, to: string, more: Partial<Extract<DraftOp, { op: 'move' }>> = {}): DraftOp => ({
  ...{ op: 'move', from: d(from), to: d(to), replace: false },
  ...more,
});

const held = (content: string): HeldContent => holdIn(desk.base)(content);
const put = (path: string, content: string, more: object = {}): DraftOp => ({
  op: 'put',
  path: d(path),
  ...held(content),
  ...more,
});

/** Applies, takes back, does again, takes back: the tree is as before each time, and as after. */
async function thereAndBack(...draft: DraftOp[]): Promise<FrozenSet> {
  const before = treeOf(desk.folder);
  const { set } = await desk.run(...draft);
  const after = treeOf(desk.folder);
  for (let n = 0; n < 2; n++) {
    expect((await desk.undo()).results).toMatchObject([{ state: 'undone', conflicts: [] }]);
    expect(treeOf(desk.folder)).toEqual(before);
    expect((await desk.undo({ redo: true })).results).toMatchObject([{ state: 'undone', conflicts: [] }]);
    expect(treeOf(desk.folder)).toEqual(after);
  }
  return set;
}

describe('held content', () => {
  it('makes a file with mode and date, and the folders on the way', async () => {
    const set = await thereAndBack(put('new/deep/x', 'x\n', { mode: 0o6750, mtimeNs: '1500000000000000000' }));
    expect(set.operations.map(({ op, to }) => [op, to])).toEqual([
      ['mkdir', d('new')],
      ['mkdir', d('new/deep')],
      ['create', d('new/deep/x')],
    ]);
    expect(set.operations[2]).toMatchObject({ bytes: 2, after: held('x\n').sha256, diff: expect.stringContaining('+x') });
    expect([text('new/deep/x'), modeOf('new/deep/x'), statSync(desk.at('new/deep/x')).mtimeMs]).toEqual(['x\n', 0o750, 1.5e12]);
  });

  it('keeps a date before 1970', async () => {
    await thereAndBack(put('new/old', 'x\n', { mtimeNs: '-150000000123456789' }));
    expect(String(statSync(desk.at('new/old'), { bigint: true }).mtimeNs)).toBe('-150000000123456789');
  });

  it('replaces a file, which keeps its mode unless another is given', async () => {
    chmodSync(desk.at('a.txt'), 0o640);
    const set = await thereAndBack(put('a.txt', 'new a, longer than the old one\n'), put('b.txt', 'b', { mode: 0o755 }));
    expect([text('a.txt'), modeOf('a.txt'), modeOf('b.txt')]).toEqual(['new a, longer than the old one\n', 0o640, 0o755]);
    expect(set).toMatchObject({ counts: { replace: 2 }, facts: { replaces: [d('a.txt'), d('b.txt')], shrinks: [d('b.txt')] } });
    expect(set.facts.executables).toEqual([d('b.txt')]);
    expect(set.operations[0]).toMatchObject({
      op: 'replace',
      before: createHash('sha256').update('content of a.txt\n').digest('hex'),
      diff: expect.stringContaining('-content of a.txt'),
    });
  });

  it('is nothing where the bytes are there already, or no more than a mode and a date', async () => {
    const same = await desk.freeze(put('a.txt', 'content of a.txt\n'));
    expect(same.operations).toEqual([]);
    const set = await thereAndBack(put('b.txt', 'content of b.txt\n', { mode: 0o600, mtimeNs: '1500000000000000001' }));
    expect(set.operations).toMatchObject([{ op: 'attributes', to: d('b.txt') }]);
    expect(modeOf('b.txt')).toBe(0o600);
    expect(String(statSync(desk.at('b.txt'), { bigint: true }).mtimeNs)).toBe('1500000000000000001');
  });

  it('is refused when it is not what was said of it, and nothing is left of it', async () => {
    const there = treeOf(desk.base, { store: true });
    const wrong = { ...held('x'), sha256: '0'.repeat(64) };
    await expect(desk.freeze({ op: 'put', path: d('n'), ...wrong })).rejects.toMatchObject({ code: 'sandbox_failed' });
    const big = { ...held('x'.repeat(100_000)), sha256: '0'.repeat(64) };
    await expect(desk.freeze(put('first', '1'), { op: 'put', path: d('n'), ...big })).rejects.toMatchObject({
      code: 'sandbox_failed',
    });
    await expect(desk.freeze({ op: 'put', path: d('n'), ...held('x'), bytes: 2 })).rejects.toMatchObject({
      code: 'sandbox_failed',
    });
    await expect(desk.freeze({ op: 'put', path: d('n'), ...held('x'), file: '/nowhere' })).rejects.toMatchObject({
      code: 'sandbox_failed',
    });
    symlinkSync(held('x').file, join(desk.base, 'held/link'));
    await expect(
      desk.freeze({ op: 'put', path: d('n'), ...held('x'), file: join(desk.base, 'held/link') }),
    ).rejects.toMatchObject({ code: 'sandbox_failed' });
    rmSync(join(desk.base, 'held'), { recursive: true });
    expect(treeOf(desk.folder, { store: true })).toEqual(treeOf(desk.folder));
    expect(there.length).toBeGreaterThan(0);
    expect(existsSync(desk.at('n'))).toBe(false);
  });

  it('lies below a moved folder, and in the place of what moved away', async () => {
    await thereAndBack(
      move('sub', 'renamed'),
      put('renamed/c.txt', 'changed below'),
      move('a.txt', 'aside'),
      put('a.txt', 'other'),
    );
    expect([text('renamed/c.txt'), text('aside'), text('a.txt')]).toEqual(['changed below', 'content of a.txt\n', 'other']);
  });
});

describe('a move', () => {
  it('gives new bytes on the way, as one operation that is a move and a replacement', async () => {
    const inode = lstatSync(desk.at('a.txt')).ino;
    chmodSync(desk.at('a.txt'), 0o604);
    const set = await thereAndBack(move('a.txt', 'sub/z.txt', { content: held('new') }));
    expect(set.operations).toMatchObject([
      { op: 'move', from: d('a.txt'), to: d('sub/z.txt'), bytes: 3, after: held('new').sha256 },
    ]);
    expect(set).toMatchObject({
      summary: '1 file will move, 1 will be replaced, none deleted',
      facts: { replaces: [d('sub/z.txt')], shrinks: [d('sub/z.txt')], folders: [{ kind: 'replace' }] },
    });
    expect([text('sub/z.txt'), modeOf('sub/z.txt'), existsSync(desk.at('a.txt'))]).toEqual(['new', 0o604, false]);
    await desk.undo();
    expect(lstatSync(desk.at('a.txt')).ino).toBe(inode);
  });

  it('gives mode and date on the way, also to folders, and opens a closed one first', async () => {
    chmodSync(desk.at('sub'), 0o500);
    await thereAndBack(
      move('sub', 'old/open', { mode: 0o755 }),
      move('a.txt', 'old/open/a', { mode: 0o400, mtimeNs: '1400000000000000007' }),
      move('b.txt', 'b2', { mtimeNs: '1400000000123456789' }),
    );
    expect([modeOf('old/open'), modeOf('old/open/a')]).toEqual([0o755, 0o400]);
    expect(String(statSync(desk.at('b2'), { bigint: true }).mtimeNs)).toBe('1400000000123456789');
  });

  it('swaps two files that both change', async () => {
    await thereAndBack(
      move('a.txt', 'b.txt', { content: held('was a') }),
      move('b.txt', 'a.txt', { content: held('was b'), mode: 0o700 }),
    );
    expect([text('a.txt'), text('b.txt'), modeOf('a.txt')]).toEqual(['was b', 'was a', 0o700]);
  });

  it('with the same bytes is a move and no more', async () => {
    const { operations, counts } = await desk.freeze(move('a.txt', 'x', { content: held('content of a.txt\n') }));
    expect(operations).toMatchObject([{ op: 'move' }]);
    expect(counts.replace).toBe(0);
  });
});

describe('attributes', () => {
  it('are set in place and taken back, of files and folders', async () => {
    const set = await thereAndBack(
      { op: 'attributes', path: d('a.txt'), mode: 0o755 },
      { op: 'attributes', path: d('b.txt'), mtimeNs: '1300000000000000003' },
      { op: 'attributes', path: d('sub'), mode: 0o700, mtimeNs: '1' },
      { op: 'attributes', path: d('sub/c.txt'), mode: 0o600 },
    );
    expect(set).toMatchObject({
      summary: '4 items will get another mode or date, none deleted',
      counts: { attributes: 4, other: 0 },
      facts: { folders: [{ kind: 'replace' }], replaces: [], executables: [d('a.txt')] },
    });
    expect(['a.txt', 'sub', 'sub/c.txt'].map(modeOf)).toEqual([0o755, 0o700, 0o600]);
  });

  it('are nothing when they are so already', async () => {
    const mtimeNs = String(statSync(desk.at('a.txt'), { bigint: true }).mtimeNs);
    chmodSync(desk.at('a.txt'), 0o644);
    expect((await desk.freeze({ op: 'attributes', path: d('a.txt'), mode: 0o644, mtimeNs })).operations).toEqual([]);
    expect((await desk.freeze({ op: 'attributes', path: d('sub'), mtimeNs: '5' })).operations).toEqual([]);
  });

  it('never set special bits, and keep those that are there', async () => {
    chmodSync(desk.at('sub'), 0o2755);
    await thereAndBack({ op: 'attributes', path: d('sub'), mode: 0o750 }, { op: 'attributes', path: d('a.txt'), mode: 0o6755 });
    expect([modeOf('sub'), modeOf('a.txt')]).toEqual([0o2750, 0o755]);
  });

  it('of a part can be taken back alone, wherever the folder around went', async () => {
    const { set } = await desk.run(move('sub', 'moved'), { op: 'attributes', path: d('moved/c.txt'), mode: 0o600 });
    await desk.undo({ changeSetId: set.id, operations: ['2'] });
    expect(modeOf('moved/c.txt')).not.toBe(0o600);
    await desk.undo({ changeSetId: set.id });
    expect(existsSync(desk.at('sub/c.txt'))).toBe(true);
  });

  it('below a moved folder are taken back with it', async () => {
    await thereAndBack(move('sub', 'moved'), { op: 'attributes', path: d('moved/c.txt'), mode: 0o600, mtimeNs: '3' });
  });

  it('are taken back to the nanosecond when the disk fails at the end', async () => {
    execFileSync('touch', ['-d', '@1234567890.123456789', desk.at('a.txt')]);
    const before = treeOf(desk.folder);
    const set = await desk.freeze(
      { op: 'attributes', path: d('a.txt'), mode: 0o600, mtimeNs: '5' },
      move('sub', 'x', { mode: 0o700 }),
      move('b.txt', 'y', { mtimeNs: '7' }),
    );
    at = (point) => {
      if (point === 'synced') throw Object.assign(new Error('EIO'), { code: 'EIO', syscall: 'fsync' });
    };
    expect(await desk.apply(set)).toMatchObject({ kind: 'failed', code: 'io_error' });
    expect(treeOf(desk.folder)).toEqual(before);
  });

  it('that somebody changed since stay theirs, also with force', async () => {
    await desk.run({ op: 'attributes', path: d('a.txt'), mtimeNs: '1300000000000000003' });
    writeFileSync(desk.at('a.txt'), 'user');
    const { mtimeMs } = statSync(desk.at('a.txt'));
    expect((await desk.undo()).results).toMatchObject([{ state: 'refused', conflicts: [{ path: d('a.txt') }] }]);
    await desk.undo({ force: true });
    expect(statSync(desk.at('a.txt')).mtimeMs).toBe(mtimeMs);
  });

  it('left out by the user are not set', async () => {
    const set = await desk.freeze({ op: 'attributes', path: d('a.txt'), mode: 0o755 }, put('n', 'n'));
    await desk.apply(set, { allow: ['2'] });
    expect([modeOf('a.txt') & 0o111, text('n')]).toEqual([0, 'n']);
    expect(await desk.sets.get(set.id)).toMatchObject({ leftOut: ['1'], counts: { create: 1 } });
  });
});

describe('a copy', () => {
  it('has the bytes that its source had before, whatever becomes of that', async () => {
    const set = await thereAndBack(
      { op: 'copy', from: d('a.txt'), to: d('sub/copy'), mode: 0o600, mtimeNs: '1200000000000000000' },
      { op: 'copy', from: d('b.txt'), to: d('a.txt') },
      { op: 'delete', path: d('a.txt') },
      put('b.txt', 'changed'),
    );
    expect([text('sub/copy'), text('a.txt'), text('b.txt')]).toEqual(['content of a.txt\n', 'content of b.txt\n', 'changed']);
    expect([modeOf('sub/copy'), statSync(desk.at('sub/copy')).mtimeMs]).toEqual([0o600, 1.2e12]);
    expect(set.operations.filter(({ op }) => op === 'create')).toMatchObject([
      { from: d('a.txt'), to: d('sub/copy') },
      { from: d('b.txt'), to: d('a.txt') },
    ]);
  });
});

it('a new folder has its mode and is open to its owner', async () => {
  await thereAndBack({ op: 'mkdir', path: d('closed'), mode: 0o4055 }, put('closed/x', 'x'));
  expect(modeOf('closed')).toBe(0o755);
});
