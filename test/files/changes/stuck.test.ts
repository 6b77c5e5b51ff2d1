// Sets that could be neither finished nor taken back, and journals that cannot be read: kept, named, and mended by undo when they can be.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DraftOp, FrozenSet } from '../../../src/files/port.ts';
import type { ChangesDb } from '../../../src/files/changes/schema.ts';
import { type Desk, openDesk, TASK, treeOf } from './desk.ts';

let desk: Desk;
let at: ((point: string) => void) | undefined;
let before: string[];
const open = (base?: string): Promise<Desk> => openDesk({ faults: (point) => at?.(point), ...(base ? { base } : {}) });
beforeEach(async () => {
  at = undefined;
  desk = await open();
  mkdirSync(desk.at('sub'));
  for (const name of ['a.txt', 'b.txt', 'c.txt']) writeFileSync(desk.at(name), `content of ${name}`);
  before = treeOf(desk.folder);
});
afterEach(() => desk.remove());

const d = (path: string): string => `/folders/d/${path}`;
const move = (from: string, to: string): DraftOp => ({ op: 'move', from: d(from), to: d(to), replace: false });
const write = (path: string): DraftOp => ({ op: 'write', path: d(path), content: `new ${path}` });
const text = (path: string): string => readFileSync(desk.at(path), 'utf8');
const room = (set: Pick<FrozenSet, 'id'>): string => join(desk.home, 'files/kept', set.id);
const diskFails = (): never => {
  throw Object.assign(new Error('EIO'), { code: 'EIO', syscall: 'rename' });
};

/** The way forward fails at the second step, and on the way back a file of somebody else is in the way of the first. */
async function stickAt(obstacle: string): Promise<void> {
  at = (point) => {
    if (point !== 'op:1') return;
    at = undefined;
    writeFileSync(desk.at('foreign'), 'of somebody else');
    renameSync(desk.at('foreign'), desk.at(obstacle));
    diskFails();
  };
}
async function stuckSet(...draft: DraftOp[]): Promise<FrozenSet> {
  const set = await desk.freeze(...draft);
  await stickAt('a.txt');
  expect(await desk.apply(set)).toMatchObject({ kind: 'failed', code: 'stuck' });
  return set;
}

describe('undo of a change that is stuck', () => {
  it.each([
    ['a move', () => move('a.txt', 'sub/a.txt')],
    ['a replacement', () => write('a.txt')],
    ['a deletion', (): DraftOp => ({ op: 'delete', path: d('a.txt') })],
  ])('names what is still in the way of %s, and takes it back whole once that is gone', async (_, op) => {
    const set = await stuckSet(op(), move('b.txt', 'sub/b.txt'));
    const asked = await desk.undo();
    expect(asked.results).toMatchObject([{ changeSetId: set.id, state: 'failed', conflicts: [{ path: d('a.txt') }] }]);
    expect(text('a.txt')).toBe('of somebody else');
    expect(await desk.sets.get(set.id)).toMatchObject({ state: 'stuck', reason: expect.stringContaining(d('a.txt')) });

    unlinkSync(desk.at('a.txt'));
    const again = await desk.undo({ changeSetId: set.id });
    expect(again.results).toMatchObject([{ changeSetId: set.id, state: 'undone', conflicts: [] }]);
    expect(treeOf(desk.folder, { dates: false })).toEqual(undated(before));
    expect(await desk.sets.get(set.id)).toMatchObject({ state: 'failed', reason: expect.not.stringContaining('taken back') });
    expect(existsSync(room(set))).toBe(false);
    expect((await desk.undo()).results).toEqual([]);
  });

  it('is also taken back when the whole task is, with what came before and after', async () => {
    await desk.run(move('c.txt', 'sub/c.txt'));
    const set = await stuckSet(move('a.txt', 'sub/a.txt'), move('b.txt', 'sub/b.txt'));
    await desk.run(write('new.txt'));
    unlinkSync(desk.at('a.txt'));
    expect((await desk.undo()).results.map((r) => [r.changeSetId === set.id, r.state])).toEqual([
      [true, 'undone'],
      [false, 'undone'],
      [false, 'undone'],
    ]);
    expect(treeOf(desk.folder, { dates: false })).toEqual(undated(before));
  });

  it('answers a repeated request as before, also after a crash in the middle of it', async () => {
    const set = await stuckSet(move('a.txt', 'sub/a.txt'), move('b.txt', 'sub/b.txt'));
    unlinkSync(desk.at('a.txt'));
    at = (point) => {
      if (point === 'before-receipt') throw new Error('the process ends here');
    };
    const asked = await desk.undo({ requestId: 'r' });
    expect(asked.results).toMatchObject([{ state: 'failed' }]);
    at = undefined;
    await desk.close();
    desk = await open(desk.base);
    expect(await desk.sets.recover()).toMatchObject([{ id: set.id, state: 'failed' }]);
    expect(await desk.undo({ requestId: 'r' })).toEqual(asked);
    expect(treeOf(desk.folder, { dates: false })).toEqual(undated(before));
  });

  it('takes an undo back that is stuck itself, and then undoes', async () => {
    const applied = await desk.run(move('a.txt', 'sub/a.txt'), move('b.txt', 'sub/b.txt'));
    await stickAt('sub/a.txt');
    expect((await desk.undo()).results).toMatchObject([
      { state: 'failed', conflicts: [{ reason: expect.stringContaining('something') }] },
    ]);
    expect((await desk.undo()).results).toMatchObject([{ changeSetId: applied.set.id, state: 'failed' }]);
    unlinkSync(desk.at('sub/a.txt'));
    expect((await desk.undo()).results).toMatchObject([
      { changeSetId: applied.set.id, state: 'undone' },
      { changeSetId: applied.set.id, state: 'undone', conflicts: [] },
    ]);
    expect(treeOf(desk.folder, { dates: false })).toEqual(undated(before));
  });
});

