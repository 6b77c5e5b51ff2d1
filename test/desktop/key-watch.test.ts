// A key that is set while tasks wait for one lets exactly these go on.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '../../src/contract/ids.ts';
import type { WaitingFor } from '../../src/contract/task.ts';
import { createKeyWatch } from '../../src/desktop/key-watch.ts';
import { openTaskStore } from '../../src/store/open-task-store.ts';
import type { TaskStore } from '../../src/store/port.ts';

let folder: string;
let store: TaskStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cowork-key-'));
  store = await openTaskStore(join(folder, 'tasks.db'));
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

async function heldTask(kind: WaitingFor['kind']): Promise<string> {
  const { id } = await store.createTask({
    ...{ id: newId('t'), title: 'x', prompt: 'x', model: 'm', mode: 'ask', folders: [], attachments: [], budget: {} },
  });
  await store.patchTask(id, { hold: { kind, since: new Date().toISOString(), text: 'x' } });
  await store.outboxDone((await store.outbox(100)).map((row) => row.id));
  return id;
}

describe('the key watch', () => {
  it('lets tasks go on that wait for a key, once it is there, and no others', async () => {
    const kept: { key?: string } = {};
    const watch = createKeyWatch({ store, key: async () => kept.key });
    const waiting = await heldTask('credentials');
    const other = await heldTask('user');
    await watch.look();
    await watch.look();
    expect((await store.task(waiting))!.hold).toBeDefined();
    kept.key = 'a key';
    await watch.look();
    expect((await store.task(waiting))!.hold).toBeUndefined();
    expect((await store.task(other))!.hold).toBeDefined();
    expect(await store.outbox(10)).toEqual([expect.objectContaining({ kind: 'nudge', taskId: waiting })]);
  });
});
