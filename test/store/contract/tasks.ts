// Contract: task rows, their lists and patches, and the small stores beside them.
import { describe, expect, it } from '@jest/globals';
import type { TaskRow, TaskStore } from '../../../src/store/port.ts';
import { createTask, type MakeDatabase } from './database.ts';
import { eachWithStores } from './stores.ts';

export function taskContract(make: MakeDatabase): void {
  describe('tasks', () => {
    const at = eachWithStores(make);

    it('a new task has its row, its first event and its order to start', async () => {
      const folders = [{ path: '/home/me/Downloads', access: 'write' as const }];
      const task = await createTask(at.store, { folders, attachments: ['u1'], threadId: 'th' });
      expect(task).toMatchObject({ status: 'queued', wanted: 'run', lastStep: -1, sealedStep: -1, inboxUpto: 0, lastSeq: 1 });
      expect(task.folders).toEqual([{ path: '/home/me/Downloads', access: 'write', state: 'requested' }]);
      expect(await at.store.task(task.id)).toEqual(task);
      const events = await at.store.events(task.id, 0, 10);
      expect(events).toHaveLength(1);
      expect(events[0]).toMatchObject({ type: 'task_created', seq: 1, taskId: task.id, at: task.updatedAt, prompt: task.prompt });
      expect(await at.store.outbox(10)).toMatchObject([{ kind: 'start', taskId: task.id }]);
    });

    it('an id that is taken changes nothing', async () => {
      const task = await createTask(at.store, { prompt: 'first' });
      await expect(createTask(at.store, { id: task.id, prompt: 'second' })).rejects.toMatchObject({ code: 'internal' });
      expect((await at.store.task(task.id))?.prompt).toBe('first');
    });

    it('keeps any text that a person or a model may send', async () => {
      const prompt = 'Ünïcode ✓ 🧾 quote \' " back \\ line\nend';
      const task = await createTask(at.store, { prompt });
      expect((await at.store.task(task.id))?.prompt).toBe(prompt);
      const zero = await createTask(at.store, { prompt: 'a\0b', title: '\0' });
      expect((await at.store.task(zero.id))?.prompt).toBe('a\uFFFDb');
    });

    it('lists newest first in pages that neither repeat nor miss a task, also when more arrive and all have the same time', async () => {
      const store = await at.db.open({ now: () => new Date('2030-01-01T00:00:00.000Z') });
      const ids: string[] = [];
      for (let n = 0; n < 25; n++) ids.push((await createTask(store)).id);
      const later = await at.db.open({ now: () => new Date('2030-01-01T00:00:01.000Z') });
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await at.store.listTasks({ limit: 10, ...(cursor === undefined ? {} : { cursor }) });
        seen.push(...page.items.map((task) => task.id));
        cursor = page.next;
        await createTask(later);
      } while (cursor !== undefined);
      expect(seen).toHaveLength(25);
      expect(new Set(seen)).toEqual(new Set(ids));
      const newest = await at.store.listTasks({ limit: 3 });
      expect(newest.items.every((task) => task.createdAt.endsWith('01.000Z'))).toBe(true);
    });

    it('a page that ends with the last task has no next', async () => {
      for (let n = 0; n < 4; n++) await createTask(at.store);
      const first = await at.store.listTasks({ limit: 2 });
      const second = await at.store.listTasks({ limit: 2, cursor: first.next ?? '' });
      expect(first.next).toBeDefined();
      expect(second.items).toHaveLength(2);
      expect(second.next).toBeUndefined();
    });

    it.each(['', 'nonsense', Buffer.from('{"a":1}').toString('base64url'), Buffer.from('[1,2]').toString('base64url')])(
      'refuses the cursor %j that it never gave',
      async (cursor) => {
        await expect(at.store.listTasks({ limit: 2, cursor })).rejects.toMatchObject({ code: 'invalid' });
      },
    );

    it('filters by status and by archived', async () => {
      const [a, b] = [await createTask(at.store), await createTask(at.store)];
      await at.store.setStatus(a.id, { status: 'running' });
      await at.store.patchTask(b.id, { archived: true });
      const ids = async (query: Partial<Parameters<TaskStore['listTasks']>[0]>): Promise<string[]> =>
        (await at.store.listTasks({ limit: 10, ...query })).items.map((task) => task.id);
      expect(await ids({ status: ['running', 'paused'] })).toEqual([a.id]);
      expect(await ids({ archived: true })).toEqual([b.id]);
      expect(await ids({ archived: false })).toEqual([a.id]);
      expect(new Set(await ids({}))).toEqual(new Set([a.id, b.id]));
    });

    it('a line of the list counts the plan', async () => {
      const { id } = await createTask(at.store);
      await at.store.patchTask(id, {
        plan: [
          { title: 'look', status: 'done' },
          { title: 'move', status: 'active' },
        ],
      });
      expect((await at.store.listTasks({ limit: 1 })).items[0]).toMatchObject({ id, planDone: 1, planTotal: 2, lastSeq: 1 });
    });

    it('open tasks are those that have not ended', async () => {
      const [a, b] = [await createTask(at.store), await createTask(at.store)];
      await at.store.finishTask(a.id, { status: 'failed', error: 'no' });
      expect((await at.store.openTasks()).map((task) => task.id)).toEqual([b.id]);
    });

    it('tasks that ended at a moment or later are found however long ago they began', async () => {
      const early = '2030-01-01T00:00:00.000Z';
      const late = '2030-01-02T00:00:00.000Z';
      const before = await at.db.open({ now: () => new Date(early) });
      const after = await at.db.open({ now: () => new Date(late) });
      const [old, first, second] = [await createTask(before), await createTask(before), await createTask(before)];
      await before.finishTask(old.id, { status: 'completed' });
      await createTask(after);
      for (const { id } of [first, second]) await after.finishTask(id, { status: 'completed' });
      const ids = async (since: string, limit = 10) => (await at.store.finishedSince(since, limit)).map(({ id }) => id);
      expect(new Set(await ids(late))).toEqual(new Set([first.id, second.id]));
      expect((await ids(early)).at(-1)).toBe(old.id);
      expect(await ids('2030-01-02T00:00:00.001Z')).toEqual([]);
      expect(await ids(early, 1)).toHaveLength(1);
    });

    it('a patch sets what it names, clears what is null, leaves the rest, and writes no event', async () => {
      const { id } = await createTask(at.store);
      const hold = { kind: 'budget', since: '2030-01-01T00:00:00.000Z', text: 'used up' } as const;
      await at.store.patchTask(id, {
        hold,
        turn: { checked: true },
        priority: 5,
        wanted: 'pause',
        runId: 'r1',
        sealedStep: 3,
        inboxUpto: 2,
      });
      const first = (await at.store.task(id)) as TaskRow;
      expect(first).toMatchObject({
        hold,
        turn: { checked: true },
        priority: 5,
        wanted: 'pause',
        runId: 'r1',
        sealedStep: 3,
        inboxUpto: 2,
      });
      expect(await at.store.patchTask(id, { hold: null, title: 'New' })).toBe(true);
      const { updatedAt: _, ...second } = (await at.store.task(id)) as TaskRow;
      const { updatedAt: __, ...expected } = { ...first, hold: undefined, title: 'New' };
      expect(second).toEqual(expected);
      expect(second.lastSeq).toBe(1);
      expect(await at.store.patchTask('tnone', { title: 'x' })).toBe(false);
    });

    it('adds time at work', async () => {
      const { id } = await createTask(at.store);
      await at.store.addActiveMs(id, 1500);
      await at.store.addActiveMs(id, 2.5);
      expect((await at.store.task(id))?.activeMs).toBe(1502.5);
    });

    it('keeps settings, uploads and presence', async () => {
      expect(await at.store.setting('dailyMaxUsd')).toBeUndefined();
      await at.store.putSetting('dailyMaxUsd', 20);
      await at.store.putSetting('dailyMaxUsd', { usd: 30 });
      expect(await at.store.setting('dailyMaxUsd')).toEqual({ usd: 30 });
      await at.store.putSetting('baseUrl', null);
      expect(await at.store.setting('baseUrl')).toBeNull();
      const upload = { id: 'u1', name: 'a.pdf', bytes: 5_000_000_000, type: 'application/pdf' };
      await at.store.putUpload(upload);
      expect(await at.store.upload('u1')).toEqual(upload);
      expect(await at.store.upload('u2')).toBeUndefined();
      expect(await at.store.presence('m1')).toBeUndefined();
      await at.store.touchPresence('m1', '2030-01-01T00:00:00.000Z');
      await at.store.touchPresence('m1', '2030-01-01T00:00:05.000Z');
      expect(await at.store.presence('m1')).toBe('2030-01-01T00:00:05.000Z');
    });
  });
}
