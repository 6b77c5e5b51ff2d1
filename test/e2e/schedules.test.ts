// A schedule on the real product, by the command line, killed across its due time. The long form, with stops and sleep: npm run schedules.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Schedule } from '../../src/contract/schedules.ts';
import { endProduct, type ProductRig, startProduct } from '../rig/product-rig.ts';
import { SCRIPTS } from '../schedules/story.ts';

const MINUTE = 60_000;
let rig: ProductRig;
beforeAll(async () => {
  rig = await startProduct({ scripts: SCRIPTS });
}, 150_000);
afterAll(() => endProduct(rig), 60_000);

it('kill -9 of everything across a due time: it runs once when the product is back', async () => {
  const added = await rig.cowork(['schedule', 'add', 'every minute', 'Do it. [[script:quick]]', '--no-folders', '--json']);
  expect(added).toMatchObject({ code: 0 });
  const { id } = JSON.parse(added.out) as Schedule;
  const due = Math.ceil((Date.now() + 3_000) / MINUTE) * MINUTE;
  await sleep(Math.max(0, due - 3_000 - Date.now()));
  await rig.kill('all');
  await sleep(Math.max(0, due + 2_000 - Date.now()));
  await rig.restart();

  const name = new Date(due).toISOString();
  for (;;) {
    const { items } = await rig.client.scheduleRuns(id);
    const run = items.find((one) => one.due === name);
    if (run?.state === 'finished') break;
    await sleep(100);
  }
  await rig.client.pauseSchedule(id);
  // A minute may have passed: what it began is at its end, too.
  const isOpen = async (): Promise<boolean> =>
    (await rig.client.scheduleRuns(id)).items.some(({ state }) => state === 'waiting' || state === 'running');
  while (await isOpen()) await sleep(100);
  const { items } = await rig.client.scheduleRuns(id);
  const tasks = (await rig.client.tasks({ limit: 100 })).items.filter((task) => task.scheduleId === id);
  expect(new Set(items.map((one) => one.due)).size).toBe(items.length);
  expect(tasks.map((task) => task.id).toSorted()).toEqual(items.flatMap(({ taskId }) => taskId ?? []).toSorted());
  expect((await rig.cowork(['schedule', 'history', id])).out).toContain('✓ finished');
}, 240_000);
