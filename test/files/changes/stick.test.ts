// A USB stick with exFAT: no links, case ignored, inodes made up anew, dates in whole seconds.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DraftOp } from '../../../src/files/port.ts';
import { type Desk, openDesk, treeOf } from './desk.ts';
import { holdIn } from './hold.ts';
import { makeStick } from '../../rig/disks.ts';

const base = realpathSync(mkdtempSync(join(tmpdir(), 'cowork-stick-')));
const stick = join(base, 'stick');
const disk = makeStick(stick);
let desk: Desk;

beforeAll(async () => {
  desk = await openDesk({ base, also: { stick } });
});
afterAll(async () => {
  await desk.close();
  disk?.remove();
  rmSync(base, { recursive: true, force: true });
});

const s = (name: string): string => `/folders/stick/${name}`;
const names = (): string[] => readdirSync(stick).filter((name) => name !== '.cowork-undo');
const move = (from: string, to: string): DraftOp => ({ op: 'move', from: s(from), to: s(to), replace: false });
/** Both in one tick of the clock, as when somebody saves and the agent edits at once. */
const put = (name: string, content: string, at = 1_700_000_000): void => {
  writeFileSync(join(stick, name), content);
  utimesSync(join(stick, name), at, at);
};

(disk ? describe : describe.skip)('on a stick', () => {
  it('an edit that changes neither size nor date is made, and undo brings the old text back', async () => {
    put('list.txt', 'count: 1', Math.floor(Date.now() / 1000));
    const before = treeOf(stick);
    // The new content may get the very date of the old one: only its bytes tell them apart.
    for (const [from, to] of [['1', '2'] as const, ['2', '3'] as const])
      await desk.run({ op: 'edit', path: s('list.txt'), oldText: from, newText: to });
    expect(readFileSync(join(stick, 'list.txt'), 'utf8')).toBe('count: 3');
    await desk.undo();
    expect(readFileSync(join(stick, 'list.txt'), 'utf8')).toBe('count: 1');
    expect(treeOf(stick)).toEqual(before);
  });

  it('a name may change its case alone, of files and folders, and undo changes it back', async () => {
    put('Report.txt', 'r');
    await desk.run({ op: 'write', path: s('Sub/in.txt'), content: 'in' });
    expect((await desk.run(move('Report.txt', 'REPORT.TXT'))).set.operations).toHaveLength(1);
    await desk.run(move('Sub', 'SUB'));
    expect(names()).toEqual(expect.arrayContaining(['REPORT.TXT', 'SUB']));
    expect(names()).not.toEqual(expect.arrayContaining(['Report.txt']));
    await desk.undo();
    expect(names()).toContain('Report.txt');
    expect(readFileSync(join(stick, 'Report.txt'), 'utf8')).toBe('r');
  });

  it('takes new bytes, also on the way, and copies; modes and other dates it does not take, which is said', async () => {
    for (const name of ['one', 'two', 'three', 'four']) put(name, `content of ${name}`);
    const before = treeOf(stick);
    const held = holdIn(base);
    const { notices } = await desk.run(
      { op: 'put', path: s('one'), ...held('new one'), mode: 0o600, mtimeNs: '1600000000000000000' },
      { op: 'move', from: s('two'), to: s('two moved'), replace: false, content: held('new two'), mode: 0o600 },
      { op: 'copy', from: s('three'), to: s('three again'), mtimeNs: '1600000000000000000' },
      { op: 'attributes', path: s('four'), mtimeNs: '1600000000000000000' },
    );
    expect(notices).toEqual([`${s('four')} keeps its mode and date: its disk takes no others.`]);
    expect(['one', 'two moved', 'three again'].map((name) => readFileSync(join(stick, name), 'utf8'))).toEqual([
      ...['new one', 'new two', 'content of three'],
    ]);
    await desk.undo();
    expect(treeOf(stick)).toEqual(before);
  });

  it('a name in other case is taken, and so are two spellings in one call', async () => {
    put('Taken.txt', 't');
    put('other.txt', 'o');
    await expect(desk.freeze(move('other.txt', 'TAKEN.txt'))).rejects.toMatchObject({ code: 'target_exists' });
    await expect(
      desk.freeze({ op: 'write', path: s('new'), content: '1' }, { op: 'write', path: s('NEW'), content: '2' }),
    ).rejects.toMatchObject({ code: 'target_exists' });
    expect(readFileSync(join(stick, 'Taken.txt'), 'utf8')).toBe('t');
  });

  it('takes files and folders of another disk by verified copy, without their modes, and gives the very files back', async () => {
    mkdirSync(desk.at('photos'));
    writeFileSync(desk.at('photos/a.jpg'), Buffer.alloc(3_000_000, 7));
    chmodSync(desk.at('photos/a.jpg'), 0o640);
    writeFileSync(desk.at('one.txt'), 'one');
    const before = [treeOf(desk.folder), treeOf(stick)];
    const { notices } = await desk.run(
      { op: 'move', from: '/folders/d/photos', to: s('photos'), replace: false },
      { op: 'move', from: '/folders/d/one.txt', to: s('one.txt'), replace: false },
    );
    expect(notices).toEqual(['What goes to /folders/stick loses its mode: that disk has none.']);
    expect(readFileSync(join(stick, 'photos/a.jpg'))).toEqual(Buffer.alloc(3_000_000, 7));
    expect(readFileSync(join(stick, 'one.txt'), 'utf8')).toBe('one');
    await desk.undo();
    expect([treeOf(desk.folder), treeOf(stick)]).toEqual(before);
  });

  it('moves, swaps and deletions are done and undone', async () => {
    put('a', 'content of a');
    put('b', 'content of b');
    put('c', 'content of c');
    const before = treeOf(stick);
    await desk.run(move('a', 'b'), move('b', 'a'), move('c', 'deep/c'));
    expect(readFileSync(join(stick, 'a'), 'utf8')).toBe('content of b');
    await desk.run({ op: 'delete', path: s('b') });
    expect(names()).not.toContain('b');
    await desk.undo();
    expect(treeOf(stick)).toEqual(before);
  });
});
