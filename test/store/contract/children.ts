// Contract: tasks that a task has started are made once, are told once, count together, and go with it.
import { describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/contract/ids.ts';
import type { NewChild } from '../../../src/store/port.ts';
import { createTask, type MakeDatabase } from './database.ts';
import { eachWithStores } from './stores.ts';

const child = (title: string): NewChild => ({ id: newId('t'), title, prompt: `do ${title}`, folders: [] });

export function childrenContract(make: MakeDatabase): void {
  describe('tasks that a task has started', () => {
    const at = eachWithStores(make);
    const call = (taskId: string, step = 0) => ({ taskId, step, index: 0 });

    it('are made with the call, and the same call again finds them, also at the same time', async () => {
      const { id } = await createTask(at.store, { title: 'parent', mode: 'auto' });
      const other = await at.db.open();
      const [one, two] = await Promise.all([
        at.store.addChildren(call(id), [child('a'), child('b')]),
        other.addChildren(call(id), [child('a'), child('b')]),
      ]);
      expect(one).toEqual(two);
      expect((await at.store.children(id)).map(({ title, status, begun, told }) => [title, status, begun, told])).toEqual([
        ['a', 'queued', false, false],
        ['b', 'queued', false, false],
      ]);
      const [first] = await at.store.children(id);
      expect(await at.store.task(first!.id)).toMatchObject({ parentId: id, rootId: id, depth: 1, mode: 'auto', budget: {} });
      expect(await at.store.task(id)).toMatchObject({ children: 2 });
      const log = await at.store.events(id, 0, 100);
      expect(log.filter(({ type }) => type === 'child_started')).toHaveLength(2);
      // Their parent's run starts them.
      expect((await at.store.outbox(100)).flatMap((order) => (order.kind === 'start' ? [order.taskId] : []))).toEqual([id]);
    });

    it('are in no list of what people have started, and in it when asked for', async () => {
      const { id } = await createTask(at.store);
      await at.store.addChildren(call(id), [child('a')]);
      expect((await at.store.listTasks({ limit: 10 })).items.map((task) => task.id)).toEqual([id]);
      expect((await at.store.listTasks({ limit: 10, children: true })).items).toHaveLength(2);
      expect(await at.store.queue()).toHaveLength(1);
      const [made] = await at.store.children(id);
      for (const one of [made!.id, id]) await at.store.finishTask(one, { status: 'completed' });
      expect((await at.store.finishedSince('2000-01-01T00:00:00.000Z', 10)).map((task) => task.id)).toEqual([id]);
    });

    it('none is made behind the end of the task, or when it is asked to stop', async () => {
      const { id } = await createTask(at.store);
      await at.store.patchTask(id, { wanted: 'pause' });
      expect(await at.store.addChildren(call(id), [child('a')])).toBe('closed');
      await at.store.patchTask(id, { wanted: 'run' });
      await at.store.finishTask(id, { status: 'cancelled' });
      expect(await at.store.addChildren(call(id), [child('a')])).toBe('closed');
      expect(await at.store.children(id)).toEqual([]);
    });

    it('have no folder that the task has lost meanwhile, and no more access than it has now', async () => {
      const { id } = await createTask(at.store);
      const folder = (path: string, access: 'read' | 'write') => ({
        path,
        access,
        name: path.slice(1),
        state: 'granted' as const,
      });
      await at.store.patchTask(id, { folders: [folder('/kept', 'read')] });
      const wanted = [folder('/kept', 'write'), folder('/gone', 'write')];
      const made = await at.store.addChildren(call(id), [{ ...child('a'), folders: wanted }]);
      const [one] = made === 'closed' ? [] : made;
      expect((await at.store.task(one!.id))?.folders.map(({ path, access, name }) => [path, access, name])).toEqual([
        ['/kept', 'read', 'kept'],
      ]);
    });

    it('calls that died with their process are ended once, and hold nothing any more', async () => {
      const { id } = await createTask(at.store);
      await at.store.addChildren(call(id), [child('a')]);
      const [a] = await at.store.children(id);
      await at.store.setStatus(a!.id, { status: 'running' });
      await at.store.startAttempt(a!.id, 0, 3);
      expect((await at.store.family(id)).some(({ calling }) => calling)).toBe(true);
      await at.store.cutAttempts();
      await at.store.cutAttempts();
      expect((await at.store.family(id)).some(({ calling }) => calling)).toBe(false);
      expect(await at.store.usage(a!.id)).toMatchObject({ cutAttempts: 1, usd: 0 });
    });

    it('what one waits for is said where its task waits, by a nudge', async () => {
      const { id } = await createTask(at.store);
      await at.store.addChildren(call(id), [child('a')]);
      const [a] = await at.store.children(id);
      await at.store.outboxDone((await at.store.outbox(100)).map((order) => order.id));
      const nudges = async () => (await at.store.outbox(100)).flatMap((order) => (order.kind === 'nudge' ? [order.taskId] : []));
      await at.store.setStatus(a!.id, { status: 'running' });
      expect(await nudges()).toEqual([]);
      const waitingFor = { kind: 'approval', since: '2030-01-01T00:00:00.000Z', text: 'x' } as const;
      await at.store.setStatus(a!.id, { status: 'waiting_approval', waitingFor });
      expect(await nudges()).toEqual([id]);
    });

    it('the end of one is an event and a nudge of the task that started it, in the same transaction', async () => {
      const { id } = await createTask(at.store);
      await at.store.addChildren(call(id), [child('a')]);
      const [one] = await at.store.children(id);
      await at.store.finishTask(one!.id, { status: 'completed', outcome: 'All done' });
      expect((await at.store.events(id, 0, 100)).at(-1)).toMatchObject({
        ...{ type: 'child_finished', childId: one!.id, status: 'completed', outcome: 'All done' },
      });
      expect((await at.store.outbox(100)).flatMap((order) => (order.kind === 'nudge' ? [order.taskId] : []))).toContain(id);
      await at.store.childrenTold([one!.id]);
      expect((await at.store.children(id))[0]).toMatchObject({ told: true, outcome: 'All done' });
    });

    it('have slots of their own, as many as one task may use', async () => {
      await at.store.fillSlots({ tasks: 1, children: 2 });
      const { id } = await createTask(at.store);
      const made = await at.store.addChildren(call(id), [child('a'), child('b'), child('c')]);
      const ids = made === 'closed' ? [] : made.map((one) => one.id);
      expect(await Promise.all(ids.map((one) => at.store.hasSlot(one)))).toEqual([true, true, false]);
      await at.store.finishTask(ids[0]!, { status: 'completed' });
      expect(await at.store.hasSlot(ids[2]!)).toBe(true);
    });

    it('count together: what was used, and what calls that run now may cost', async () => {
      const usage = { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 };
      const { id } = await createTask(at.store);
      await at.store.addChildren(call(id), [child('a')]);
      const [a] = await at.store.children(id);
      await at.store.addChildren(call(a!.id), [child('b')]);
      const [b] = await at.store.children(a!.id);
      await at.store.endAttempt(id, 0, await at.store.startAttempt(id, 0), { outcome: 'stored', usage: { ...usage, usd: 2 } });
      for (const one of [a!, b!]) await at.store.setStatus(one.id, { status: 'running' });
      await at.store.startAttempt(a!.id, 0, 0.5);
      // It died with its process, and the next attempt runs.
      await at.store.startAttempt(b!.id, 3, 9);
      await at.store.startAttempt(b!.id, 3, 0.25);
      const family = await at.store.family(b!.id);
      expect(family.map((member) => [member.id, member.parentId, member.usd, member.calling?.usd])).toEqual([
        [id, undefined, 2, undefined],
        [a!.id, id, 0, 0.5],
        [b!.id, a!.id, 0, 0.25],
      ]);
      expect(await at.store.family(id)).toEqual(family);
      await at.store.setStatus(b!.id, { status: 'paused' });
      expect((await at.store.family(id)).at(-1)?.calling).toBeUndefined();
      expect(await at.store.descendants(id)).toEqual([a!.id, b!.id]);
    });
  });
}
