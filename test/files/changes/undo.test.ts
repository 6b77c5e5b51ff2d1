// Undo where the world went on: refusals with a list, force that keeps both, single files, and what can no longer be taken back.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { bytesKept } from '../../../src/files/kept.ts';
import type { DraftOp } from '../../../src/files/port.ts';
import { type Desk, openDesk, TASK, treeOf } from './desk.ts';

let desk: Desk;
let clock: Date;
let at: ((point: string) => void) | undefined;
beforeEach(async () => {
  at = undefined;
  clock = new Date('2026-01-01T10:00:00Z');
  desk = await openDesk({ now: () => clock, faults: (point) => at?.(point) });
  for (const folder of ['sub', 'old']) mkdirSync(desk.at(folder));
  for (const name of ['a.txt', 'b.txt', 'sub/c.txt', 'old/d.txt']) {
    writeFileSync(desk.at(name), `content of ${name}`);
    utimesSync(desk.at(name), 1e9, 1e9);
  }
});
afterEach(() => desk.remove());

const d = (path: string): string => `/folders/d/${path}`;
const move = (from: string, to: string, replace = false): DraftOp => ({ op: 'move', from: d(from), to: d(to), replace });
const write = (path: string, content = 'new'): DraftOp => ({ op: 'write', path: d(path), content });
const text = (path: string): string => readFileSync(desk.at(path), 'utf8');
/** The process ends there, once. */
const willEndAt = (where: string): void => {
  at = (point) => {
    if (point !== where) return;
    at = undefined;
    throw new Error('the process ends here');
  };
};

describe('undo refuses with a list, and force keeps both, when', () => {
  it('a file that was replaced was changed since', async () => {
    await desk.run(write('a.txt'), write('b.txt'));
    writeFileSync(desk.at('a.txt'), 'precious');
    const { results } = await desk.undo();
    expect(results).toMatchObject([{ state: 'refused', conflicts: [{ path: d('a.txt') }] }]);
    expect([text('a.txt'), text('b.txt')]).toEqual(['precious', 'new']);
    const forced = await desk.undo({ force: true });
    expect(forced.results).toMatchObject([{ state: 'undone', kept: [d('a (before undo).txt')] }]);
    expect([text('a.txt'), text('a (before undo).txt'), text('b.txt')]).toEqual([
      'content of a.txt',
      'precious',
      'content of b.txt',
    ]);
  });

  it('a file was changed in the last moment; asked again after a crash, the list is the same', async () => {
    await desk.run(write('a.txt'));
    at = (point) => {
      if (point === 'frozen') writeFileSync(desk.at('a.txt'), 'precious');
      if (point === 'undo-done') throw new Error('the process ends here');
    };
    await expect(desk.undo({ requestId: 'r' })).rejects.toThrow('ends here');
    at = undefined;
    const [result] = (await desk.undo({ requestId: 'r' })).results;
    expect(result).toMatchObject({ state: 'refused', conflicts: [{ path: d('a.txt') }] });
    expect(result!.summary).toMatch(/^1 file changed since/);
    expect(text('a.txt')).toBe('precious');
  });

  it('a file that was made was changed since', async () => {
    await desk.run(write('made.txt'));
    writeFileSync(desk.at('made.txt'), 'precious');
    expect((await desk.undo()).results[0]).toMatchObject({ state: 'refused', conflicts: [{ path: d('made.txt') }] });
    expect((await desk.undo({ force: true })).results[0]).toMatchObject({ state: 'undone', kept: [d('made (before undo).txt')] });
    expect(existsSync(desk.at('made.txt'))).toBe(false);
    expect(text('made (before undo).txt')).toBe('precious');
  });

  it('there is something new at the old name', async () => {
    await desk.run(move('a.txt', 'sub/a.txt'), { op: 'delete', path: d('b.txt') });
    writeFileSync(desk.at('a.txt'), 'other a');
    writeFileSync(desk.at('b.txt'), 'other b');
    expect((await desk.undo()).results[0]).toMatchObject({
      state: 'refused',
      conflicts: [{ path: d('sub/a.txt') }, { path: d('b.txt') }],
    });
    const forced = (await desk.undo({ force: true })).results[0]!;
    expect(forced).toMatchObject({ state: 'undone' });
    expect([...forced.kept].sort()).toEqual([d('a (before undo).txt'), d('b (before undo).txt')]);
    expect([text('a.txt'), text('b.txt'), text('a (before undo).txt'), text('b (before undo).txt')]).toEqual([
      'content of a.txt',
      'content of b.txt',
      'other a',
      'other b',
    ]);
  });

  it('a moved file was moved on, or saved anew', async () => {
    await desk.run(move('a.txt', 'sub/a.txt'), move('b.txt', 'sub/b.txt'));
    renameSync(desk.at('sub/a.txt'), desk.at('sub/elsewhere.txt'));
    writeFileSync(desk.at('sub/tmp'), 'saved by rename');
    renameSync(desk.at('sub/tmp'), desk.at('sub/b.txt'));
    expect((await desk.undo()).results[0]).toMatchObject({
      state: 'refused',
      conflicts: [{ path: d('sub/a.txt') }, { path: d('sub/b.txt') }],
    });
    expect((await desk.undo({ force: true })).results[0]).toMatchObject({ state: 'undone' });
    expect([text('b.txt'), text('sub/elsewhere.txt')]).toEqual(['saved by rename', 'content of a.txt']);
  });

  it('the folder around it is gone', async () => {
    await desk.run({ op: 'delete', path: d('old/d.txt') });
    rmSync(desk.at('old'), { recursive: true });
    expect((await desk.undo()).results[0]).toMatchObject({ state: 'refused', conflicts: [{ path: d('old/d.txt') }] });
    expect((await desk.undo({ force: true })).results[0]).toMatchObject({ state: 'undone' });
    expect(text('old/d.txt')).toBe('content of old/d.txt');
  });

  it('force can itself be taken back', async () => {
    await desk.run(write('a.txt'));
    writeFileSync(desk.at('a.txt'), 'precious');
    const before = treeOf(desk.folder);
    const { results } = await desk.undo({ force: true });
    expect((await desk.undo({ changeSetId: results[0]!.undoSetId! })).results[0]).toMatchObject({ state: 'undone' });
    expect(treeOf(desk.folder)).toEqual(before);
  });
});

