// What a task changed: shown in pages, taken back through the desktop, and in the way of deleting it.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ChangeSet, Operation } from '../../src/contract/changes.ts';
import type { UndoResult } from '../../src/contract/http.ts';
import { openRig, type Rig, until } from './rig.ts';
import { aChangeSet, aMove, createTask, upTo } from '../store/contract/database.ts';

let rig: Rig;
let id: string;
/** Without a desktop nobody is waited for. */
const limits = { undoWaitMs: 0 };
beforeEach(async () => {
  limits.undoWaitMs = 100;
  rig = await openRig({ limits });
  id = (await createTask(rig.store)).id;
});
afterEach(() => rig.close());

interface List<T> {
  items: T[];
  next?: string;
}
const undo = (body: object = {}, key?: string) =>
  rig.call<UndoResult & { code: string }>('POST', `/tasks/${id}/undo`, { body, ...(key ? { key } : {}) });
const result = (state: 'undone' | 'refused' | 'failed'): UndoResult['results'][number] => ({
  changeSetId: 'c1',
  state,
  summary: 'words',
  conflicts: [],
  kept: [],
});
/** The desktop half of the worker: drains requests as it is told to. */
const desk = (answer: Parameters<Rig['store']['endRequest']>[1]): void => {
  limits.undoWaitMs = 60_000;
  rig.worker.onDrain(
    () =>
      void (async () => {
        for (const request of await rig.workerStore.pendingRequests()) await rig.workerStore.endRequest(request.id, answer);
      })(),
  );
};

describe('the changes of a task', () => {
  it('come with their first operations, and the rest in pages', async () => {
    const set = aChangeSet(id);
    await rig.store.putChangeSet(set, upTo(250).map(aMove));
    const { body } = await rig.call<List<ChangeSet>>('GET', `/tasks/${id}/changes`);
    expect(body.items[0]).toMatchObject({ id: set.id, state: 'proposed', undoable: true });
    const seen = [...(body.items[0]?.operations ?? [])];
    expect(seen).toHaveLength(100);
    for (let next = body.items[0]?.next; next !== undefined;) {
      const page = await rig.call<List<Operation>>('GET', `/changes/${set.id}/operations?limit=100&cursor=${next}`);
      seen.push(...page.body.items);
      next = page.body.next;
    }
    expect(seen.map((operation) => operation.id)).toEqual(upTo(250).map((n) => `o${n}`));
    const other = (await createTask(rig.store)).id;
    expect((await rig.call('GET', `/tasks/${id}/changes/${set.id}/operations`)).status).toBe(200);
    expect((await rig.call('GET', `/tasks/${other}/changes/${set.id}/operations`)).status).toBe(404);
    expect((await rig.call('GET', '/changes/c0/operations')).status).toBe(404);
  });
});