describe('a journal that cannot be followed at start', () => {
  async function halfDone(point: string, ...draft: DraftOp[]): Promise<FrozenSet> {
    const set = await desk.freeze(...draft);
    at = (passed) => {
      if (passed === point) throw new Error('the process ends here');
    };
    await expect(desk.apply(set)).rejects.toThrow('the process ends here');
    at = undefined;
    return set;
  }
  /** Two sets that were cut half-way, the rows of the first changed by `damage`. */
  async function broken(damage: (db: ChangesDb, id: string) => Promise<unknown>) {
    const set = await halfDone('op:1', move('a.txt', 'sub/a.txt'), move('b.txt', 'sub/b.txt'));
    const healthy = await halfDone('op:0', move('c.txt', 'sub/c.txt'));
    await damage(desk.ledger.db, set.id);
    await desk.close();
    desk = await open(desk.base);
    return { set, healthy };
  }
  const column = (name: 'head' | 'fate') => (db: ChangesDb, id: string) =>
    db
      .updateTable('change_sets')
      .set({ [name]: '{"cut' })
      .where('id', '=', id)
      .execute();
  const part = (name: string, body?: string) => (db: ChangesDb, id: string) =>
    body === undefined
      ? db.deleteFrom('change_parts').where('set_id', '=', id).where('part', '=', name).execute()
      : db.updateTable('change_parts').set({ body }).where('set_id', '=', id).where('part', '=', name).execute();

  it.each([
    ['its head cut', column('head')],
    ['its fate cut', column('fate')],
    ['no steps', part('hop')],
    ['no things', part('thing')],
    ['no folders', part('folder')],
    ['steps that are no JSON', part('hop', '[{"thing":')],
    ['operations that are no JSON', part('operation', 'x')],
  ])('with %s is reported and kept, and nothing else is stopped by it', async (_, damage) => {
    const { set, healthy } = await broken(damage);
    const reports = await desk.sets.recover();
    expect(reports).toMatchObject([
      { id: set.id, taskId: TASK, state: 'stuck', reason: expect.stringMatching(/damaged|followed/) },
      { id: healthy.id, state: 'applied' },
    ]);
    expect(text('sub/c.txt')).toBe('content of c.txt');
    expect(await desk.sets.get(set.id)).toMatchObject({ id: set.id, state: 'stuck', reason: expect.any(String) });
    expect(await desk.sets.ofCall(set.key)).toMatchObject({ id: set.id });
    expect(await desk.ledger.receiptOf(set.key)).toMatchObject({ isError: true, summary: expect.stringContaining('stuck') });
    expect(existsSync(room(set))).toBe(true);
    // Other work, also on the same files, and pruning and undo of it.
    const later = await desk.sets.freeze(desk.key(9), 'test_tool', [write('sub/new.txt')]);
    if (later.kind === 'frozen') await desk.apply(later.set);
    expect(text('sub/new.txt')).toBe('new sub/new.txt');
    await desk.sets.prune({ olderThanMs: -1, maxBytes: 0, openTasks: [TASK] });
    expect((await desk.undo({ changeSetId: set.id })).results).toMatchObject([
      { changeSetId: set.id, state: 'failed', summary: expect.stringContaining('stuck') },
    ]);
    expect(existsSync(room(set))).toBe(true);
    // Deleting its task does not wait for it, and does not take what it keeps.
    await desk.sets.forget(TASK);
    expect(existsSync(room(set))).toBe(true);
  });

  it('goes the way it says as soon as it can be read again, and can then be undone', async () => {
    let good = '';
    const { set } = await broken(async (db, id) => {
      good = (await db.selectFrom('change_sets').select('head').where('id', '=', id).executeTakeFirstOrThrow()).head;
      await column('head')(db, id);
    });
    await desk.sets.recover();
    const db = desk.ledger.db as unknown as ChangesDb;
    await db.updateTable('change_sets').set({ head: good }).where('id', '=', set.id).execute();
    expect((await desk.undo()).results.map((r) => r.state)).toEqual(['nothing', 'undone', 'undone']);
    expect(treeOf(desk.folder, { dates: false })).toEqual(undated(before));
  });
});

const undated = (tree: readonly string[]): string[] => tree.map((line) => line.replace(/^(.+ \w+ \d+) \d+ /, '$1  '));