describe('undo', () => {
  it('has nothing to do for a made file that is gone already', async () => {
    await desk.run(write('made.txt'));
    rmSync(desk.at('made.txt'));
    expect((await desk.undo()).results[0]).toMatchObject({ state: 'undone', conflicts: [] });
  });

  it('leaves a made folder that somebody uses', async () => {
    await desk.run(write('fresh/x.txt'));
    writeFileSync(desk.at('fresh/mine.txt'), 'mine');
    expect((await desk.undo()).results[0]).toMatchObject({ state: 'undone', conflicts: [] });
    expect(readdirSync(desk.at('fresh'))).toEqual(['mine.txt']);
  });

  it('takes single operations back, and the rest later', async () => {
    const before = treeOf(desk.folder);
    const { set } = await desk.run(move('a.txt', 'sub/a.txt'), write('b.txt'), write('c.txt'));
    const one = await desk.undo({ changeSetId: set.id, operations: ['2'] });
    expect(one.results[0]).toMatchObject({ state: 'undone' });
    expect([text('b.txt'), text('c.txt'), text('sub/a.txt')]).toEqual(['content of b.txt', 'new', 'content of a.txt']);
    expect((await desk.sets.get(set.id))!.state).toBe('applied');
    expect((await desk.undo({ changeSetId: set.id, operations: ['2'] })).results[0]).toMatchObject({ state: 'nothing' });
    await desk.undo({ changeSetId: set.id });
    expect((await desk.sets.get(set.id))!.state).toBe('undone');
    expect(treeOf(desk.folder)).toEqual(before);
    expect((await desk.undo({ changeSetId: set.id, redo: true, operations: ['1'] })).results[0]).toMatchObject({
      state: 'undone',
    });
    expect(text('sub/a.txt')).toBe('content of a.txt');
    expect(text('b.txt')).toBe('content of b.txt');
  });

  it('says which operations hang together', async () => {
    const { set } = await desk.run(move('a.txt', 'b.txt'), move('b.txt', 'x.txt'));
    expect((await desk.undo({ changeSetId: set.id, operations: ['2'] })).results[0]).toMatchObject({
      state: 'refused',
      conflicts: [{ path: d('b.txt'), reason: expect.stringContaining('hang together') }],
    });
    expect((await desk.undo({ changeSetId: set.id, operations: ['1'] })).results[0]).toMatchObject({ state: 'undone' });
    expect((await desk.undo({ changeSetId: set.id })).results[0]).toMatchObject({ state: 'undone' });
  });

  it('goes through a task newest first, and redo brings the same back', async () => {
    const before = treeOf(desk.folder);
    const first = await desk.run(write('a.txt', 'one'));
    const second = await desk.run(write('a.txt', 'two'));
    const third = await desk.run(move('a.txt', 'sub/a.txt'));
    const after = treeOf(desk.folder);
    expect(await desk.sets.undoable(TASK)).toEqual([third.set.id, second.set.id, first.set.id]);
    const { results } = await desk.undo();
    expect(results.map((r) => [r.changeSetId, r.state])).toEqual([third, second, first].map((s) => [s.set.id, 'undone']));
    expect(treeOf(desk.folder)).toEqual(before);
    expect(await desk.sets.undoable(TASK)).toEqual([]);
    const redone = await desk.undo({ redo: true });
    expect(redone.results.map((r) => [r.changeSetId, r.state])).toEqual([first, second, third].map((s) => [s.set.id, 'undone']));
    expect(treeOf(desk.folder)).toEqual(after);
    expect((await desk.undo({ redo: true })).results).toEqual([]);
  });

  it('refuses an older set as long as a newer one stands on it', async () => {
    const first = await desk.run(write('a.txt', 'one'));
    await desk.run(write('a.txt', 'two'));
    expect((await desk.undo({ changeSetId: first.set.id })).results[0]).toMatchObject({ state: 'refused' });
    expect(text('a.txt')).toBe('two');
  });

  it('answers a repeated request with the same, without doing it twice', async () => {
    await desk.run(write('a.txt', 'one'));
    await desk.run(write('a.txt', 'two'));
    const first = await desk.undo({ requestId: 'same' });
    const again = await desk.undo({ requestId: 'same' });
    expect(again).toEqual(first);
    expect(text('a.txt')).toBe('content of a.txt');
  });

  it('works when the grant is long gone and after a restart', async () => {
    const before = treeOf(desk.folder);
    await desk.run(write('a.txt', 'one'), { op: 'delete', path: d('sub') });
    await desk.close();
    const later = await openDesk({ base: desk.base });
    await later.sets.recover();
    expect((await later.undo()).results[0]).toMatchObject({ state: 'undone' });
    expect(treeOf(desk.folder)).toEqual(before);
    await later.close();
  });
});

