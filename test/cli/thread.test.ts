// `cowork thread` against the real api; the test plays whoever answers.
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Thread } from '../../src/contract/threads.ts';
import { createTask } from '../store/contract/database.ts';
import { until } from '../api/rig.ts';
import { type CliRig, openCliRig } from './cli-rig.ts';

let rig: CliRig;
beforeEach(async () => (rig = await openCliRig()));
afterEach(() => rig.close());

const NOTHING = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, usd: 0 };
const thread = (...args: string[]) => rig.cowork(['thread', ...args]);
const begin = async (...args: string[]): Promise<Thread> => JSON.parse((await thread('new', ...args, '--json')).out) as Thread;

it('teaches by an example while there is nothing, and names its words', async () => {
  expect(await thread()).toMatchObject({ code: 0, out: expect.stringContaining('cowork thread new') });
  expect(await thread('lst')).toMatchObject({ code: 2, err: expect.stringContaining('there are ls, new, say, show') });
  expect(await thread('show', 'h1')).toMatchObject({ code: 2, err: expect.stringContaining('There is no thread h1') });
});

it('says something, waits for the answer and shows what was posted meanwhile', async () => {
  const { id } = await begin('Receipts', '--folder', `${rig.folder}:read`, '--mode', 'auto');
  const saying = thread('say', id.slice(0, 6), 'Where is the sheet?');
  await until(async () => (await rig.store.thread(id))!.lastSaid > 0);
  const task = await createTask(rig.store, { threadId: id, title: 'Look for it' });
  await rig.store.finishTask(task.id, { status: 'completed', outcome: 'It is in /folders/Receipts/sheet.csv' });
  await rig.store.putThreadReply(id, { call: 0, upto: 1, text: 'Here it is.', turn: undefined, usage: NOTHING });
  const { code, out } = await saying;
  expect(code).toBe(0);
  expect(out).toContain(`started ${task.id}: Look for it`);
  expect(out).toContain('It is in Receipts/sheet.csv');
  expect(out).toMatch(/Here it is\.\n$/);
  const shown = (await thread('show', id)).out;
  expect(shown).toContain('you: Where is the sheet?');
  expect(shown).toContain('Here it is.');
  expect((await thread()).out).toContain('Receipts');
});

it('does not wait with --detach, nor longer than until somebody must do something', async () => {
  const { id } = await begin();
  expect(await thread('say', id, 'x', '--detach')).toMatchObject({
    code: 0,
    err: expect.stringContaining(`cowork thread show ${id}`),
  });
  const saying = thread('say', id, 'y');
  await until(async () => (await rig.store.thread(id))!.lastSaid > 2);
  const text = 'There is no key for the AI service yet';
  await rig.store.setThreadStatus(id, 'waiting', { kind: 'credentials', since: new Date().toISOString(), text });
  expect(await saying).toMatchObject({ code: 3, out: expect.stringContaining(text) });
});

it('is changed, stopped, put away and removed', async () => {
  const { id } = await begin('A');
  expect((await thread('edit', id, '--title', 'B', '--max-usd', '2')).err).toContain('Changed');
  expect(await rig.store.thread(id)).toMatchObject({ title: 'B', budget: { maxUsd: 2 } });
  expect(await thread('edit', id)).toMatchObject({ code: 2, err: expect.stringContaining('Say what to change') });
  await thread('say', id, 'x', '--detach');
  expect((await thread('stop', id)).err).toContain('The answer was stopped');
  expect((await rig.store.thread(id))!.status).toBe('idle');
  expect(await thread('stop', id)).toMatchObject({ code: 0, err: 'Nothing is being answered; nothing was stopped.\n' });
  expect((await thread('archive', id)).err).toContain('Put away');
  expect((await thread('ls', '--json')).out.trim()).toBe('[]');
  expect((await thread('rm', id)).err).toContain('"B" is removed');
  expect(await rig.store.thread(id)).toBeUndefined();
});

it('shows no escape sequence of what was said', async () => {
  const { id } = await begin();
  await rig.store.sayInThread(id, { text: '\u001b[2Jgone' });
  expect((await thread('show', id)).out).toContain('⟨1b⟩[2Jgone');
});
