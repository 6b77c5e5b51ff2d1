// Steering, pausing, cancelling, budgets and a troubled AI service, on a real Temporal server.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventBody } from '../../src/contract/events.ts';
import type { ParsedRequest, Reply } from '../../src/demo/model-server/port.ts';
import { createLimiter } from '../../src/model/limiter.ts';
import { call, inSteps, lastWords, manySteps, stepOf } from '../rig/scripts.ts';
import { startEngineRig, type EngineRig } from '../rig/engine-rig.ts';
import { startTemporal, type TestTemporal } from '../rig/temporal.ts';

let temporal: TestTemporal;
let rig: EngineRig;
/** How far the limiter's clock is ahead: what the service told to wait for is over when a test says so. */
let laterMs = 0;
/** The first answer of some scripts comes when the test has said what it has to say. */
let said = Promise.withResolvers<void>();
/** How far the worker's clock is ahead of the engine's. */
let aheadMs = 0;
let key: string | undefined = 'sk-test-key-of-the-rig';
/** Tasks of which words have come from the model. */
const heard = new Set<string>();

/** Another input each time, so that the loop guards see progress. */
const look = (step: number): Reply => ({ toolCalls: [call('list_files', { path: '/scratch', limit: step + 1 })] });
const same: Reply = { toolCalls: [call('list_files', { path: '/scratch' })] };
const status = (status: number, type: string, message: string, retryAfter?: number): Reply => ({
  fault: { kind: 'status', status, type, message, ...(retryAfter === undefined ? {} : { retryAfter }) },
});
const onceThen = (first: Reply, then: Reply) => (request: { attempt: number }) => (request.attempt === 1 ? first : then);
/** For longer than anybody waits: whoever does not cut it off sees no end. */
const SLOW: Reply = { text: 'Thinking about it for a long time. '.repeat(1_000), chunkDelayMs: 200 };

const scripts = {
  ask: inSteps({ toolCalls: [call('ask_user', { question: 'Which year?', options: ['2025', '2026'] })] }, (r) => ({
    text: JSON.stringify(r.messages.at(-1)),
  })),
  slow: inSteps(SLOW),
  many: manySteps(5, look),
  'many-later': async (r: ParsedRequest): Promise<Reply> => {
    if (stepOf(r) === 0) await said.promise;
    return manySteps(5, look)(r);
  },
  steered: async (r: ParsedRequest): Promise<Reply> => {
    if (lastWords(r).includes('and the invoices')) return { text: 'Also the invoices.' };
    if (stepOf(r) > 0) return { text: 'Nothing new.' };
    await said.promise;
    return { text: 'Only receipts.' };
  },
  busy: inSteps(onceThen(status(429, 'rate_limit_error', 'slow down', 1), { text: 'through' })),
  'long-busy': inSteps(onceThen(status(429, 'rate_limit_error', 'slow down', 3_600), { text: 'through' })),
  'busy-later': inSteps(onceThen(status(429, 'rate_limit_error', 'slow down', 6), { text: 'through' })),
  overloaded: inSteps(onceThen(status(529, 'overloaded_error', 'overloaded'), { text: 'through' })),
  cut: inSteps(
    onceThen({ text: 'This will be cut off in the middle of it', fault: { kind: 'cut', afterEvents: 6 } }, { text: 'whole' }),
  ),
  'no-key': inSteps(onceThen(status(401, 'authentication_error', 'invalid x-api-key'), { text: 'with a key' })),
  refused: inSteps({ text: 'I would rather not.', stopReason: 'refusal' }, { text: 'Something else then.' }),
  again: manySteps(20, () => same),
};

beforeAll(async () => {
  temporal = await startTemporal();
  rig = await startEngineRig({
    address: temporal.address,
    scripts,
    limiter: createLimiter({ now: () => Date.now() + laterMs }),
    apiKey: () => key,
    now: () => new Date(Date.now() + aheadMs),
  });
  Object.assign(rig.deps, { link: { ephemeral: ({ taskId }: { taskId: string }) => heard.add(taskId) } });
});
beforeEach(() => void (said = Promise.withResolvers()));
afterAll(async () => {
  await rig?.close();
  await temporal?.stop();
});

