// Tasks that a task has started, and the queue, over HTTP: what stops, lessens or removes one reaches those below it, and none gets more than the one above.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { QueueItem, Task } from '../../src/contract/http.ts';
import { newId } from '../../src/contract/ids.ts';
import { createTask } from '../store/contract/database.ts';
import { openRig, type Rig } from './rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await openRig();
});
afterEach(() => rig.close());

const folder = { path: '/home/me/a', access: 'write', name: 'a', state: 'granted' } as const;

/** A task at work, with one below it, and one below that. */
async function family() {
  const { id } = await createTask(rig.store, { mode: 'auto' });
  await rig.store.patchTask(id, { folders: [folder], runId: 'r' });
  const below = async (parent: string): Promise<string> => {
    const child = { id: newId('t'), title: 'below', prompt: 'x', folders: [folder] };
    await rig.store.addChildren({ taskId: parent, step: 0, index: 0 }, [child]);
    await rig.store.patchTask(child.id, { runId: 'r', folders: [folder] });
    await rig.store.setStatus(child.id, { status: 'running' });
    return child.id;
  };
  const child = await below(id);
  return { id, child, grandchild: await below(child) };
}
const wanted = async (id: string) => (await rig.store.task(id))?.wanted;

describe('tasks that a task has started', () => {
  it('are shown with it, and what stops it stops them', async () => {
    const { id, child, grandchild } = await family();
    const view = (await rig.call<Task>('GET', `/tasks/${id}`)).body;
    expect(view.children).toMatchObject([{ id: child, status: 'running' }]);
    expect((await rig.call<Task>('GET', `/tasks/${child}`)).body).toMatchObject({ parentId: id, children: [{ id: grandchild }] });
    await rig.call('POST', `/tasks/${id}/pause`);
    expect([await wanted(id), await wanted(child), await wanted(grandchild)]).toEqual(['pause', 'pause', 'pause']);
    await rig.call('POST', `/tasks/${id}/resume`);
    expect([await wanted(child), await wanted(grandchild)]).toEqual(['run', 'run']);
    await rig.call('POST', `/tasks/${child}/cancel`);
    expect([await wanted(id), await wanted(child), await wanted(grandchild)]).toEqual(['run', 'cancel_now', 'cancel_now']);
    await rig.call('POST', `/tasks/${id}/cancel`, { body: { how: 'kill' } });
    for (const one of [id, child, grandchild]) expect((await rig.store.task(one))?.status).toBe('cancelled');
  });

  it('a lower mode and a folder that is taken away hold for them too; a higher mode does not', async () => {
    const { id, child, grandchild } = await family();
    await rig.call('PATCH', `/tasks/${id}`, { body: { mode: 'ask', folders: [] } });
    for (const one of [child, grandchild])
      expect(await rig.store.task(one)).toMatchObject({ mode: 'ask', folders: [{ path: folder.path, state: 'removed' }] });
    await rig.call('PATCH', `/tasks/${id}`, { body: { mode: 'act' } });
    expect(await rig.store.task(child)).toMatchObject({ mode: 'ask' });
  });

  it('none is given more than the one that started it has', async () => {
    const { child } = await family();
    for (const body of [{ mode: 'act' }, { folders: [{ path: rig.folder, access: 'read' }] }])
      expect(await rig.call('PATCH', `/tasks/${child}`, { body })).toMatchObject({ status: 422, body: { code: 'invalid' } });
    expect((await rig.call('PATCH', `/tasks/${child}`, { body: { mode: 'ask' } })).status).toBe(200);
  });

  it('none is removed while it, one below it or one above it is at work; all go together', async () => {
    const { id, child, grandchild } = await family();
    await rig.store.setStatus(id, { status: 'paused' });
    const remove = async (one: string) => (await rig.call('DELETE', `/tasks/${one}?force=true`)).status;
    expect(await remove(id)).toBe(409);
    await rig.store.finishTask(grandchild, { status: 'completed' });
    // What it has cost counts above, as long as anybody there may call.
    expect(await remove(grandchild)).toBe(409);
    await rig.store.patchTask(child, { wanted: 'cancel_now' });
    await rig.store.setStatus(child, { status: 'paused' });
    expect(await remove(id)).toBe(409);
    await rig.store.finishTask(child, { status: 'cancelled' });
    await rig.store.finishTask(id, { status: 'completed' });
    expect(await remove(id)).toBe(204);
    for (const one of [id, child, grandchild]) expect(await rig.store.task(one)).toBeUndefined();
    const kept = (await rig.store.pendingRequests(['delete'])).map(({ taskId }) => taskId);
    expect(kept.sort()).toEqual([id, child, grandchild].sort());
  });
});

describe('the queue', () => {
  const queue = async () => (await rig.call<{ items: QueueItem[] }>('GET', '/queue')).body.items;

  it('says who works, who is next and who waits for something else, and is put into another order', async () => {
    const ids: string[] = [];
    for (const title of ['a', 'b', 'c', 'd', 'e', 'f']) ids.push((await createTask(rig.store, { title })).id);
    await rig.store.setStatus(ids[0]!, {
      status: 'paused',
      waitingFor: { kind: 'user', since: '2030-01-01T00:00:00.000Z', text: 'x' },
    });
    const lines = async () => (await queue()).map(({ title, place }) => `${title}${place ?? ''}`).join(' ');
    expect(await lines()).toBe('b c d e f1 a');
    const late = (await createTask(rig.store, { title: 'g' })).id;
    const put = (body: unknown) => rig.call<{ items: QueueItem[] }>('POST', '/queue', { body });
    expect((await put({ order: [late, ids[5]!] })).body.items.map(({ title }) => title).join('')).toBe('bcdegfa');
    expect((await put({ now: ids[5]! })).status).toBe(200);
    expect(await lines()).toBe('b c d e f g1 a');
    expect(await put({ now: ids[0]! })).toMatchObject({ status: 422 });
    expect(await put({ order: ['tnone'] })).toMatchObject({ status: 404 });
    expect((await rig.call<Task>('GET', `/tasks/${late}`)).body).toMatchObject({ place: 1, waitingFor: { kind: 'slot' } });
  });

  it('more slots begin what waits at once', async () => {
    for (const title of ['a', 'b', 'c', 'd', 'e', 'f']) await createTask(rig.store, { title });
    expect((await queue()).filter(({ place }) => place !== undefined)).toHaveLength(2);
    await rig.call('PATCH', '/settings', { body: { runningTasks: 6 } });
    expect((await queue()).filter(({ place }) => place !== undefined)).toHaveLength(0);
  });
});
