// Contract: what is paid is counted once, what was paid in vain is shown, what has no price is not called free.
import { describe, expect, it } from '@jest/globals';
import type { AttemptUsage, TaskStore } from '../../../src/store/port.ts';
import { createTask, type MakeDatabase, upTo } from './database.ts';
import { eachWithStores } from './stores.ts';

const cost = (usd: number | null): AttemptUsage => ({
  inputTokens: 100,
  outputTokens: 10,
  cacheReadTokens: 5,
  cacheWriteTokens: 1,
  usd,
});
const NOTHING: AttemptUsage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, usd: null };

const storeMessage = (store: TaskStore, taskId: string, step: number, attempt: number): Promise<unknown> =>
  store.putMessage({ taskId, step, role: 'assistant', content: [], stopReason: 'end_turn', attempt });

export function usageContract(make: MakeDatabase): void {
  describe('usage', () => {
    const at = eachWithStores(make);

    it('sums attempts, counts stored steps, and adds the time at work', async () => {
      const { id } = await createTask(at.store);
      for (const step of [0, 1]) {
        const attempt = await at.store.startAttempt(id, step);
        await storeMessage(at.store, id, step, attempt);
        await at.store.endAttempt(id, step, attempt, { outcome: 'stored', usage: cost(0.25) });
      }
      await at.store.addActiveMs(id, 700);
      expect(await at.store.usage(id)).toEqual({
        inputTokens: 200,
        outputTokens: 20,
        cacheReadTokens: 10,
        cacheWriteTokens: 2,
        usd: 0.5,
        steps: 2,
        cutAttempts: 0,
        activeMs: 700,
      });
    });

    it('a task without calls costs nothing', async () => {
      const { id } = await createTask(at.store);
      expect(await at.store.usage(id)).toMatchObject({ inputTokens: 0, usd: 0, steps: 0, cutAttempts: 0, activeMs: 0 });
    });

    it('one used attempt without a price makes the sum unknown; one that used nothing does not', async () => {
      const { id } = await createTask(at.store);
      const end = async (outcome: 'stored' | 'failed' | 'cut', usage: AttemptUsage): Promise<void> =>
        at.store.endAttempt(id, 0, await at.store.startAttempt(id, 0), { outcome, usage });
      await end('failed', NOTHING);
      await at.store.startAttempt(id, 1);
      expect((await at.store.usage(id)).usd).toBe(0);
      await end('cut', cost(null));
      await end('stored', cost(0.1));
      expect((await at.store.usage(id)).usd).toBeNull();
    });

    it('attempts are numbered from 1 per step, also when two start at once', async () => {
      const { id } = await createTask(at.store);
      const other = await at.other();
      for (const round of upTo(4)) {
        const both = await Promise.all([at.store.startAttempt(id, 0), other.startAttempt(id, 0)]);
        expect(both.toSorted()).toEqual([round * 2 - 1, round * 2]);
      }
      expect(await at.store.startAttempt(id, 1)).toBe(1);
      await expect(at.store.startAttempt('tnone', 0)).rejects.toMatchObject({ code: 'not_found' });
    });

    it('cut: ended as such, or never ended and passed by; not the running one, the stored one or a refused one', async () => {
      const { id } = await createTask(at.store);
      const cut = async (): Promise<number> => (await at.store.usage(id)).cutAttempts;
      await at.store.endAttempt(id, 0, await at.store.startAttempt(id, 0), { outcome: 'failed', usage: NOTHING });
      expect(await cut()).toBe(0);
      const dead = await at.store.startAttempt(id, 0);
      expect(await cut()).toBe(0);
      const second = await at.store.startAttempt(id, 0);
      expect([dead, second]).toEqual([2, 3]);
      expect(await cut()).toBe(1);
      await storeMessage(at.store, id, 0, second);
      expect(await cut()).toBe(1);
      await at.store.endAttempt(id, 0, second, { outcome: 'stored', usage: cost(1) });
      expect(await cut()).toBe(1);
      await at.store.endAttempt(id, 1, await at.store.startAttempt(id, 1), { outcome: 'cut', usage: cost(1) });
      expect(await cut()).toBe(2);
      await at.store.startAttempt(id, 2);
      expect(await cut()).toBe(2);
      await at.store.finishTask(id, { status: 'cancelled' });
      expect(await cut()).toBe(3);
    });

    it('an attempt ends once: a repeat changes nothing', async () => {
      const { id } = await createTask(at.store);
      const attempt = await at.store.startAttempt(id, 0);
      await at.store.endAttempt(id, 0, attempt, { outcome: 'stored', usage: cost(1) });
      await at.store.endAttempt(id, 0, attempt, { outcome: 'cut', usage: cost(7) });
      expect(await at.store.usage(id)).toMatchObject({ usd: 1, cutAttempts: 0 });
    });

    it('the day sums all tasks from a time on, and a deleted task has still cost what it cost', async () => {
      let now = '2030-01-01T10:00:00.000Z';
      const store = await at.db.open({ now: () => new Date(now) });
      const [a, b] = [await createTask(store), await createTask(store)];
      const spend = async (id: string, usd: number | null): Promise<void> =>
        store.endAttempt(id, 0, await store.startAttempt(id, 0), { outcome: 'stored', usage: cost(usd) });
      await spend(a.id, 8);
      now = '2030-01-02T10:00:00.000Z';
      await spend(a.id, 1);
      await spend(b.id, 2);
      await spend(b.id, null);
      expect(await store.spentSince('2030-01-02T00:00:00.000Z')).toBe(3);
      await store.deleteTask(a.id);
      expect(await store.spentSince('2030-01-02T00:00:00.000Z')).toBe(3);
      expect(await store.spentSince('2030-01-01T00:00:00.000Z')).toBe(11);
      expect(await store.spentSince('2030-01-03T00:00:00.000Z')).toBe(0);
    });
  });
}