async function untilHeard(id: string): Promise<void> {
  while (!heard.has(id)) await new Promise((resolve) => setTimeout(resolve, 10));
}
const types = async (id: string): Promise<EventBody['type'][]> => (await rig.store.events(id, 0, 10_000)).map((e) => e.type);

describe('a question to the user', () => {
  it('waits without an end, and gives the model the answer', async () => {
    const { id } = await rig.create({ script: 'ask' });
    const waiting = await rig.until(id, 'waiting_input');
    expect(waiting.waitingFor).toMatchObject({ kind: 'input', text: 'Waiting for you: 1 question' });
    const [question] = await rig.store.questions(id);
    await rig.store.answerQuestion(question!.id, { choices: ['2026'], text: 'and 2025 too' });
    const done = await rig.until(id, 'completed');
    expect(done.outcome).toContain('2026\\nand 2025 too');
    expect(await types(id)).toEqual(expect.arrayContaining(['question_asked', 'question_answered']));
  });
});

describe('stopping', () => {
  it('"now" aborts the model in the middle of its stream and ends the task as cancelled', async () => {
    const { id } = await rig.create({ script: 'slow' });
    await untilHeard(id);
    await rig.store.transaction(async (tx) => {
      await tx.patchTask(id, { wanted: 'cancel_now' });
      await tx.enqueue('nudge', id);
    });
    rig.deps.running.abort(id, 'cancel_now');
    const task = await rig.until(id, 'cancelled');
    expect(task.finishedAt).toBeDefined();
    expect((await rig.view(id))!.usage.cutAttempts).toBe(1);
  });

  it('"after this step" lets the step end first', async () => {
    const { id } = await rig.create({ script: 'many-later' });
    await rig.until(id, 'running');
    await rig.store.transaction(async (tx) => {
      await tx.patchTask(id, { wanted: 'cancel_after_step' });
      await tx.enqueue('nudge', id);
    });
    said.resolve();
    await rig.until(id, 'cancelled');
    const events = await types(id);
    expect(events.filter((type) => type === 'tool_started').length).toBe(
      events.filter((type) => type === 'tool_finished').length,
    );
  });

  it('pauses before the next call and goes on where it was', async () => {
    const { id } = await rig.create({ script: 'many-later' });
    await rig.until(id, 'running');
    await rig.store.transaction(async (tx) => {
      await tx.patchTask(id, { wanted: 'pause' });
      await tx.enqueue('nudge', id);
    });
    said.resolve();
    const paused = await rig.until(id, 'paused');
    expect(paused.waitingFor).toMatchObject({ kind: 'user', text: 'Paused by you' });
    await rig.store.transaction(async (tx) => {
      await tx.patchTask(id, { wanted: 'run' });
      await tx.enqueue('nudge', id);
    });
    const done = await rig.until(id, 'completed');
    expect(done.outcome).toBe('All 5 steps are done.');
    expect((await types(id)).filter((type) => type === 'step_started').length).toBe(6);
  });
});

describe('steering', () => {
  it('is never lost, even when it meets the last step', async () => {
    const { id } = await rig.create({ script: 'steered' });
    await rig.until(id, 'running');
    await rig.store.addInbox(id, { text: 'and the invoices', clientId: 'one' });
    await rig.store.addInbox(id, { text: 'and the invoices', clientId: 'one' });
    said.resolve();
    const done = await rig.until(id, 'completed');
    expect(done.outcome).toBe('Also the invoices.');
    expect(await rig.store.addInbox(id, { text: 'too late' })).toBe('closed');
  });
});

