// What people see of change sets, shown by an id alone: as after a crash, when nobody remembers what was going on.
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMirror, type Mirror } from '../../src/desktop/mirror.ts';
import { openTaskStore } from '../../src/store/open-task-store.ts';
import type { TaskStore } from '../../src/store/port.ts';
import { type Desk, openDesk, TASK } from '../files/changes/desk.ts';

let desk: Desk;
let store: TaskStore;
let mirror: Mirror;

beforeEach(async () => {
  desk = await openDesk();
  store = await openTaskStore(join(desk.home, 'tasks.db'));
  await store.createTask({
    ...{ id: TASK, title: 't', prompt: 'p', folders: [], mode: 'ask', attachments: [], model: 'm', budget: {} },
  });
  mirror = createMirror({ store, changeSets: desk.sets, now: () => new Date() });
});
afterEach(async () => {
  await store.close();
  await desk.remove();
  rmSync(desk.base, { recursive: true, force: true });
});

const shown = async (): Promise<unknown[]> =>
  (await store.events(TASK, 0, 100)).filter((event) => event.type.startsWith('changes_')).map((e) => ({ ...e, at: 0, seq: 0 }));

it('tells an undo from a change, also to who has only its id', async () => {
  for (const name of ['x', 'y']) writeFileSync(desk.at(name), name);
  const { set } = await desk.run(
    { op: 'move', from: '/folders/d/x', to: '/folders/d/x2', replace: false },
    { op: 'write', path: '/folders/d/new', content: 'new' },
  );
  await mirror.show(set.id);
  const { sets } = await desk.undo();
  for (const id of await desk.sets.ofTask(TASK)) await mirror.show(id);

  const [undone] = sets;
  expect(await shown()).toMatchObject([
    { type: 'changes_applied', changeSetId: set.id, summary: '1 file moved, 1 made, none deleted' },
    { type: 'changes_undone', changeSetId: undone!.id, undoOf: set.id, summary: '2 changes taken back' },
  ]);
  expect(await store.changeSet(undone!.id)).toMatchObject({ undoOf: set.id, undoable: false });
  expect((await shown())[1]).not.toHaveProperty('leaves');
  // What happened stays told as what happened.
  expect(await store.changeSet(set.id)).toMatchObject({ state: 'undone', summary: '1 file moved, 1 made, none deleted' });

  const { sets: redone } = await desk.undo({ redo: true });
  await mirror.show(redone[0]!.id);
  expect((await shown())[2]).toMatchObject({ undoOf: set.id, summary: '2 changes made again', leaves: 'applied' });
  expect(await store.changeSet(set.id)).toMatchObject({ state: 'applied', undoable: true });
});