describe('pruning', () => {
  const kept = (): string[] => readdirSync(join(desk.home, 'files/kept'));
  const DAY = 86_400_000;
  const limits = (more: Partial<{ olderThanMs: number; maxBytes: number; openTasks: string[] }> = {}) => ({
    ...{ olderThanMs: 30 * DAY, maxBytes: 1e9, openTasks: [] as string[] },
    ...more,
  });

  it('lets the old go, never of open tasks, and says so afterwards', async () => {
    const { set } = await desk.run({ op: 'delete', path: d('a.txt') });
    clock = new Date(clock.getTime() + 31 * DAY);
    expect(await desk.sets.prune(limits({ openTasks: [TASK] }))).toEqual([]);
    expect(kept()).toHaveLength(1);
    const counted = (): number => bytesKept(join(desk.home, 'desktop.db'));
    expect(counted()).toBe(16);
    expect(await desk.sets.prune(limits())).toEqual([{ setId: set.id, taskId: TASK, bytes: 16 }]);
    expect(kept()).toEqual([]);
    expect(counted()).toBe(0);
    expect(await desk.sets.undoable(TASK)).toEqual([]);
    expect((await desk.undo({ changeSetId: set.id })).results[0]).toMatchObject({
      state: 'refused',
      summary: expect.stringContaining('let go'),
    });
    expect(await desk.sets.prune(limits())).toEqual([]);
  });

  it('lets the oldest go until what is left fits', async () => {
    const ids: string[] = [];
    for (const name of ['a.txt', 'b.txt', 'sub/c.txt']) {
      ids.push((await desk.run({ op: 'delete', path: d(name) })).set.id);
      clock = new Date(clock.getTime() + 1000);
    }
    expect((await desk.sets.prune(limits({ maxBytes: 40 }))).map((p) => p.setId)).toEqual([ids[0]]);
    expect(await desk.sets.undoable(TASK)).toEqual([ids[2], ids[1]]);
  });

  const endAt = async (point: string): Promise<void> => {
    willEndAt(point);
    await expect(desk.undo({ requestId: 'r' })).rejects.toThrow('the process ends here');
  };

  it.each(['before-decided', 'decided'])('takes nothing from beneath an undo that is under way (%s)', async (point) => {
    const { set } = await desk.run({ op: 'delete', path: d('a.txt') });
    clock = new Date(clock.getTime() + 31 * DAY);
    await endAt(point);
    expect(await desk.sets.prune(limits())).toEqual([]);
    expect((await desk.undo({ requestId: 'r' })).results).toMatchObject([{ changeSetId: set.id, state: 'undone' }]);
    expect(text('a.txt')).toBe('content of a.txt');
    clock = new Date(clock.getTime() + 31 * DAY);
    expect((await desk.sets.prune(limits())).map((p) => p.setId)).toEqual([set.id]);
  });

  it('takes nothing from beneath an undo that begins while people are told', async () => {
    const { set } = await desk.run({ op: 'delete', path: d('a.txt') });
    clock = new Date(clock.getTime() + 31 * DAY);
    expect(await desk.sets.prune({ ...limits(), tell: () => endAt('before-decided') })).toEqual([]);
    expect((await desk.undo({ requestId: 'r' })).results).toMatchObject([{ changeSetId: set.id, state: 'undone' }]);
    expect(text('a.txt')).toBe('content of a.txt');
  });

  it('says that it let go to an undo that was asked for before', async () => {
    await desk.run({ op: 'delete', path: d('a.txt') });
    clock = new Date(clock.getTime() + 31 * DAY);
    await endAt('undo-chosen');
    await desk.sets.prune(limits());
    expect((await desk.undo({ requestId: 'r' })).results).toMatchObject([
      { state: 'refused', summary: expect.stringContaining('let go'), conflicts: [] },
    ]);
  });

  it('removes folders that may not be entered', async () => {
    mkdirSync(desk.at('sub/locked'));
    writeFileSync(desk.at('sub/locked/x'), 'x');
    await desk.run({ op: 'delete', path: d('sub') });
    clock = new Date(clock.getTime() + 31 * DAY);
    await desk.sets.prune(limits());
    expect(kept()).toEqual([]);
  });

  it('forgetting a task removes all that is kept, and nothing of the user', async () => {
    await desk.run({ op: 'delete', path: d('a.txt') }, { op: 'write', path: '/outputs/r.txt', content: 'r' });
    const now = treeOf(desk.folder);
    await desk.sets.forget(TASK);
    expect(kept()).toEqual([]);
    expect(treeOf(desk.folder)).toEqual(now);
    expect(existsSync(join(desk.home, 'files/tasks', TASK))).toBe(false);
    expect(await desk.sets.undoable(TASK)).toEqual([]);
    expect(statSync(desk.home).isDirectory()).toBe(true);
  });
});