describe('budgets', () => {
  it('pauses at the limit of steps, and goes on when it is raised', async () => {
    const { id } = await rig.create({ script: 'many', budget: { maxSteps: 2 } });
    const paused = await rig.until(id, 'paused');
    expect(paused.waitingFor).toMatchObject({ kind: 'budget', text: 'The limit of 2 steps for this task is reached' });
    await rig.store.transaction(async (tx) => {
      await tx.patchTask(id, { budget: { maxSteps: 50 } });
      await tx.enqueue('nudge', id);
    });
    await rig.until(id, 'completed');
  });

  it('pauses at the limit of dollars', async () => {
    const { id } = await rig.create({ script: 'many', budget: { maxUsd: 0.000_001 } });
    expect((await rig.until(id, 'paused')).waitingFor).toMatchObject({ kind: 'budget' });
    expect((await rig.view(id))!.usage.steps).toBe(1);
  });
});

describe('a troubled AI service', () => {
  it.each(['busy', 'overloaded', 'cut'])('gets through: %s', async (script) => {
    const { id } = await rig.create({ script });
    const done = await rig.until(id, 'completed');
    expect(done.outcome).toMatch(/through|whole/);
    if (script === 'cut') expect((await rig.view(id))!.usage.cutAttempts).toBe(1);
  });

  it('shows a long wait with its end, and still obeys a pause meanwhile', async () => {
    const { id } = await rig.create({ script: 'long-busy' });
    await rig.until(id, 'running');
    let waitingFor = (await rig.store.task(id))!.waitingFor;
    while (!waitingFor) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      waitingFor = (await rig.store.task(id))!.waitingFor;
    }
    expect(waitingFor).toMatchObject({ kind: 'model', text: expect.stringContaining('busy') });
    expect(Date.parse(waitingFor.until!)).toBeGreaterThan(Date.now());
    await rig.store.transaction(async (tx) => {
      await tx.patchTask(id, { wanted: 'pause' });
      await tx.enqueue('nudge', id);
    });
    await rig.until(id, 'paused');
    laterMs += 3_600_000;
    await rig.store.transaction(async (tx) => {
      await tx.patchTask(id, { wanted: 'run' });
      await tx.enqueue('nudge', id);
    });
    await rig.until(id, 'completed');
  });

  it('waits as long as it was told, also where the clocks of worker and engine differ by a day', async () => {
    aheadMs = 25 * 3_600_000;
    try {
      const { id } = await rig.create({ script: 'busy-later' });
      expect((await rig.until(id, 'completed')).outcome).toBe('through');
    } finally {
      aheadMs = 0;
    }
  });

  it('pauses with the provider’s words when the key is refused, and goes on after resume', async () => {
    const { id } = await rig.create({ script: 'no-key' });
    const paused = await rig.until(id, 'paused');
    expect(paused.waitingFor).toMatchObject({ kind: 'credentials', text: expect.stringContaining('invalid x-api-key') });
    await rig.store.transaction(async (tx) => {
      await tx.patchTask(id, { hold: null });
      await tx.enqueue('nudge', id);
    });
    await rig.until(id, 'completed');
  });

  it('says that no key is set', async () => {
    key = undefined;
    // A compatible service without a key is asked all the same; this server wants one.
    const { id } = await rig.create({ script: 'ask' });
    expect((await rig.until(id, 'paused')).waitingFor).toMatchObject({ kind: 'credentials' });
    key = 'sk-test-key-of-the-rig';
  });

  it('pauses with the words of a model that declines, and goes on when told to', async () => {
    const { id } = await rig.create({ script: 'refused' });
    expect((await rig.until(id, 'paused')).waitingFor!.text).toContain('I would rather not.');
    await rig.store.transaction(async (tx) => {
      await tx.patchTask(id, { hold: null });
      await tx.addInbox(id, { text: 'Do something else' });
    });
    expect((await rig.until(id, 'completed')).outcome).toBe('Something else then.');
  });
});

describe('the loop guards', () => {
  it('pause a model that makes the same call again and again', async () => {
    writeFileSync(join(rig.folder('same'), 'a'), '');
    const { id } = await rig.create({ script: 'again' });
    expect((await rig.until(id, 'paused')).waitingFor!.text).toContain('same input 5 times');
  });
});

afterAll(() => {
  expect(rig.model.refusals().filter((r) => r.status !== 401)).toEqual([]);
});
