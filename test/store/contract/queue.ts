// Contract: who has a slot, who is next, and that a slot which is given back is never lost and never given twice.
import { describe, expect, it } from '@jest/globals';
import type { TaskStore } from '../../../src/store/port.ts';
import { createTask, type MakeDatabase } from './database.ts';
import { eachWithStores } from './stores.ts';

const SLOTS = { tasks: 2, children: 2 };
const states = async (store: TaskStore): Promise<Record<string, string>> =>
  Object.fromEntries((await store.queue()).map(({ task, state }) => [task.title, state]));
const nudged = async (store: TaskStore): Promise<string[]> =>
  (await store.outbox(1_000)).flatMap((order) => (order.kind === 'nudge' ? [order.taskId] : []));

export function queueContract(make: MakeDatabase): void {
  describe('the queue', () => {
    const at = eachWithStores(make);
    const line = async (titles: readonly string[], over: { priority?: number } = {}): Promise<string[]> => {
      const ids: string[] = [];
      for (const title of titles) ids.push((await createTask(at.store, { title, ...over })).id);
      return ids;
    };

    it('as many work as there are slots; the others wait in the order in which they came, and say so', async () => {
      const ids = await line(['a', 'b', 'c', 'd']);
      await at.store.fillSlots(SLOTS);
      expect(await at.store.takeSlot(ids[3]!, { tasks: 4, children: 2 })).toBe(true);
      expect(await states(at.store)).toEqual({ a: 'granted', b: 'granted', c: 'granted', d: 'granted' });
      const late = await createTask(at.store, { title: 'e' });
      expect(late).toMatchObject({ status: 'queued', waitingFor: { kind: 'slot' } });
      expect((await at.store.task(ids[0]!))?.waitingFor).toBeUndefined();
      expect(await at.store.placeInQueue(late.id)).toBe(1);
    });

    it.each(['waiting_approval', 'waiting_input', 'waiting_desktop', 'paused'] as const)(
      'a task that is %s gives its slot to the next, which is woken, and waits in its old place when it wants to go on',
      async (status) => {
        await at.store.fillSlots(SLOTS);
        const [a, b, c, d] = await line(['a', 'b', 'c', 'd']);
        for (const id of [a!, b!]) await at.store.setStatus(id, { status: 'running' });
        await at.store.setStatus(a!, { status, waitingFor: { kind: 'user', since: '2030-01-01T00:00:00.000Z', text: 'x' } });
        expect(await states(at.store)).toEqual({ a: 'none', b: 'granted', c: 'granted', d: 'waiting' });
        expect(await nudged(at.store)).toEqual([c]);
        expect(await at.store.takeSlot(a!, SLOTS)).toBe(false);
        expect((await at.store.queue()).filter(({ state }) => state === 'waiting').map(({ taskId }) => taskId)).toEqual([a, d]);
        await at.store.finishTask(b!, { status: 'completed' });
        expect(await at.store.hasSlot(a!)).toBe(true);
      },
    );

    it('backing off keeps the slot; the end and a deletion give it on', async () => {
      await at.store.fillSlots(SLOTS);
      const [a, b, c, d] = await line(['a', 'b', 'c', 'd']);
      const waitingFor = { kind: 'model', since: '2030-01-01T00:00:00.000Z', text: 'busy' } as const;
      await at.store.setStatus(a!, { status: 'running', waitingFor });
      expect(await at.store.hasSlot(a!)).toBe(true);
      await at.store.finishTask(a!, { status: 'failed' });
      await at.store.deleteTask(b!);
      expect([await at.store.hasSlot(c!), await at.store.hasSlot(d!)]).toEqual([true, true]);
      expect(await at.store.takeSlot(a!, SLOTS)).toBe(false);
    });

    it('who says again that it waits gives back a slot that it took in between; who waits for its own tasks has none', async () => {
      await at.store.fillSlots({ tasks: 1, children: 1 });
      const [a, b] = await line(['a', 'b']);
      const waitingFor = { kind: 'approval', since: '2030-01-01T00:00:00.000Z', text: 'a host' } as const;
      await at.store.setStatus(a!, { status: 'waiting_approval', waitingFor });
      await at.store.finishTask(b!, { status: 'completed' });
      expect(await at.store.takeSlot(a!, { tasks: 1, children: 1 })).toBe(true);
      await at.store.setStatus(a!, { status: 'waiting_approval', waitingFor });
      expect(await at.store.hasSlot(a!)).toBe(false);
      expect(await at.store.takeSlot(a!, { tasks: 1, children: 1 })).toBe(true);
      await at.store.setStatus(a!, { status: 'running', waitingFor: { ...waitingFor, kind: 'children' } });
      expect([await at.store.hasSlot(a!), await at.store.countWorking()]).toEqual([false, 0]);
    });

    it('a higher priority comes first, but not for ever', async () => {
      await at.store.fillSlots({ tasks: 1, children: 1 });
      await line(['works']);
      await line(['batch'], { priority: 5 });
      const [normal] = await line(['normal']);
      await line(['urgent'], { priority: 1 });
      const order = async () => (await at.store.queue()).filter(({ state }) => state === 'waiting').map(({ task }) => task.title);
      expect(await order()).toEqual(['urgent', 'normal', 'batch']);
      await at.store.patchTask(normal!, { priority: 5 });
      expect(await order()).toEqual(['urgent', 'batch', 'normal']);
    });

    it('who has waited long enough is not overtaken by a newcomer of a higher priority', async () => {
      let now = new Date('2030-01-01T00:00:00.000Z');
      const store = await at.db.open({ now: () => now });
      await store.fillSlots({ tasks: 1, children: 1 });
      await createTask(store, { title: 'works' });
      await createTask(store, { title: 'batch', priority: 5 });
      now = new Date('2030-01-01T00:21:00.000Z');
      await createTask(store, { title: 'interactive', priority: 3 });
      expect((await store.queue()).map(({ task }) => task.title)).toEqual(['works', 'batch', 'interactive']);
    });

    it('is put into any order, without the rest of it moving; one may begin at once', async () => {
      await at.store.fillSlots(SLOTS);
      const [, , c, d, e] = await line(['a', 'b', 'c', 'd', 'e']);
      await at.store.orderQueue([e!, d!, c!, 'tnone', e!]);
      const waiting = async () => (await at.store.queue()).filter(({ state }) => state === 'waiting').map(({ taskId }) => taskId);
      expect(await waiting()).toEqual([e, d, c]);
      expect(await at.store.placeInQueue(d!)).toBe(2);
      expect(await at.store.runNow(c!)).toBe(true);
      expect(await at.store.runNow(c!)).toBe(false);
      expect(await waiting()).toEqual([e, d]);
      expect(await nudged(at.store)).toContain(c);
    });

    it('more slots than before are given out at once', async () => {
      await at.store.fillSlots({ tasks: 1, children: 1 });
      await line(['a', 'b', 'c', 'd']);
      await at.store.fillSlots({ tasks: 3, children: 1 });
      expect(Object.values(await states(at.store))).toEqual(['granted', 'granted', 'granted', 'waiting']);
    });

    it('many who come and go at the same time never hold more slots than there are, and none is lost', async () => {
      await at.store.fillSlots(SLOTS);
      const ids = await line(['a', 'b', 'c', 'd', 'e', 'f']);
      const other = await at.db.open();
      const held = async () => (await at.store.queue()).filter(({ state }) => state === 'granted').length;
      const live = async (id: string, store: TaskStore): Promise<void> => {
        for (let turn = 0; turn < 3; turn += 1) {
          while (!(await store.takeSlot(id, SLOTS))) await new Promise((resolve) => setTimeout(resolve, 2));
          expect(await held()).toBeLessThanOrEqual(SLOTS.tasks);
          await store.setStatus(id, { status: 'running' });
          await store.setStatus(id, { status: 'paused' });
        }
      };
      await Promise.all(ids.map((id, n) => live(id, n % 2 === 0 ? at.store : other)));
      expect(await held()).toBe(0);
    });
  });
}
