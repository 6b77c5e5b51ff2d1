// Contract: work for the desktop waits in order until it ends, once.
import { describe, expect, it } from '@jest/globals';
import type { RequestKind } from '../../../src/store/port.ts';
import { AT, createTask, type MakeDatabase } from './database.ts';
import { eachWithStores } from './stores.ts';

export function requestContract(make: MakeDatabase): void {
  describe('desktop requests', () => {
    const at = eachWithStores(make);

    it('wait in the order of asking and leave the list when they end', async () => {
      const { id } = await createTask(at.store);
      const undo = await at.store.enqueueRequest({ taskId: id, kind: 'undo', body: { changeSetId: 'c1' } });
      const redo = await at.store.enqueueRequest({ taskId: id, kind: 'redo', body: {} });
      expect((await at.store.pendingRequests()).map((request) => request.id)).toEqual([undo, redo]);
      const results = [{ changeSetId: 'c1', state: 'undone', summary: 'moved back', conflicts: [], kept: [] }] as const;
      await at.store.endRequest(undo, { result: results.map((one) => ({ ...one, conflicts: [], kept: [] })) });
      await at.store.endRequest(redo, { error: { code: 'undo_conflict', detail: 'changed since' } });
      expect(await at.store.pendingRequests()).toEqual([]);
      expect(await at.store.request(undo)).toMatchObject({
        state: 'done',
        body: { changeSetId: 'c1' },
        result: results,
        error: undefined,
      });
      expect(await at.store.request(redo)).toMatchObject({
        state: 'failed',
        error: { code: 'undo_conflict' },
        result: undefined,
      });
    });

    it('are handed out by kind', async () => {
      const { id } = await createTask(at.store);
      const undo = await at.store.enqueueRequest({ taskId: id, kind: 'undo', body: {} });
      const folders = await at.store.enqueueRequest({ taskId: id, kind: 'folders', body: {} });
      const of = async (...kinds: RequestKind[]) => (await at.store.pendingRequests(kinds)).map((request) => request.id);
      expect(await of('folders', 'folder_add')).toEqual([folders]);
      expect(await of('undo', 'redo')).toEqual([undo]);
      expect(await of('redo')).toEqual([]);
    });

    it('of no task keep their end, for a month', async () => {
      const clock = { now: new Date(AT) };
      const store = await at.db.open({ now: () => clock.now });
      const ask = () => store.enqueueRequest({ taskId: '', kind: 'folder_add', body: { path: '/a' } });
      const [ended, waiting] = [await ask(), await ask()];
      await store.endRequest(ended, { error: { code: 'no_such_file', detail: 'gone' } });
      expect(await store.request(ended)).toMatchObject({ taskId: '', state: 'failed', error: { code: 'no_such_file' } });
      clock.now = new Date(clock.now.getTime() + 29 * 24 * 3_600_000);
      await ask();
      expect((await store.request(ended))?.state).toBe('failed');
      clock.now = new Date(clock.now.getTime() + 2 * 24 * 3_600_000);
      await ask();
      expect(await store.request(ended)).toBeUndefined();
      expect((await store.request(waiting))?.state).toBe('pending');
    });

    it('the first end counts', async () => {
      const { id } = await createTask(at.store);
      const request = await at.store.enqueueRequest({ taskId: id, kind: 'undo', body: {} });
      await at.store.endRequest(request, { result: [] });
      await at.store.endRequest(request, { error: { code: 'internal', detail: 'late' } });
      expect((await at.store.request(request))?.state).toBe('done');
      await at.store.endRequest('rnone', {});
      expect(await at.store.request('rnone')).toBeUndefined();
    });
  });
}
