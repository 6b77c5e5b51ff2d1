// Threads with a real Temporal server and the scripted model over HTTP: answered once, starting tasks once, finding what was long ago at the same cost. Long, because all of it shares one engine.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTemporalEngine } from '../../src/api/temporal-engine.ts';
import type { Engine } from '../../src/api/engine.ts';
import { newId, threadWorkflowId } from '../../src/contract/ids.ts';
import type { ThreadEvent } from '../../src/contract/threads.ts';
import type { ParsedRequest, Reply } from '../../src/demo/model-server/port.ts';
import type { NewThread, ThreadRow } from '../../src/store/thread-port.ts';
import { type EngineRig, startEngineRig } from '../rig/engine-rig.ts';
import { call, inSteps, lastResults, lastWords } from '../rig/scripts.ts';
import { startTemporal, type TestTemporal } from '../rig/temporal.ts';

let temporal: TestTemporal;
let rig: EngineRig;
let engine: Engine;
/** What the model says in a thread; each test sets its own. */
let answer: (request: ParsedRequest) => Reply | Promise<Reply>;

/** Everything that the model was sent, system prompt aside. */
const textOf = (request: Pick<ParsedRequest, 'messages'>): string => JSON.stringify(request.messages);
const isThread = (request: Pick<ParsedRequest, 'system'>): boolean =>
  JSON.stringify(request.system).includes('one long conversation');
const isSummary = (request: Pick<ParsedRequest, 'system'>): boolean =>
  JSON.stringify(request.system).includes('You keep the memory');

beforeAll(async () => {
  temporal = await startTemporal();
  engine = createTemporalEngine({ address: temporal.address, namespace: 'default' });
  rig = await startEngineRig({
    address: temporal.address,
    route: (request) => (isThread(request) ? 'thread' : isSummary(request) ? 'summary' : undefined),
    scripts: {
      thread: (request) => answer(request),
      summary: (request) => ({
        text: `The person asked for many small things. ${textOf(request).length} characters were folded.`,
      }),
      sheet: inSteps(
        {
          toolCalls: [call('create_artifact', { title: 'Umsatzsteuer Mai', type: 'csv', content: 'shop;eur\nKiosk;12,50\n' })],
        },
        { text: 'The sheet of the kiosk is made.' },
      ),
      quick: inSteps({ text: 'Done.' }),
      asks: inSteps({ toolCalls: [call('ask_user', { question: 'Which year?' })] }, { text: 'Done.' }),
    },
  });
});
afterAll(async () => {
  await rig?.close();
  await engine?.close();
  await temporal?.stop();
});

const begin = (more: Partial<NewThread> = {}): Promise<ThreadRow> =>
  rig.store.createThread({
    ...{ id: newId('h'), title: 'Test', folders: [], mode: 'ask', model: undefined, budget: {} },
    ...more,
  });