describe('undo', () => {
  it.each([
    ['done', result('undone')],
    ['refused', result('refused')],
    ['failed', result('failed')],
  ])('answers what the desktop did: %s', async (state, entry) => {
    desk({ result: [entry] });
    const { status, body } = await undo();
    expect({ status, body }).toEqual({ status: 200, body: { id: expect.any(String), state, results: [entry] } });
  });

  const conflicts = [{ path: '/folders/Downloads/a.txt', reason: 'it was changed since' }];
  const refused = { ...result('refused'), conflicts };

  it('that was refused as a whole is a conflict with the list', async () => {
    desk({ result: [refused, { ...refused, state: 'nothing', conflicts: [] }] });
    const { status, body } = await undo({}, 'k1');
    expect({ status, body }).toMatchObject({
      status: 409,
      body: { code: 'undo_conflict', conflicts, state: 'refused', results: [refused, {}] },
    });
    expect(await undo({}, 'k1')).toMatchObject({ status: 409, body: { id: body.id } });
  });

  it('that was refused in part is an answer that says in which', async () => {
    desk({ result: [result('undone'), refused] });
    expect(await undo()).toMatchObject({ status: 200, body: { state: 'refused', results: [result('undone'), refused] } });
  });

  it.each([{ operations: ['o1'] }, { changeSetId: 'c1', operations: [] }])('of %j is not acceptable', async (body) => {
    expect(await undo(body)).toMatchObject({ status: 422, body: { code: 'invalid' } });
    expect(await rig.store.pendingRequests()).toEqual([]);
  });

  it('does not need the engine', async () => {
    rig.engine.up = false;
    desk({ result: [] });
    expect(await undo()).toMatchObject({ status: 200, body: { state: 'done' } });
  });

  it('hands on what was asked for', async () => {
    const set = aChangeSet(id);
    await rig.store.putChangeSet(set, []);
    void undo({ changeSetId: set.id, operations: ['o1'], force: true });
    await until(async () => (await rig.store.pendingRequests()).length === 1);
    const [request] = await rig.store.pendingRequests();
    expect(request).toMatchObject({ taskId: id, kind: 'undo', body: { changeSetId: set.id, operations: ['o1'], force: true } });
    await rig.store.endRequest(request?.id ?? '', { result: [] });
  });

  it('that failed says why in the words and under the code of the desktop', async () => {
    desk({ error: { code: 'disk_full', detail: 'The disk is full; nothing was changed.' } });
    expect(await undo()).toMatchObject({
      status: 507,
      body: { code: 'disk_full', detail: 'The disk is full; nothing was changed.' },
    });
  });

  it('with the desktop away is stored; the same key asks again and does nothing twice', async () => {
    const first = await undo({}, 'k1');
    expect(first).toMatchObject({ status: 202, body: { state: 'pending', results: [] } });
    expect(await rig.store.pendingRequests()).toHaveLength(1);
    await rig.store.endRequest(first.body.id, { result: [result('undone')] });
    const again = await undo({}, 'k1');
    expect(again).toMatchObject({ status: 200, body: { id: first.body.id, state: 'done' } });
    expect(await undo({}, 'k1')).toEqual({ ...again, headers: expect.anything() });
    expect(await rig.store.pendingRequests()).toHaveLength(0);
  });

  it.each(['queued', 'waiting_approval', 'waiting_input', 'waiting_desktop', 'paused'] as const)(
    'works while %s',
    async (status) => {
      if (status !== 'queued') await rig.store.setStatus(id, { status });
      desk({ result: [] });
      expect((await undo()).status).toBe(200);
    },
  );

  it('works after the end, and not while the task is at work', async () => {
    await rig.store.setStatus(id, { status: 'running' });
    for (const name of ['undo', 'redo'])
      expect(await rig.call('POST', `/tasks/${id}/${name}`)).toMatchObject({ status: 409, body: { code: 'pause_first' } });
    expect(await rig.store.pendingRequests()).toEqual([]);
    await rig.store.finishTask(id, { status: 'completed' });
    desk({ result: [] });
    expect((await rig.call('POST', `/tasks/${id}/redo`)).status).toBe(200);
  });

  it('of a change set of another task finds nothing', async () => {
    const set = aChangeSet((await createTask(rig.store)).id);
    await rig.store.putChangeSet(set, []);
    expect(await undo({ changeSetId: set.id })).toMatchObject({ status: 404 });
  });
});

describe('DELETE', () => {
  const remove = (query = '') => rig.call('DELETE', `/tasks/${id}${query}`);

  it('removes the task at once, and has desktop and engine forget it', async () => {
    expect((await remove()).status).toBe(204);
    expect((await rig.call('GET', `/tasks/${id}`)).status).toBe(404);
    expect(await rig.store.pendingRequests()).toMatchObject([{ taskId: id, kind: 'delete' }]);
    await until(() => rig.engine.calls.includes(`remove ${id}`));
    expect((await remove()).status).toBe(404);
  });

  it('is refused while changes can be undone, unless forced', async () => {
    const set = aChangeSet(id, { state: 'applied', undoable: true });
    await rig.store.putChangeSet(set, []);
    await rig.store.finishTask(id, { status: 'completed' });
    for (const query of ['', '?force=0', '?force=false'])
      expect(await remove(query)).toMatchObject({ status: 409, body: { code: 'undo_possible', changeSetIds: [set.id] } });
    expect((await rig.call('GET', `/tasks/${id}`)).status).toBe(200);
    expect((await remove('?force')).status).toBe(204);
  });

  it.each([
    ['was undone', { state: 'undone' as const, undoable: false }],
    ['lost its pre-images', { state: 'applied' as const, undoable: false }],
    ['was never applied', { state: 'rejected' as const, undoable: true }],
    ['is itself an undo', { state: 'applied' as const, undoable: true, undoOf: 'c0' }],
  ])('is not hindered by a change that %s', async (_, over) => {
    await rig.store.putChangeSet(aChangeSet(id, over), []);
    expect((await remove()).status).toBe(204);
  });

  it('is refused while the task is at work, forced or not', async () => {
    await rig.store.setStatus(id, { status: 'running' });
    for (const query of ['', '?force=true'])
      expect(await remove(query)).toMatchObject({ status: 409, body: { code: 'pause_first' } });
  });
});
