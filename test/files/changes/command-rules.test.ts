// What a command did, as a draft: what contradicts itself is refused, and so is what was read while the user worked; what the tool says of it
// is kept.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import type { DraftOp, FreezeOptions, FrozenSet, HeldContent } from '../../../src/files/port.ts';
import { type Desk, openDesk, treeOf } from './desk.ts';
import { holdIn } from './hold.ts';

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
  for (const folder of ['sub', 'old']) mkdirSync(desk.at(folder));
  for (const name of ['a.txt', 'b.txt', 'sub/c.txt', 'old/d.txt']) writeFileSync(desk.at(name), `content of ${name}`);
});
afterEach(() => desk.remove());

const d = (path: string): string => `/folders/d/${path}`;
const held = (content: string): HeldContent => holdIn(desk.base)(content);
const put = (path: string, content: string): DraftOp => ({ op: 'put', path: d(path), ...held(content) });
const move = (from: string, to: string, more: { content?: HeldContent } = {}): DraftOp => ({
  ...{ op: 'move', from: d(from), to: d(to), replace: false },
  ...more,
});

async function freeze(draft: readonly DraftOp[], options: FreezeOptions): Promise<FrozenSet> {
  const frozen = await desk.sets.freeze(desk.key(), 'test_tool', draft, options);
  if (frozen.kind !== 'frozen') throw new Error('overlap');
  return frozen.set;
}

describe('two operations on one file', () => {
  const cases: [string, () => DraftOp[], string][] = [
    ['two contents', () => [put('n', '1'), put('n', '2')], 'target_exists'],
    ['two contents for one that is there', () => [put('a.txt', '1'), put('a.txt', '2')], 'target_exists'],
    ['content and a copy', () => [put('n', '1'), { op: 'copy', from: d('a.txt'), to: d('n') }], 'target_exists'],
    ['a copy onto what stays', () => [{ op: 'copy', from: d('a.txt'), to: d('b.txt') }], 'target_exists'],
    ['content and attributes', () => [{ op: 'attributes', path: d('a.txt'), mode: 0o600 }, put('a.txt', '1')], 'bad_path'],
    [
      'attributes twice',
      () => [
        { op: 'attributes', path: d('a.txt'), mode: 0o600 },
        { op: 'attributes', path: d('a.txt'), mode: 0o640 },
      ],
      'bad_path',
    ],
    [
      'a move and attributes of what it left',
      () => [move('a.txt', 'x'), { op: 'attributes', path: d('a.txt'), mode: 0o600 }],
      'bad_path',
    ],
    ['a move and content at its end', () => [move('a.txt', 'x'), put('x', '1')], 'target_exists'],
    ['content in a deleted folder', () => [{ op: 'delete', path: d('sub') }, put('sub/x', '1')], 'bad_path'],
    ['content in the place of a folder', () => [put('sub', '1')], 'is_a_folder'],
    ['new bytes for a folder', () => [move('sub', 'x', { content: held('1') })], 'is_a_folder'],
    ['attributes of nothing', () => [{ op: 'attributes', path: d('nothing'), mode: 0o600 }], 'no_such_file'],
    ['a copy of nothing', () => [{ op: 'copy', from: d('nothing'), to: d('x') }], 'no_such_file'],
  ];
  it.each(cases)('%s: refused, nothing is done', async (_what, draft, code) => {
    const before = treeOf(desk.folder);
    await expect(desk.freeze(put('also', 'x'), ...draft())).rejects.toMatchObject({ code });
    expect(treeOf(desk.folder, { store: true })).toEqual(before);
  });
});

describe('a draft that was read while the user worked', () => {
  const young = { unchangedSince: 0 };
  const draft = (): DraftOp[] => [
    move('a.txt', 'x'),
    put('b.txt', 'new'),
    { op: 'copy', from: d('sub/c.txt'), to: d('copy') },
    { op: 'delete', path: d('old') },
  ];
  it('is refused when what it takes, replaces, copies or deletes was changed since', async () => {
    await expect(freeze(draft(), young)).rejects.toMatchObject({
      code: 'changed_meanwhile',
      detail: expect.stringContaining(d('old/d.txt')),
      extra: { paths: [d('a.txt'), d('old'), d('b.txt'), d('old/d.txt'), d('sub/c.txt')] },
    });
    expect((await freeze(draft(), { unchangedSince: Date.now() })).operations).toHaveLength(4);
  });

  it('names the file in a deleted folder that was changed last', async () => {
    const now = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 20));
    writeFileSync(desk.at('old/d.txt'), 'user');
    await expect(freeze(draft(), { unchangedSince: now })).rejects.toMatchObject({ extra: { paths: [d('old/d.txt')] } });
    await expect(freeze([put('b.txt', 'new')], { unchangedSince: now })).resolves.toMatchObject({ state: 'proposed' });
  });

  it('is not frozen again: it names what changed and waits on', async () => {
    const set = await freeze([put('b.txt', 'new'), move('a.txt', 'x')], { unchangedSince: Date.now() });
    writeFileSync(desk.at('b.txt'), 'user');
    expect(await desk.apply(set)).toMatchObject({ kind: 'changed' });
    await expect(desk.sets.refreeze(set.id)).rejects.toMatchObject({ code: 'changed_meanwhile', extra: { paths: [d('b.txt')] } });
    expect(await desk.sets.get(set.id)).toMatchObject({ state: 'proposed' });
  });

  it('takes names as they are spelled', async () => {
    const [composed, decomposed] = ['\u00c4rger', 'A\u0308rger'];
    renameSync(desk.at('a.txt'), desk.at(decomposed));
    const set = await freeze([move(decomposed, composed)], { unchangedSince: Date.now() });
    await desk.apply(set);
    expect([existsSync(desk.at(composed)), existsSync(desk.at(decomposed))]).toEqual([true, false]);
  });
});

describe('what a tool says of its change', () => {
  it('is kept with the set, also when it is frozen again and after a restart', async () => {
    const said = { lines: ['one', 'two'], n: 1 };
    const set = await freeze([put('n', 'n')], { said });
    expect(set.said).toEqual(said);
    const again = await desk.sets.refreeze(set.id);
    expect(again.said).toEqual(said);
    await desk.close();
    const later = await openDesk({ base: desk.base });
    expect((await later.sets.get(again.id))!.said).toEqual(said);
    await later.sets.recover();
    const told: unknown[] = [];
    await later.apply(again, {
      receipt: (outcome) => {
        told.push(outcome.kind === 'applied' && outcome.applied.set.said);
        return { origin: 'task', isError: false, blocks: [], summary: '' };
      },
    });
    expect(told).toContainEqual(said);
    await later.close();
  });

  it('is not without bounds', async () => {
    await expect(freeze([put('n', 'n')], { said: 'x'.repeat(70_000) })).rejects.toMatchObject({ code: 'internal' });
  });
});
