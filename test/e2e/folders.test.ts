// Standing folders and "always", as a person uses them: the command line on the real product, through a kill of everything.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Folder } from '../../src/contract/http.ts';
import { endProduct, type ProductRig, startProduct } from '../rig/product-rig.ts';
import { call, inSteps } from '../rig/scripts.ts';
import { untilStatus } from '../rig/watch-task.ts';

const TEST_MS = 300_000;
const writing = (name: string) =>
  inSteps({ toolCalls: [call('write_file', { path: `/folders/Papers/${name}`, content: name })] }, { text: `Wrote ${name}.` });

let rig: ProductRig;
let papers: string;
beforeAll(async () => {
  const names = ['one', 'two', 'three', 'four', 'five'];
  rig = await startProduct({ scripts: Object.fromEntries(names.map((name) => [name, writing(`${name}.txt`)])) });
  papers = join(rig.base, 'Papers');
  mkdirSync(papers);
}, 240_000);
afterAll(() => endProduct(rig), 60_000);

const run = (name: string, ...options: string[]) => rig.cowork(['run', `Write it. [[script:${name}]]`, ...options]);
const there = (name: string): boolean => existsSync(join(papers, `${name}.txt`));
const listed = async (): Promise<Folder[]> => JSON.parse((await rig.cowork(['folder', '--json'])).out) as Folder[];

it(
  'a folder is made a standing one while Temporal does nothing, and a task that names none gets it',
  async () => {
    const thaw = rig.freeze('temporal');
    try {
      // 3 on a machine that is too busy to say it at once: then it is written down, and done a little later.
      expect([0, 3]).toContain((await rig.cowork(['folder', 'add', papers])).code);
      while ((await rig.client.folders()).items.length === 0) await sleep(50);
    } finally {
      thaw();
    }
    expect(await listed()).toMatchObject([{ path: papers, access: 'write', tasks: [], always: [] }]);
    const asked = await run('one');
    expect(asked).toMatchObject({ code: 3, err: expect.stringContaining(`Uses your standing folders: ${papers}`) });
    expect(there('one')).toBe(false);
    const { id } = (await rig.client.approvals({ status: 'pending' })).items[0]!;
    expect(await rig.cowork(['approve', id, '--scope', 'always'])).toMatchObject({ code: 0 });
    expect(await rig.cowork(['watch'])).toMatchObject({ code: 0 });
    expect(there('one')).toBe(true);
  },
  TEST_MS,
);

it(
  'the next task in it does not ask, also after everything was killed',
  async () => {
    expect(await run('two')).toMatchObject({ code: 0 });
    await rig.kill('all');
    await rig.restart();
    expect(await listed()).toMatchObject([{ path: papers, access: 'write', always: [{ kind: 'create' }] }]);
    expect(await run('three', '--folder', papers)).toMatchObject({ code: 0 });
    expect(readFileSync(join(papers, 'three.txt'), 'utf8')).toBe('three.txt');
  },
  TEST_MS,
);

it(
  'once it was taken back, the next task asks; once the folder is taken away, it is not asked any more',
  async () => {
    expect(await rig.cowork(['folder', 'ask-again', papers])).toMatchObject({ code: 0 });
    expect(await run('four')).toMatchObject({ code: 3 });
    const { taskId } = (await rig.client.approvals({ status: 'pending' })).items[0]!;
    expect(await rig.cowork(['folder', 'rm', papers])).toMatchObject({ code: 0 });
    const done = await untilStatus(() => rig.client, taskId, 'completed');
    expect(done.approvals.map((approval) => approval.status)).toEqual(['superseded']);
    expect(there('four')).toBe(false);
    expect(await listed()).toEqual([]);
    const { id } = await rig.client.createTask({ prompt: 'Write it. [[script:five]]' });
    expect((await rig.client.task(id)).folders).toEqual([]);
    expect(await rig.cowork(['watch', id])).toMatchObject({ code: 0 });
    expect(there('five')).toBe(false);
  },
  TEST_MS,
);

it('the AI service refused nothing', () => {
  expect(rig.model.refusals()).toEqual([]);
});
