// Contract: messages to a task, and orders to the engine.
import { describe, expect, it } from '@jest/globals';
import { createTask, logOf, type MakeDatabase, upTo } from './database.ts';
import { eachWithStores } from './stores.ts';

export function messageContract(make: MakeDatabase): void {
  describe('messages in and orders out', () => {
    const at = eachWithStores(make);

    it('a message has its row, its event and its nudge', async () => {
      const { id } = await createTask(at.store);
      const [start] = await at.store.outbox(10);
      await at.store.outboxDone([start?.id ?? 0]);
      expect(await at.store.addInbox(id, { text: 'only 2030' })).toMatchObject({ seq: 1, text: 'only 2030' });
      expect(await at.store.inbox(id, 0)).toMatchObject([{ seq: 1, text: 'only 2030' }]);
      expect(await at.store.inbox(id, 1)).toEqual([]);
      expect((await at.store.events(id, 1, 10))[0]).toMatchObject({
        type: 'message_added',
        role: 'user',
        text: 'only 2030',
        step: 0,
      });
      expect(await at.store.outbox(10)).toMatchObject([{ kind: 'nudge', taskId: id }]);
      await expect(at.store.addInbox('tnone', { text: 'x' })).rejects.toMatchObject({ code: 'not_found' });
    });

    it('the same client id is the same message, at the same time, later, and after the end', async () => {
      const { id } = await createTask(at.store);
      const other = await at.other();
      for (const n of upTo(5)) {
        const message = { text: `m${n}`, clientId: `c${n}` };
        const [a, b] = await Promise.all([at.store.addInbox(id, message), other.addInbox(id, message)]);
        expect(a).toEqual(b);
        expect(a).toMatchObject({ seq: n });
      }
      expect(await logOf(at.store, id)).toHaveLength(6);
      await at.store.finishTask(id, { status: 'completed' });
      expect(await at.store.addInbox(id, { text: 'm1', clientId: 'c1' })).toMatchObject({ seq: 1, text: 'm1' });
    });

    it('numbers are without gaps when two people write', async () => {
      const { id } = await createTask(at.store);
      const other = await at.other();
      await Promise.all(
        [at.store, other].map(async (store) => {
          for (const n of upTo(8)) await store.addInbox(id, { text: `${n}` });
        }),
      );
      expect((await at.store.inbox(id, 0)).map((row) => row.seq)).toEqual(upTo(16));
    });

    it('orders of a kind do not pile up, and the end of a sent one does not remove one that came since', async () => {
      const { id } = await createTask(at.store);
      await at.store.enqueue('nudge', id);
      const sent = await at.store.outbox(10);
      expect(sent.map((row) => row.kind)).toEqual(['start', 'nudge']);
      await at.store.enqueue('nudge', id);
      await at.store.outboxDone(sent.map((row) => row.id));
      const left = await at.store.outbox(10);
      expect(left).toMatchObject([{ kind: 'nudge', taskId: id }]);
      await at.store.outboxDone(left.map((row) => row.id));
      await at.store.outboxDone([]);
      expect(await at.store.outbox(10)).toEqual([]);
      await at.store.enqueue('nudge', id);
      expect((await at.store.outbox(10))[0]?.id).toBeGreaterThan(left[0]?.id ?? 0);
    });

    it('outbox gives the oldest first, as many as asked', async () => {
      const tasks = [await createTask(at.store), await createTask(at.store), await createTask(at.store)];
      expect((await at.store.outbox(2)).map((row) => ('taskId' in row ? row.taskId : ''))).toEqual(
        tasks.slice(0, 2).map((task) => task.id),
      );
    });
  });
}
