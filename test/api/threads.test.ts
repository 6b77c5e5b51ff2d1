// /threads over HTTP: real store and routes, the engine in memory; the test plays whoever answers.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RECONCILE, createReconcile } from '../../src/api/reconcile.ts';
import type { Task } from '../../src/contract/http.ts';
import type { Schedule } from '../../src/contract/schedules.ts';
import type { Thread, ThreadEvent, ThreadMessage } from '../../src/contract/threads.ts';
import { openRig, type Rig, until } from './rig.ts';

let rig: Rig;
beforeEach(async () => (rig = await openRig()));
afterEach(() => rig.close());

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const NOTHING = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, usd: 0 };
const make = async (body: object = {}): Promise<Thread> => (await rig.call<Thread>('POST', '/threads', { body })).body;
const say = (id: string, text: string, more: object = {}) =>
  rig.call<ThreadMessage>('POST', `/threads/${id}/messages`, { body: { text, ...more } });
const read = async (id: string, query = '') =>
  (await rig.call<ThreadEvent[]>('GET', `/threads/${id}/events?after=0${query}`)).body;
const woken = (id: string): number => rig.engine.calls.filter((call) => call === `wake ${id}`).length;

it('a message wakes the engine, gives the thread its title, and is the same one under its clientId', async () => {
  const thread = await make();
  expect(thread).toMatchObject({ title: 'New conversation', status: 'idle', mode: 'ask', usage: { steps: 0 } });
  const first = await say(thread.id, 'Where is the VAT sheet?', { clientId: 'c1' });
  expect([first.status, first.body.seq]).toEqual([201, 1]);
  expect((await say(thread.id, 'Where is the VAT sheet?', { clientId: 'c1' })).body).toEqual(first.body);
  await until(() => woken(thread.id) > 0);
  const after = (await rig.call<Thread>('GET', `/threads/${thread.id}`)).body;
  expect(after).toMatchObject({ title: 'Where is the VAT sheet?', status: 'answering' });
  expect((await read(thread.id)).map(({ type }) => type)).toEqual(['message_added', 'status_changed']);
});

it.each([
  ['a thread that is not there', 'POST', '/threads/hx/messages', { text: 'x' }, 404],
  ['words that say nothing', 'POST', '/threads/hx/messages', { text: ' ' }, 422],
  ['a folder that is not there', 'POST', '/threads', { folders: [{ path: '/nowhere/at/all' }] }, 422],
  ['a task in a thread that is not there', 'POST', '/tasks', { prompt: 'x', threadId: 'hx' }, 404],
  [
    'a schedule in a thread that is not there',
    'POST',
    '/schedules',
    { cadence: 'every day at 9', prompt: 'x', threadId: 'hx' },
    404,
  ],
] as const)('refuses %s', async (_, method, path, body, status) => {
  expect((await rig.call(method, path, { body })).status).toBe(status);
});

it('refuses a file that was never uploaded, and says nothing then', async () => {
  const { id } = await make();
  expect((await say(id, 'x', { attachments: ['u1'] })).status).toBe(422);
  expect(await read(id)).toEqual([]);
});

it('its tasks are given its folders, mode and budget, unless they say otherwise', async () => {
  const thread = await make({ folders: [{ path: rig.folder, access: 'read' }], mode: 'auto', budget: { maxUsd: 2 } });
  const { body } = await rig.call<Task>('POST', '/tasks', { body: { prompt: 'Sort', threadId: thread.id } });
  expect(body).toMatchObject({ threadId: thread.id, mode: 'auto', budget: { maxUsd: 2, maxSteps: 300 } });
  expect(body.folders).toMatchObject([{ path: rig.folder, access: 'read' }]);
  const other = await rig.call<Task>('POST', '/tasks', { body: { prompt: 'x', threadId: thread.id, mode: 'ask', folders: [] } });
  expect(other.body).toMatchObject({ mode: 'ask', folders: [] });
  const { items } = (await rig.call<{ items: Task[] }>('GET', `/tasks?threadId=${thread.id}`)).body;
  expect(items).toHaveLength(2);
});

