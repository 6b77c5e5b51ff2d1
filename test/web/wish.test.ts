// A schedule that is made from a task does the job that the task did.
import { expect, it } from '@jest/globals';
import { parseCadence } from '../../src/schedules/parse-cadence.ts';
import type { Task } from '../../src/contract/http.ts';
import { bodyOf, newWish, weeklyOf } from '../../src/web/screens/schedules/wish.ts';

const task = {
  prompt: '2024',
  folders: [
    { path: '/home/u/Receipts', access: 'write', name: 'Receipts', state: 'granted' },
    { path: '/home/u/Old', access: 'read', state: 'removed' },
  ],
  mode: 'auto',
  budget: { maxUsd: 2.5, maxSteps: 40 },
} as unknown as Task;

it('has the words, folders, mode and limits of its task, on this day of the week', () => {
  const body = bodyOf(newWish({ mode: 'ask', ...weeklyOf(task, new Date(2026, 2, 6, 16, 40)) }));
  expect(body).toMatchObject({
    ...{ prompt: '2024', mode: 'auto', cadence: 'every friday at 16', budget: { maxUsd: 2.5, maxSteps: 40 } },
    folders: [{ path: '/home/u/Receipts', access: 'write' }],
  });
  expect(parseCadence(body.cadence).days).toEqual({ kind: 'weekdays', weekdays: [5] });
});

it('has no folders where its task had none', () => {
  expect(bodyOf(newWish(weeklyOf({ ...task, folders: [] }))).folders).toEqual([]);
});

it('keeps the limits that are not shown when the one that is shown is taken away', () => {
  expect(bodyOf(newWish({ ...weeklyOf(task), maxUsd: '' })).budget).toEqual({ maxSteps: 40 });
});
