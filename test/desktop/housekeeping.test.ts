// Letting go of old copies: a crash anywhere in between leaves no change that is offered for undo and cannot be undone, and none untold.
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CrashPoint, NO_CRASH } from '../../src/contract/crash-points.ts';
import { pruneOnce } from '../../src/desktop/housekeeping.ts';
import { createMirror } from '../../src/desktop/mirror.ts';
import { faultsOf } from '../../src/files/changes/faults.ts';
import { openTaskStore } from '../../src/store/open-task-store.ts';
import type { TaskStore } from '../../src/store/port.ts';
import { type Desk, openDesk, TASK } from '../files/changes/desk.ts';
import { createTask } from '../store/contract/database.ts';

let desk: Desk;
let store: TaskStore;
let crash: (point: CrashPoint) => void;
const NAMES = ['a.txt', 'b.txt', 'c.txt'];

beforeEach(async () => {
  crash = NO_CRASH;
  desk = await openDesk({ faults: faultsOf((point) => crash(point)) });
  store = await openTaskStore(join(desk.home, 'tasks.db'));
  await createTask(store, { id: TASK });
  const mirror = createMirror({ store, changeSets: desk.sets, now: () => new Date() });
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
