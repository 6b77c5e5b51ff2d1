// Contract: schedules with their order to the engine, and runs of which no two are of one due time.
import { describe, expect, it } from '@jest/globals';
import { SCHEDULE_DEFAULTS } from '../../../src/contract/schedules.ts';
import type { NewSchedule } from '../../../src/store/schedule-port.ts';
import { createTask, type MakeDatabase } from './database.ts';
import { eachWithStores } from './stores.ts';

const schedule: NewSchedule = {
  ...{ ...SCHEDULE_DEFAULTS, id: 's1', name: 'Tidy ü', cadence: 'every day at 9', timeZone: 'Europe/Berlin', prompt: 'Tidy up' },
  parsed: { days: { kind: 'every' }, times: [{ hours: [9], minutes: [0] }], follows: 'clock' },
  ...{ folders: [{ path: '/home/me/A', access: 'write' }], mode: 'auto', model: undefined, budget: { maxUsd: 1 } },
  ...{ dailyMaxUsd: 2.5, tools: ['read_file'] },
};
const due = '2030-01-01T08:00:00.000Z';
const run = { scheduleId: 's1', due, dueKey: '2030-01-01T09:00', state: 'running' as const };

export function scheduleContract(make: MakeDatabase): void {
  describe('schedules', () => {
    const at = eachWithStores(make);
    const orders = async () => {
      const rows = await at.store.outbox(50);
      await at.store.outboxDone(rows.map((row) => row.id));
      return rows.map(({ id: _, ...order }) => order);
    };

    it('come back as they were stored, with one order to the engine for each change that it must know', async () => {
      await at.store.createSchedule(schedule);
      expect(await at.store.schedule('s1')).toMatchObject({ ...schedule, paused: false, failures: 0, allowed: [] });
      expect(await orders()).toEqual([{ kind: 'schedule', scheduleId: 's1' }]);
      await at.store.patchSchedule('s1', { failures: 2, seenAt: due, name: 'Other' });
      expect(await orders()).toEqual([]);
      await at.store.patchSchedule('s1', { paused: true, dailyMaxUsd: null, tools: null, folders: null });
      expect(await at.store.schedule('s1')).toMatchObject({ paused: true, failures: 2, name: 'Other', dailyMaxUsd: undefined });
      expect((await at.store.schedule('s1'))?.folders).toBeUndefined();
      expect(await orders()).toEqual([{ kind: 'schedule', scheduleId: 's1' }]);
      expect(await at.store.patchSchedule('s9', { paused: true })).toBe(false);
    });

    it('go with all their runs; their tasks stay', async () => {
      await at.store.createSchedule(schedule);
      const task = await at.store.createTask({
        ...{ id: 't-of-s1', title: 'x', prompt: 'x', model: 'm', mode: 'ask', budget: {}, folders: [], attachments: [] },
        scheduleId: 's1',
      });
      await at.store.putRun({ ...run, taskId: task.id });
      await orders();
      await at.store.deleteSchedule('s1');
      expect([await at.store.schedules(), await at.store.openRuns()]).toEqual([[], []]);
      expect(await at.store.task(task.id)).toMatchObject({ scheduleId: 's1' });
      expect(await orders()).toEqual([{ kind: 'schedule', scheduleId: 's1' }]);
    });

    it('have one run for an instant, and one for a time on the wall', async () => {
      await at.store.createSchedule(schedule);
      expect(await at.store.putRun(run)).toBe(true);
      expect(await at.store.putRun({ ...run, dueKey: 'other' })).toBe(false);
      expect(await at.store.putRun({ ...run, due: '2030-01-01T09:00:00.000Z' })).toBe(false);
      expect((await at.store.runs('s1', { limit: 9 })).items).toMatchObject([{ due, state: 'running', count: 1, byHand: false }]);
    });

    it('make the run look again when its task ends, is held or is deleted', async () => {
      await at.store.createSchedule(schedule);
      const tasks = [await createTask(at.store), await createTask(at.store), await createTask(at.store)];
      for (const [i, task] of tasks.entries())
        await at.store.putRun({ ...run, due: `2030-01-0${i + 1}T08:00:00.000Z`, dueKey: `${i}`, taskId: task.id });
      await orders();
      await at.store.finishTask(tasks[0]!.id, { status: 'completed' });
      await at.store.patchTask(tasks[1]!.id, { hold: { kind: 'user', since: due, text: 'x' } });
      await at.store.deleteTask(tasks[2]!.id);
      expect((await orders()).filter(({ kind }) => kind === 'run')).toEqual(
        [1, 2, 3].map((day) => ({ kind: 'run', scheduleId: 's1', due: `2030-01-0${day}T08:00:00.000Z` })),
      );
    });

    it('count what was missed once for a task to tell, and what a day has cost', async () => {
      await at.store.createSchedule(schedule);
      await at.store.putRun({ ...run, state: 'missed', count: 3 });
      await at.store.putRun({ ...run, due: '2030-01-02T08:00:00.000Z', dueKey: 'b', startedAt: '2030-01-02T08:00:00.000Z' });
      await at.store.patchRun('s1', '2030-01-02T08:00:00.000Z', { state: 'finished', usd: 0.75, endedAt: due });
      expect(await at.store.missedSince('s1', '2000-01-01T00:00:00.000Z')).toBe(3);
      expect([await at.store.tellMissed('s1'), await at.store.tellMissed('s1')]).toEqual([3, 0]);
      expect(await at.store.scheduleSpent('s1', '2030-01-02T00:00:00.000Z')).toBe(0.75);
      expect(await at.store.scheduleSpent('s1', '2030-01-03T00:00:00.000Z')).toBe(0);
    });
  });
}
