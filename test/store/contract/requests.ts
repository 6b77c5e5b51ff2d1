// Contract: work for the desktop waits in order until it ends, once.
import { describe, expect, it } from '@jest/globals';
import { createTask, type MakeDatabase } from './database.ts';
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
