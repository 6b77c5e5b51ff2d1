// The whole story of a change set: frozen, applied, undone, redone.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Desk, openDesk, treeOf } from './desk.ts';

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
  mkdirSync(desk.at('sub'));
  writeFileSync(desk.at('a.txt'), 'alpha\n');
  writeFileSync(desk.at('b.txt'), 'beta\n');
  writeFileSync(desk.at('sub/c.txt'), 'gamma\n');
  utimesSync(desk.at('a.txt'), 1e9, 1e9 + 0.123456);
  utimesSync(desk.at('sub'), 1e9, 1e9 + 77);
});
afterEach(() => desk.remove());

const d = (path: string): string => `/folders/d/${path}`;
const text = (path: string): string => readFileSync(desk.at(path), 'utf8');

describe('a change set', () => {
  it('writes a new file with the folders on the way, and undo leaves the tree as it was to the nanosecond', async () => {
    const before = treeOf(desk.folder);
    const set = await desk.freeze({ op: 'write', path: d('new/deep/x.txt'), content: 'x' });
    expect(set.operations.map((o) => [o.op, o.to])).toEqual([
      ['mkdir', d('new')],
      ['mkdir', d('new/deep')],
      ['create', d('new/deep/x.txt')],
    ]);
    expect(treeOf(desk.folder)).toEqual(before);
    const outcome = await desk.apply(set);
    expect(outcome.kind).toBe('applied');
    expect(text('new/deep/x.txt')).toBe('x');
    const { results } = await desk.undo();
    expect(results).toMatchObject([{ state: 'undone', changeSetId: set.id, conflicts: [] }]);
    expect(treeOf(desk.folder)).toEqual(before);
  });

  it('replaces a file and undo gives the very same file back', async () => {
    const before = treeOf(desk.folder);
    const inode = statSync(desk.at('a.txt')).ino;
    await desk.run({ op: 'write', path: d('a.txt'), content: 'new' });
    expect(text('a.txt')).toBe('new');
    await desk.undo();
    expect(statSync(desk.at('a.txt')).ino).toBe(inode);
    expect(treeOf(desk.folder)).toEqual(before);
  });

  it('redo does it again, undo takes it back again, for ever', async () => {
    const before = treeOf(desk.folder);
    await desk.run(
      { op: 'write', path: d('a.txt'), content: 'new' },
      { op: 'move', from: d('b.txt'), to: d('sub/b.txt'), replace: false },
    );
    const after = treeOf(desk.folder);
    for (let n = 0; n < 3; n++) {
      expect((await desk.undo()).results[0]!.state).toBe('undone');
      expect(treeOf(desk.folder)).toEqual(before);
      expect((await desk.undo({ redo: true })).results[0]!.state).toBe('undone');
      expect(treeOf(desk.folder)).toEqual(after);
    }
  });

  it('moves, swaps and turns circles', async () => {
    const before = treeOf(desk.folder);
    await desk.run(
      { op: 'move', from: d('a.txt'), to: d('b.txt'), replace: false },
      { op: 'move', from: d('b.txt'), to: d('sub/c.txt'), replace: false },
      { op: 'move', from: d('sub/c.txt'), to: d('a.txt'), replace: false },
    );
    expect([text('a.txt'), text('b.txt'), text('sub/c.txt')]).toEqual(['gamma\n', 'alpha\n', 'beta\n']);
    await desk.undo();
    expect(treeOf(desk.folder)).toEqual(before);
  });

  it('deletes a folder whole and brings it back', async () => {
    const before = treeOf(desk.folder);
    const set = await desk.freeze({ op: 'delete', path: d('sub') });
    expect(set).toMatchObject({ summary: '1 item will be deleted', counts: { delete: 1 }, facts: { deletes: [d('sub')] } });
    await desk.apply(set);
    expect(existsSync(desk.at('sub'))).toBe(false);
    await desk.undo();
    expect(treeOf(desk.folder)).toEqual(before);
  });

  it('stores the receipt once and answers it again', async () => {
    const set = await desk.freeze({ op: 'write', path: d('n'), content: '' });
    const first = await desk.apply(set);
    const second = await desk.apply(set, {
      receipt: () => {
        throw new Error('must not be asked again');
      },
    });
    expect(second).toEqual(first);
    expect(await desk.ledger.receiptOf(set.key)).toMatchObject({ summary: 'applied 1' });
  });

  it('leaves nothing in the hidden store when nothing is kept', async () => {
    const kept = join(desk.home, 'files', 'kept');
    await desk.run({ op: 'move', from: d('a.txt'), to: d('z.txt'), replace: false });
    expect(readdirSync(kept)).toEqual([]);
    await desk.run({ op: 'delete', path: d('b.txt') });
    expect(readdirSync(kept)).toHaveLength(1);
  });
});
