// Contract: one key, one effect, one answer.
import { describe, expect, it } from '@jest/globals';
import type { TaskStore } from '../../../src/store/port.ts';
import { createTask, type MakeDatabase, upTo } from './database.ts';
import { eachWithStores } from './stores.ts';

/** What the api does with a POST. */
const post = (store: TaskStore, key: string, hash: string): Promise<unknown> =>
  store.transaction(async (tx) => {
    const before = await tx.idempotent(key, hash);
    if (before !== 'fresh') return before;
    const { id } = await createTask(tx);
    const answer = { status: 201, body: { id } };
    await tx.putIdempotent(key, answer);
    return answer;
  });

export function idempotencyContract(make: MakeDatabase): void {
  describe('idempotency keys', () => {
    const at = eachWithStores(make);

    it('the same key and body get the same answer and make one task; another body is a mismatch', async () => {
      const first = await post(at.store, 'k', 'h1');
      expect(await post(at.store, 'k', 'h1')).toEqual(first);
      expect(await post(at.store, 'k', 'h2')).toBe('mismatch');
      expect((await at.store.listTasks({ limit: 10 })).items).toHaveLength(1);
    });

    it('two at the same time make one task and get one answer', async () => {
      const other = await at.other();
      for (const n of upTo(6)) {
        const [a, b] = await Promise.all([post(at.store, `k${n}`, 'h'), post(other, `k${n}`, 'h')]);
        expect(a).toEqual(b);
        expect((await at.store.listTasks({ limit: 10 })).items).toHaveLength(n);
      }
    });

    it('what was rolled back leaves the key free', async () => {
      const work = at.store.transaction(async (tx) => {
        expect(await tx.idempotent('k', 'h1')).toBe('fresh');
        throw new Error('refused');
      });
      await expect(work).rejects.toThrow('refused');
      expect(await at.store.idempotent('k', 'h2')).toBe('fresh');
    });

    it('keeps an answer without a body, and forgets after 30 days', async () => {
      let now = '2030-01-01T00:00:00.000Z';
      const store = await at.db.open({ now: () => new Date(now) });
      await store.idempotent('k', 'h');
      await store.putIdempotent('k', { status: 204, body: undefined });
      now = '2030-01-30T00:00:00.000Z';
      expect(await store.idempotent('k', 'h')).toEqual({ status: 204, body: null });
      now = '2030-02-02T00:00:00.000Z';
      expect(await store.idempotent('k', 'h')).toBe('fresh');
    });
  });
}
