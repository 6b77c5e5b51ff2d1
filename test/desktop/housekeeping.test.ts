// Letting go of old copies: a crash anywhere in between leaves no change that is offered for undo and cannot be undone, and none untold.
// And giving up what nobody decides any more.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CrashPoint, NO_CRASH } from '../../src/contract/crash-points.ts';
import { giveUpLeft } from '../../src/desktop/give-up-left.ts';
import { pruneOnce } from '../../src/desktop/housekeeping.ts';
import { createMirror, type Mirror } from '../../src/desktop/mirror.ts';
import { faultsOf } from '../../src/files/changes/faults.ts';
import { openTaskStore } from '../../src/store/open-task-store.ts';
import type { TaskStore } from '../../src/store/port.ts';
import { type Desk, openDesk, TASK } from '../files/changes/desk.ts';
import { createTask } from '../store/contract/database.ts';

let desk: Desk;
let store: TaskStore;
let mirror: Mirror;
let crash: (point: CrashPoint) => void;
const NAMES = ['a.txt', 'b.txt', 'c.txt'];

beforeEach(async () => {
  crash = NO_CRASH;
  desk = await openDesk({ faults: faultsOf((point) => crash(point)) });
  store = await openTaskStore(join(desk.home, 'tasks.db'));
  await createTask(store, { id: TASK });
  mirror = createMirror({ store, changeSets: desk.sets, now: () => new Date() });
  for (const name of NAMES) {
    writeFileSync(desk.at(name), name);
    const { set } = await desk.run({ op: 'delete', path: `/folders/d/${name}` });
    await mirror.show(set.id);
  }
  await store.finishTask(TASK, { status: 'completed' });
});
afterEach(async () => {
  await store.close();
  await desk.remove();
});

const prune = (): Promise<void> =>
  pruneOnce({
    ...{ store, changeSets: desk.sets, crash: (point) => crash(point) },
    limits: async () => ({ olderThanMs: 0, maxBytes: 0 }),
  });
const offered = async (): Promise<string[]> =>
  (await store.changeSets(TASK, { limit: 50 })).items.filter((set) => set.undoable).map((set) => set.id);
const told = async (): Promise<number> =>
  (await store.events(TASK, 0, 100)).filter((event) => event.type === 'notice' && event.code === 'undo_expired').length;

it.each(['prune-told', 'prune-before-marked', 'prune-marked', 'prune-swept'] as const)(
  'a crash at %s: nothing is offered that is gone, and the next time tells each once and ends it',
  async (point) => {
    crash = (now) => {
      if (now === point) throw new Error('the process ends here');
    };
    await expect(prune()).rejects.toThrow('ends here');
    const possible = await desk.sets.undoable(TASK);
    expect((await offered()).filter((id) => !possible.includes(id))).toEqual([]);
    crash = NO_CRASH;
    await prune();
    expect(await offered()).toEqual([]);
    expect(await told()).toBe(NAMES.length);
    expect(readdirSync(join(desk.home, 'files/kept'))).toEqual([]);
  },
);

describe('a change that nobody decides any more', () => {
  const wrongs: string[] = [];
  const giveUp = (abandon = (id: string) => desk.sets.abandon(id)): Promise<void> =>
    giveUpLeft({
      ...{ store, mirror, changeSets: { ...desk.sets, abandon } },
      log: { error: (_, message) => void wrongs.push(message) },
    });
  const propose = async (taskId: string) => {
    await createTask(store, { id: taskId });
    const draft = [{ op: 'write', path: '/folders/d/new.txt', content: 'n' }] as const;
    const frozen = await desk.sets.freeze({ taskId, step: 1, index: 0 }, 'test_tool', draft);
    if (frozen.kind !== 'frozen') throw new Error('overlaps');
    await mirror.show(frozen.set.id);
    return frozen.set;
  };
  const room = (id: string): string => join(desk.home, 'files/kept', id);
  const refusals = async (taskId: string) =>
    (await store.events(taskId, 0, 100)).filter(({ type }) => type === 'changes_refused').length;
  const rejected = { state: 'rejected', reason: 'The task ended before this was decided; nothing was changed' };

  it('is given up when its task was ended by force, with what was staged, and waits as long as a task is open', async () => {
    const [left, waits] = [await propose('killed'), await propose('open')];
    await store.stopTasks(['killed'], 'kill');
    expect([existsSync(room(left.id)), existsSync(room(waits.id))]).toEqual([true, true]);
    await giveUp();
    await giveUp();
    expect((await store.changeSets('killed', { limit: 9 })).items).toMatchObject([rejected]);
    expect(await desk.sets.get(left.id)).toMatchObject({ state: 'rejected' });
    expect(await refusals('killed')).toBe(1);
    expect((await store.changeSets('open', { limit: 9 })).items).toMatchObject([{ state: 'proposed' }]);
    expect([existsSync(room(left.id)), existsSync(room(waits.id))]).toEqual([false, true]);
    expect(wrongs).toEqual([]);
  });

  it('is given up also when the process ends in the middle, and told once', async () => {
    const left = await propose('killed');
    await store.stopTasks(['killed'], 'kill');
    await giveUp(() => Promise.reject(new Error('the process ends here')));
    expect(wrongs.splice(0)).toHaveLength(1);
    await giveUp();
    expect(await store.changeSet(left.id)).toMatchObject(rejected);
    expect(await desk.sets.get(left.id)).toMatchObject({ state: 'rejected' });
    expect(await refusals('killed')).toBe(1);
  });

  it('is shown as what it is when somebody did decide in that very moment', async () => {
    const left = await propose('killed');
    await store.stopTasks(['killed'], 'kill');
    await giveUp(async (id) => {
      await desk.apply(left);
      return desk.sets.abandon(id);
    });
    expect(await store.changeSet(left.id)).toMatchObject({ state: 'applied', undoable: true });
    expect(readFileSync(desk.at('new.txt'), 'utf8')).toBe('n');
  });

  it('is given up when it is an undo whose request failed, and that change can be undone again', async () => {
    const [changeSetId] = await desk.sets.undoable(TASK);
    const requestId = await store.enqueueRequest({ taskId: TASK, kind: 'undo', body: { changeSetId } });
    crash = (now) => {
      if (now === 'changes-before-decided') throw new Error('something broke');
    };
    await expect(desk.undo({ requestId, changeSetId: changeSetId! })).rejects.toThrow('something broke');
    crash = NO_CRASH;
    const [left] = await desk.sets.undecided();
    await giveUp();
    expect(await desk.sets.get(left!.id)).toMatchObject({ state: 'proposed' });
    await store.endRequest(requestId, { error: { code: 'internal', detail: 'something broke' } });
    await giveUp();
    expect(await desk.sets.undecided()).toEqual([]);
    expect(await store.changeSet(left!.id)).toMatchObject({
      ...{ state: 'rejected', undoOf: changeSetId },
      reason: 'The request to undo or redo failed before this was done; nothing was changed',
    });
    expect((await desk.undo({ changeSetId: changeSetId! })).results).toMatchObject([{ changeSetId, state: 'undone' }]);
  });
});
