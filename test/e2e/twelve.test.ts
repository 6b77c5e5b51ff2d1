// Twelve tasks, four at work: the lid is closed, everything is killed, the product is started again. All twelve finish, none of it twice.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ParsedRequest, Reply } from '../../src/demo/model-server/port.ts';
import { type ProductRig, startProduct } from '../rig/product-rig.ts';
import { call, isCheck, stepOf } from '../rig/scripts.ts';

const TASKS = 12;
const STEPS = 4;
/** Longer than heartbeats and looks of the product take. */
const LID_MS = 10_000;

const nameOf = (request: ParsedRequest): string => /<(t\d+)>/.exec(JSON.stringify(request.messages[0]))![1]!;
/** Each step appends one line: twice is seen, and so is never. */
function lines(request: ParsedRequest): Reply {
  if (isCheck(request)) return { text: 'Looked at.' };
  const [step, path] = [stepOf(request), `/folders/Lines/${nameOf(request)}.md`];
  if (step === STEPS) return { text: 'All lines are there.' };
  const line = { path, old_text: 'end', new_text: `line ${step}\nend` };
  return { toolCalls: [call('edit_file', line)], delayMs: 400 };
}

let rig: ProductRig;
beforeAll(async () => {
  rig = await startProduct({ scripts: { lines } });
}, 150_000);
afterAll(() => rig?.remove());

const statuses = async () => (await rig.client.queue()).items.map(({ status }) => status);
const working = async () => (await statuses()).filter((status) => status === 'running').length;

it('finish after the lid was closed and everything was killed', async () => {
  const folder = join(rig.base, 'Lines');
  mkdirSync(folder);
  const ids: string[] = [];
  for (let n = 0; n < TASKS; n += 1) {
    writeFileSync(join(folder, `t${n}.md`), 'end');
    const task = await rig.client.createTask({
      ...{ prompt: `Write lines <t${n}> [[script:lines]]`, mode: 'act' as const },
      folders: [{ path: folder, access: 'write' }],
    });
    ids.push(task.id);
  }
  for (const end = Date.now() + 120_000; ;) {
    const atWork = await working();
    expect(atWork).toBeLessThanOrEqual(4);
    if (atWork === 4) break;
    if (Date.now() > end) throw new Error(`not four at work: ${(await statuses()).join(' ')}`);
    await sleep(50);
  }
  const waiting = (await rig.client.queue()).items.filter(({ place }) => place !== undefined);
  expect(waiting.map(({ place, waitingFor }) => [place, waitingFor?.kind])).toEqual(waiting.map((_, n) => [n + 1, 'slot']));

  const wake = (['launcher', 'worker', 'api', 'temporal'] as const).map((name) => rig.freeze(name));
  await sleep(LID_MS);
  for (const goOn of wake) goOn();
  await sleep(1_000);
  expect(await working()).toBeLessThanOrEqual(4);

  await rig.kill('all');
  await rig.restart();
  for (const end = Date.now() + 300_000; ;) {
    const tasks = await Promise.all(ids.map((id) => rig.client.task(id)));
    expect(tasks.filter(({ status }) => status === 'running').length).toBeLessThanOrEqual(4);
    if (tasks.every(({ status }) => status === 'completed')) break;
    if (Date.now() > end)
      throw new Error(tasks.map(({ id, status, waitingFor }) => `${id} ${status} ${waitingFor?.text}`).join('\n'));
    await sleep(200);
  }
  const whole = `${Array.from({ length: STEPS }, (_, step) => `line ${step}\n`).join('')}end`;
  expect(ids.map((_, n) => readFileSync(join(folder, `t${n}.md`), 'utf8'))).toEqual(ids.map(() => whole));
}, 600_000);
