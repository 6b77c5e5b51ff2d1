// A long task over many runs: nothing is lost or doubled where one run hands over to the next.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { call, manySteps } from '../rig/scripts.ts';
import { startEngineRig, type EngineRig } from '../rig/engine-rig.ts';
import { startTemporal, type TestTemporal } from '../rig/temporal.ts';

const STEPS = 120;
let temporal: TestTemporal;
let rig: EngineRig;

beforeAll(async () => {
  // By default the server lets a second pass between two runs of one id, so that a loop cannot spin; here runs are short on purpose.
  temporal = await startTemporal(['limit.historyCount.suggestContinueAsNew=40', 'history.workflowIdReuseMinimalInterval="10ms"']);
  rig = await startEngineRig({
    address: temporal.address,
    patienceMs: 580_000,
    scripts: {
      long: manySteps(STEPS, (step) => ({
        toolCalls: [call('write_file', { path: `/folders/long/file ${step}.txt`, content: `step ${step}` })],
      })),
      wide: manySteps(4, (step) => ({
        toolCalls: Array.from({ length: 8 }, (_, n) =>
          call('write_file', { path: `/folders/wide/file ${step}-${n}.txt`, content: `${step} ${n}` }),
        ),
      })),
    },
  });
});
afterAll(async () => {
  await rig?.close();
  await temporal?.stop();
});

describe(`a task of ${STEPS} steps with a history limit of 40 events`, () => {
  it('makes each change once, over many runs', async () => {
    const folder = rig.folder('long');
    const { id } = await rig.create({ script: 'long', mode: 'act', folders: [{ path: folder, access: 'write' }] });
    // A message lands somewhere in between; wherever that is, it is read.
    setTimeout(() => void rig.store.addInbox(id, { text: 'a word in between' }), 3_000);
    const done = await rig.until(id, 'completed');
    expect(done.outcome).toBe(`All ${STEPS} steps are done.`);
    expect(readdirSync(folder).filter((name) => !name.startsWith('.'))).toHaveLength(STEPS);
    for (let step = 0; step < STEPS; step += 1)
      expect(readFileSync(join(folder, `file ${step}.txt`), 'utf8')).toBe(`step ${step}`);
    const events = await rig.store.events(id, 0, 100_000);
    expect(events.map((e) => e.seq)).toEqual(events.map((_, i) => i + 1));
    expect(events.filter((e) => e.type === 'changes_applied')).toHaveLength(STEPS);
    const seen = rig.model.requests().filter((r) => JSON.stringify(r.body).includes('a word in between'));
    expect(seen.length).toBeGreaterThan(0);
    let runs = 0;
    for await (const _run of temporal.environment.client.workflow.list({ query: `WorkflowId = "task-${id}"` })) runs += 1;
    expect(runs).toBeGreaterThan(STEPS / 30);
    expect(rig.model.refusals()).toEqual([]);
  }, 600_000);
});

it('a step whose history alone is longer than the limit is not gone through for ever', async () => {
  const folder = rig.folder('wide');
  const { id } = await rig.create({ script: 'wide', mode: 'act', folders: [{ path: folder, access: 'write' }] });
  expect((await rig.until(id, 'completed')).outcome).toBe('All 4 steps are done.');
  expect(readdirSync(folder).filter((name) => !name.startsWith('.'))).toHaveLength(32);
});