async function until<T>(look: () => Promise<T | undefined>, ms = 60_000): Promise<T> {
  for (const end = Date.now() + ms; ;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error('it did not come');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
const untilIdle = (id: string): Promise<ThreadRow> =>
  until(async () => {
    const row = (await rig.store.thread(id))!;
    return row.status === 'idle' && row.answeredTo === row.lastSaid ? row : undefined;
  });
async function say(id: string, text: string): Promise<ThreadRow> {
  await rig.store.sayInThread(id, { text });
  return untilIdle(id);
}
const events = (id: string): Promise<ThreadEvent[]> => rig.store.threadEvents(id, { limit: 1000 });
const answers = async (id: string): Promise<string[]> =>
  (await events(id)).flatMap((event) => (event.type === 'message_added' && event.role === 'assistant' ? [event.text] : []));
const tasksOf = async (threadId: string) => (await rig.store.listTasks({ limit: 50, threadId })).items;

describe('a thread', () => {
  it('answers by itself, and takes no workflow while it is idle', async () => {
    answer = (request) => ({ text: `You said: ${lastWords(request).includes('hello') ? 'hello' : '?'}` });
    const { id } = await begin();
    const row = await say(id, 'hello');
    expect(await answers(id)).toEqual(['You said: hello']);
    expect(row).toMatchObject({ calls: 1, usd: expect.any(Number) });
    await until(async () => (await workflowOf(id)) === 'COMPLETED' || undefined);
    // The next message starts it again.
    await say(id, 'hello again');
    expect(await answers(id)).toHaveLength(2);
  });

  it('starts a task with its folders, mode and budget, once, and shows how it ends', async () => {
    const path = rig.folder('Receipts');
    answer = (request) =>
      lastResults(request).length > 0
        ? { text: 'It is under way.' }
        : {
            text: 'I hand it over.',
            toolCalls: [call('start_task', { title: 'VAT sheet', prompt: 'Make it. [[script:sheet]]', folders: ['Receipts'] })],
          };
    const { id } = await begin({ folders: [{ path, access: 'read' }], mode: 'auto', budget: { maxUsd: 2 } });
    await say(id, 'Make me the VAT sheet of May');
    const [task, ...others] = await tasksOf(id);
    expect(others).toEqual([]);
    const done = await rig.until(task!.id, 'completed');
    expect(done).toMatchObject({ title: 'VAT sheet', mode: 'auto', threadId: id, budget: { maxUsd: 2 } });
    expect(done.folders).toMatchObject([{ path, access: 'read', state: 'granted' }]);
    const told = (await events(id)).map((event) =>
      event.type === 'card_posted' ? event.card.kind : event.type === 'message_added' ? event.text : '',
    );
    expect(told.filter((text) => text !== '')).toEqual([
      'Make me the VAT sheet of May',
      'task_started',
      'I hand it over.',
      'It is under way.',
      'task_ended',
    ]);
    const card = (await events(id)).findLast((event) => event.type === 'card_posted');
    expect(card).toMatchObject({
      card: { status: 'completed', outcome: 'The sheet of the kiosk is made.', outputs: [{ name: 'Umsatzsteuer Mai.csv' }] },
    });
  });

  it('is told what it may not do: another folder than its own, a task of another thread', async () => {
    const other = await rig.create({ script: 'quick' });
    const said: string[] = [];
    answer = (request) => {
      said.push(...lastResults(request));
      return said.length > 0
        ? { text: 'I could not.' }
        : {
            toolCalls: [
              call('start_task', { title: 'x', prompt: 'y', folders: ['Secrets'] }),
              call('tell_task', { task: other.id, message: 'stop' }),
              call('rm', {}),
              call('start_task', { title: '' }),
            ],
          };
    };
    const { id } = await begin();
    await say(id, 'Look into my secrets');
    expect(said[0]).toMatch(/no folder named Secrets/);
    expect(said[1]).toMatch(/no task .* in this conversation/);
    expect(said[2]).toMatch(/no tool rm/);
    expect(said[3]).toMatch(/Nothing was done/);
    expect(await tasksOf(id)).toEqual([]);
  });

  it('hears what is said while it answers, in the same answer, and tells a task that works', async () => {
    const seen: string[] = [];
    let taskId = '';
    answer = async (request) => {
      seen.push(lastWords(request));
      if (seen.length === 1) {
        await rig.store.sayInThread(threadId, { text: 'and only those of 2029' });
        return { toolCalls: [call('tell_task', { task: taskId, message: 'Only 2029.' })] };
      }
      return { text: 'Told.' };
    };
    const { id: threadId } = await begin();
    taskId = (await rig.create({ script: 'asks', threadId })).id;
    await rig.until(taskId, 'waiting_input');
    await say(threadId, 'Tell it about the year');
    expect(seen).toHaveLength(2);
    expect(seen[1]).toContain('and only those of 2029');
    expect(await answers(threadId)).toEqual(['Told.']);
    expect((await rig.store.inbox(taskId, 0)).map(({ text }) => text)).toEqual([
      expect.stringMatching(/passes on:\n> Only 2029\.$/),
    ]);
  });

  it('stopped, it says nothing more and is cut off; the next message is answered', async () => {
    const { id } = await begin();
    // For longer than anybody waits: without the cut the workflow has no end.
    answer = () => ({ text: 'A long answer. '.repeat(2_000), chunkDelayMs: 200 });
    let heard = '';
    Object.assign(rig.deps, { link: { ephemeral: ({ text }: { text: string }) => (heard += text) } });
    await rig.store.sayInThread(id, { text: 'Tell me everything' });
    await until(async () => (heard.includes('A long') ? true : undefined));
    await rig.store.stopThread(id);
    rig.deps.running.abort(id, 'cancel_now');
    expect(await rig.store.thread(id)).toMatchObject({ status: 'idle' });
    await until(async () => ((await workflowOf(id)) === 'COMPLETED' ? true : undefined));
    answer = () => ({ text: 'Short.' });
    await say(id, 'Shorter');
    expect(await answers(id)).toEqual(['Short.']);
  });

  it('a message that came while the one before was answered is answered by itself, and the first not again', async () => {
    const { id } = await begin();
    const requests: string[] = [];
    answer = async (request) => {
      requests.push(JSON.stringify(request.messages));
      if (requests.length === 1) await rig.store.sayInThread(id, { text: 'And the second thing?' });
      return { text: `Answer ${requests.length}.` };
    };
    await say(id, 'The first thing?');
    expect(await answers(id)).toEqual(['Answer 1.', 'Answer 2.']);
    expect(requests[1]).toContain('Answer 1.');
    expect(requests[1]).toContain('Not answered yet:\\n> And the second thing?');
  });

  it('gives a task what is permitted when it begins, not what was when the model was asked', async () => {
    const path = rig.folder('Taken away');
    const { id } = await begin({ folders: [{ path, access: 'full' }], mode: 'act' });
    answer = async (request) => {
      if (lastResults(request).length > 0) return { text: 'Done.' };
      await rig.store.patchThread(id, { folders: [], mode: 'ask' });
      return { toolCalls: [call('start_task', { title: 'x', prompt: 'y [[script:quick]]' })] };
    };
    await say(id, 'Do it');
    const [task] = await tasksOf(id);
    expect(await rig.store.task(task!.id)).toMatchObject({ mode: 'ask', folders: [] });
  });

  it('hands a file on that was attached before a question was cleared', async () => {
    const { id } = await begin();
    await rig.store.putUpload({ id: 'u-scan', name: 'scan.pdf', bytes: 1, type: 'application/pdf' });
    answer = (request) => {
      if (lastResults(request).length > 0) return { text: 'It works on it.' };
      if (!lastWords(request).includes('German')) return { text: 'In which language?' };
      return { toolCalls: [call('start_task', { title: 'x', prompt: 'y [[script:asks]]', attachments: ['scan.pdf'] })] };
    };
    await rig.store.sayInThread(id, { text: 'Summarise this', attachments: [{ id: 'u-scan', name: 'scan.pdf' }] });
    await untilIdle(id);
    await say(id, 'German');
    expect((await rig.store.task((await tasksOf(id))[0]!.id))!.attachments).toEqual(['u-scan']);
  });

  it('after weeks of cards a message is seen and answered, in a request that fits', async () => {
    const { id } = await begin();
    for (let i = 0; i < 300; i += 1) {
      const made = await rig.store.createTask({
        ...{ id: newId('t'), title: `Run ${i}`, prompt: 'x', model: 'm', budget: {}, folders: [], mode: 'ask', attachments: [] },
        threadId: id,
      });
      await rig.store.finishTask(made.id, { status: 'completed', outcome: `Sorted ${i} files. `.repeat(20) });
    }
    let size = 0;
    let seen = false;
    answer = (request) => {
      size = JSON.stringify(request.messages).length;
      seen = JSON.stringify(request.messages).includes('What became of it all');
      return { text: 'All is sorted.' };
    };
    await say(id, 'What became of it all?');
    expect(seen).toBe(true);
    expect(size).toBeLessThan(80_000);
    expect(await answers(id)).toEqual(['All is sorted.']);
  });

  it('says so when it looks around without end', async () => {
    const { id } = await begin();
    answer = () => ({ toolCalls: [call('find_earlier', { query: 'nothing' })] });
    await say(id, 'Where?');
    expect((await events(id)).at(-2)).toMatchObject({ type: 'notice', text: expect.stringContaining('came to no end') });
  });

  it('waits visibly while the service is busy, and answers then, once', async () => {
    let tries = 0;
    answer = () => {
      tries += 1;
      return tries === 1
        ? { fault: { kind: 'status', status: 529, type: 'overloaded_error', message: 'busy' } }
        : { text: 'Now.' };
    };
    const { id } = await begin();
    await say(id, 'Are you there?');
    const waits = (await events(id)).flatMap((event) =>
      event.type === 'status_changed' && event.waitingFor ? [event.waitingFor] : [],
    );
    expect(waits).toMatchObject([{ kind: 'model', text: 'The AI service is busy; trying again', until: expect.any(String) }]);
    expect(await answers(id)).toEqual(['Now.']);
  });

  it('says why there is no answer to what the service refuses, and goes on', async () => {
    answer = () => ({ fault: { kind: 'status', status: 400, type: 'invalid_request_error', message: 'no' } });
    const { id } = await begin();
    await say(id, 'x');
    expect((await events(id)).at(-2)).toMatchObject({ type: 'notice', level: 'error' });
    answer = () => ({ text: 'Fine.' });
    await say(id, 'y');
    expect(await answers(id)).toEqual(['Fine.']);
  });

  // `npm run threads` says ten thousand of them, and how long they took.
  it('on turn 1,000 it finds what turn 3 made, by a description, in a request as long as that of turn 50', async () => {
    const all = process.env['THREAD_TURNS'];
    const turns = Number(all ?? 1_000);
    // In between, the short form writes what was said and answered as the product stores it; the long one says it all.
    const isWritten = (turn: number): boolean => all === undefined && turn > 60 && turn <= turns - 30;
    answer = (request) => {
      const words = lastWords(request);
      if (lastResults(request).length === 0 && words.includes('kiosk sheet'))
        return { toolCalls: [call('start_task', { title: 'Kiosk', prompt: 'Make the sheet. [[script:sheet]]' })] };
      return { text: NOTED };
    };
    const { id } = await begin();
    const sizes: number[] = [];
    const took: number[] = [];
    let path = '';
    for (let turn = 1; turn <= turns; turn += 1) {
      const startedAt = performance.now();
      if (turn === 3) {
        await say(id, 'Please make me the kiosk sheet for May');
        await rig.until((await tasksOf(id))[0]!.id, 'completed');
        path = (await rig.store.outputs((await tasksOf(id))[0]!.id))[0]!.path;
      } else if (turn === turns) await say(id, 'Where is the sheet about the turnover tax of that kiosk?');
      else if (isWritten(turn)) {
        await rig.store.transaction(async (tx) => {
          const { seq } = (await tx.sayInThread(id, { text: thing(turn) }))!;
          const call = (await tx.thread(id))!.calls;
          await tx.putThreadReply(id, { ...{ call, upto: seq, text: NOTED, turn: undefined }, usage: NOTHING });
        });
        continue;
      } else await say(id, thing(turn));
      const asked = rig.model.requests().findLast((request) => request.script === 'thread')!;
      sizes.push(JSON.stringify(asked.body).length);
      took.push(performance.now() - startedAt);
    }
    const last = rig.model.requests().findLast((request) => request.script === 'thread')!;
    expect(path).toBe('/outputs/Umsatzsteuer Mai.csv');
    expect(JSON.stringify(last.body)).toContain(path);
    const at50 = sizes[49]!;
    const most = Math.max(...sizes.slice(50));
    const middle = (list: readonly number[]): number => Math.round(list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]!);
    console.log(
      `request at turn 50: ${at50}, at turn ${turns}: ${sizes.at(-1)}, most after turn 50: ${most} characters; a message took ${middle(took.slice(30, 230))} ms at first, ${middle(took.slice(-20))} ms in the end (p50)`,
    );
    expect(sizes.at(-1)! / at50).toBeLessThanOrEqual(1.2);
    expect(most / at50).toBeLessThanOrEqual(1.2);
  }, 1_200_000);
});

const NOTED = 'Noted: the thing that you said is kept in mind, with all of its details.';
const NOTHING = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, usd: 0 };
const thing = (turn: number): string => `Remember that parcel number ${turn * 7919} goes to shelf ${turn % 40}, please.`;

async function workflowOf(threadId: string): Promise<string> {
  const { status } = await temporal.environment.client.workflow.getHandle(threadWorkflowId(threadId)).describe();
  return status.name;
}