it('a time of its schedule that was missed stands in it', async () => {
  const thread = await make();
  const wish = { cadence: 'every day at 9', prompt: 'Tidy up', name: 'Tidy', threadId: thread.id };
  const schedule = (await rig.call<Schedule>('POST', '/schedules', { body: wish })).body;
  expect(schedule.threadId).toBe(thread.id);
  const due = '2030-01-01T08:00:00.000Z';
  await rig.store.putRun({ scheduleId: schedule.id, due, dueKey: due, state: 'missed', why: 'it was off' });
  const [event] = await read(thread.id);
  expect(event).toMatchObject({
    type: 'card_posted',
    card: { kind: 'run_missed', name: 'Tidy', due, count: 1, why: 'it was off' },
  });
});

it('is changed, put away, and removed with its words; the engine forgets it', async () => {
  const { id } = await make({ folders: [{ path: rig.folder }], budget: { maxUsd: 1 } });
  const changed = await rig.call<Thread>('PATCH', `/threads/${id}`, {
    body: { title: 'Ablage', folders: null, budget: { maxSteps: 9 } },
  });
  expect(changed.body).toMatchObject({ title: 'Ablage', budget: { maxUsd: 1, maxSteps: 9 } });
  expect(changed.body.folders).toBeUndefined();
  await rig.call('PATCH', `/threads/${id}`, { body: { archived: true } });
  expect((await rig.call<{ items: Thread[] }>('GET', '/threads?archived=false')).body.items).toEqual([]);
  expect((await rig.call('DELETE', `/threads/${id}`)).status).toBe(204);
  expect((await rig.call('GET', `/threads/${id}`)).status).toBe(404);
  await until(() => rig.engine.calls.includes(`remove ${id}`));
});

it('stopped, nothing more is answered', async () => {
  const { id } = await make();
  await say(id, 'x');
  expect((await rig.call<Thread>('POST', `/threads/${id}/stop`, { body: {} })).body.status).toBe('idle');
  expect(await rig.store.unansweredThreads()).toEqual([]);
});

it('what nobody answers is woken again, also when the engine had lost it', async () => {
  const { id } = await make();
  await say(id, 'x');
  await until(() => woken(id) > 0);
  const before = woken(id);
  const reconcile = createReconcile({
    ...{ store: rig.store, engine: rig.engine, log: quiet },
    now: () => rig.clock.now,
    pace: { ...RECONCILE, paceMs: 0 },
  });
  await reconcile.run();
  await reconcile.close();
  expect(woken(id)).toBe(before + 1);
});

describe('events', () => {
  it('stream from where the reader is, words that pass by among them, and are read backwards in pages', async () => {
    const { id } = await make();
    const { body } = await say(id, 'first');
    const reader = (
      await rig.send('GET', `/threads/${id}/events`, { headers: { accept: 'text/event-stream', 'last-event-id': '1' } })
    )
      .body!.pipeThrough(new TextDecoderStream())
      .getReader();
    const reply = { call: 0, upto: body.seq, text: 'Here.', turn: undefined, usage: NOTHING };
    let text = '';
    const sees = async (words: string): Promise<void> => {
      while (!text.includes(words)) text += (await reader.read()).value ?? '';
    };
    await sees('"to":"answering"');
    rig.worker.ephemeral({ type: 'message_delta', taskId: id, step: 0, attempt: 1, text: 'He' });
    await sees('event: delta');
    await rig.store.putThreadReply(id, reply);
    await sees('"to":"idle"');
    expect(text).not.toContain('"first"');
    expect([...text.matchAll(/^id: (\d+)$/gm)].map(([, seq]) => seq)).toEqual(['2', '3', '4']);
    await reader.cancel();
    const last = (await rig.call<ThreadEvent[]>('GET', `/threads/${id}/events?before=4&limit=2`)).body;
    expect(last.map(({ seq }) => seq)).toEqual([2, 3]);
  });
});
