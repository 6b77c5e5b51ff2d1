// What a task runs into: its budgets, the model's window and length limit, and a stop while a tool works. On a real Temporal server.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenLedger } from '../../src/ledger/open-ledger.ts';
import type { ParsedRequest, Reply } from '../../src/demo/model-server/port.ts';
import { makePng } from '../files/reader/sample-files.ts';
import { call, inSteps, manySteps } from '../rig/scripts.ts';
import { startEngineRig, type EngineRig } from '../rig/engine-rig.ts';
import { startTemporal, type TestTemporal } from '../rig/temporal.ts';

let temporal: TestTemporal;
let rig: EngineRig;
let dailyMaxUsd = 1_000;
let refusedAsTooLong = 0;

const look = (step: number): Reply => ({ toolCalls: [call('list_files', { path: '/scratch', limit: step + 1 })] });
const isSummary = (request: ParsedRequest): boolean => request.tools.length === 0;
const answers = (request: ParsedRequest): number => request.messages.filter((m) => m.role === 'assistant').length;

const written = Promise.withResolvers<void>();
const onceWritten = inSteps(
  { toolCalls: [call('write_file', { path: '/folders/crashy/once.txt', content: 'once' })] },
  { text: 'Written.' },
);

const scripts = {
  many: manySteps(4, (step) => ({ ...look(step), delayMs: 60 })),
  // The window is full at the tenth step, whatever our own count says; what is asked then must be shorter.
  'too-long': (request: ParsedRequest): Reply => {
    if (isSummary(request)) return { text: '## Request\nLook around.\n## Next\nSay that you are through.' };
    if (answers(request) < 9 && refusedAsTooLong === 0) return look(answers(request));
    if (refusedAsTooLong > 0) return { text: 'through' };
    refusedAsTooLong = JSON.stringify(request.body).length;
    const message = 'prompt is too long: 210000 tokens > 200000 maximum';
    return { fault: { kind: 'status', status: 400, type: 'invalid_request_error', message } };
  },
  cut: inSteps(
    { text: 'The first half,', stopReason: 'max_tokens' },
    { text: 'the second,', stopReason: 'pause_turn' },
    { text: 'and the end.' },
  ),
  // The answer waits until the test has written down what came before.
  crashy: async (request: ParsedRequest): Promise<Reply> => {
    await written.promise;
    return onceWritten(request);
  },
  picture: inSteps({ toolCalls: [call('read_file', { path: '/folders/pictures/grey.png' })] }, { text: 'Grey.' }),
  // Backtracks for ages: it ends when it is stopped, or at the tool's own time limit with a result.
  endless: inSteps({ toolCalls: [call('search_files', { path: '/folders/endless', pattern: '(a+)+$' })] }, { text: 'Found.' }),
};

beforeAll(async () => {
  temporal = await startTemporal();
  rig = await startEngineRig({ address: temporal.address, scripts });
  Object.assign(rig.deps, { dailyMaxUsd: async () => dailyMaxUsd });
});
afterAll(async () => {
  await rig?.close();
  await temporal?.stop();
});

describe('budgets', () => {
  it('pauses at the limit of time at work, and goes on when it is raised', async () => {
    const { id } = await rig.create({ script: 'many', budget: { maxMinutes: 0.05 / 60 } });
    const paused = await rig.until(id, 'paused');
    expect(paused.waitingFor).toMatchObject({ kind: 'budget', text: expect.stringContaining('minutes at work') });
    expect((await rig.view(id))!.usage.steps).toBe(1);
    await rig.store.transaction(async (tx) => {
      await tx.patchTask(id, { budget: { maxMinutes: 100 } });
      await tx.enqueue('nudge', id);
    });
    await rig.until(id, 'completed');
  });

  it('pauses at the limit of a day over all tasks, and goes on when that is raised', async () => {
    dailyMaxUsd = 0.000_001;
    const { id } = await rig.create({ script: 'many' });
    const paused = await rig.until(id, 'paused');
    expect(paused.waitingFor).toMatchObject({ kind: 'budget', text: expect.stringContaining('a day over all tasks') });
    expect(Date.parse(paused.waitingFor!.until!)).toBeGreaterThan(Date.now());
    // What other tasks have spent today counts: this one has not asked the model once.
    expect((await rig.view(id))!.usage.steps).toBe(0);
    dailyMaxUsd = 1_000;
    await rig.nudge(id);
    await rig.until(id, 'completed');
  });
});

describe('the model', () => {
  it('that says the conversation is too long gets a shorter one, and the task goes on', async () => {
    const { id } = await rig.create({ script: 'too-long' });
    const done = await rig.until(id, 'completed');
    expect(done.outcome).toBe('through');
    const requests = rig.model.requests().filter((r) => r.script === 'too-long');
    expect(requests.filter((r) => r.status === 400)).toHaveLength(1);
    const after = requests.at(-1)!;
    expect(JSON.stringify(after.body).length).toBeLessThan(refusedAsTooLong);
    expect(JSON.stringify(after.body)).toContain('Say that you are through.');
  });

  it('that is cut at its length limit or pauses goes on, and all of it is the outcome', async () => {
    const { id } = await rig.create({ script: 'cut' });
    const done = await rig.until(id, 'completed');
    expect(done.outcome).toBe('The first half,\nthe second,\nand the end.');
  });

  it('sees a picture as a picture', async () => {
    const folder = rig.folder('pictures');
    writeFileSync(join(folder, 'grey.png'), makePng(40, 30));
    const { id } = await rig.create({ script: 'picture', folders: [{ path: folder, access: 'read' }] });
    await rig.until(id, 'completed');
    const last = rig.model
      .requests()
      .filter((r) => r.script === 'picture')
      .at(-1)!;
    expect(JSON.stringify(last.body)).toContain('"type":"image"');
    expect(JSON.stringify(last.body)).toContain(makePng(40, 30).toString('base64'));
  });
});

describe('a call that ended the program again and again', () => {
  it('pauses the task before a fifth end, and is made once when the user says go on', async () => {
    const folder = rig.folder('crashy');
    const { id } = await rig.create({ script: 'crashy', mode: 'act', folders: [{ path: folder, access: 'write' }] });
    // As four deaths in the middle of this call have left it; this process is the fifth to find it.
    const { db, epoch } = rig.deps.ledger as OpenLedger;
    await db
      .insertInto('claims')
      .values({
        ...{ task_id: id, step: 0, call_index: 0, tool: 'write_file', epoch: epoch - 1, crashes: 4, detail: '{}' },
        ...{ claimed_at: new Date().toISOString(), receipt: null, receipted_at: null },
      })
      .execute();
    written.resolve();
    const paused = await rig.until(id, 'paused');
    expect(paused.waitingFor).toMatchObject({
      kind: 'user',
      text: 'This step ended the program 5 times (write_file). Nothing was lost.',
      action: `cowork resume ${id}`,
    });
    expect(readdirSync(folder)).toEqual([]);
    await rig.store.transaction(async (tx) => {
      await tx.patchTask(id, { hold: null });
      await tx.enqueue('nudge', id);
    });
    await rig.until(id, 'completed');
    expect(readFileSync(join(folder, 'once.txt'), 'utf8')).toBe('once');
    expect((await rig.store.events(id, 0, 1_000)).filter((event) => event.type === 'changes_applied')).toHaveLength(1);
  });
});

describe('a stop', () => {
  it('reaches a tool in the middle of its work: it gives no result, and the model is not asked again', async () => {
    const folder = rig.folder('endless');
    writeFileSync(join(folder, 'a.txt'), `${'a'.repeat(60)}b\n`);
    const { id } = await rig.create({ script: 'endless', folders: [{ path: folder, access: 'read' }] });
    const types = async (): Promise<string[]> => (await rig.store.events(id, 0, 1_000)).map((event) => event.type);
    while (!(await types()).includes('tool_started')) await new Promise((resolve) => setTimeout(resolve, 15));
    await rig.store.transaction(async (tx) => {
      await tx.patchTask(id, { wanted: 'cancel_now' });
      await tx.enqueue('nudge', id);
    });
    rig.deps.running.abort(id, 'cancel_now');
    await rig.until(id, 'cancelled');
    expect(await types()).not.toContain('tool_finished');
    expect(rig.model.requests().filter((r) => r.script === 'endless')).toHaveLength(1);
  });
});

afterAll(() => {
  expect(rig.model.refusals()).toEqual([]);
});
