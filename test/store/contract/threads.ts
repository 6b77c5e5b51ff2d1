// Contract: what is said in a thread is stored once and answered once; what happens to its tasks stands in it unasked.
import { describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/contract/ids.ts';
import type { ThreadCard } from '../../../src/contract/threads.ts';
import type { TaskStore } from '../../../src/store/port.ts';
import type { ThreadReply } from '../../../src/store/thread-port.ts';
import { anApproval, anOutput, createTask, aQuestion, type MakeDatabase } from './database.ts';
import { eachWithStores } from './stores.ts';

const usage = { inputTokens: 100, outputTokens: 10, cacheReadTokens: 0, cacheWriteTokens: 0, usd: 0.5 };
const begin = (store: TaskStore, title = 'My receipts') =>
  store.createThread({ id: newId('h'), title, folders: undefined, mode: 'ask', model: undefined, budget: {} });
const answer = (call: number, upto: number, more: Partial<ThreadReply> = {}): ThreadReply => ({
  ...{ call, upto, text: 'Here it is.', turn: undefined, usage },
  ...more,
});

export function threadContract(make: MakeDatabase): void {
  describe('threads', () => {
    const at = eachWithStores(make);
    const said = async (id: string, text = 'Where is it?') => (await at.store.sayInThread(id, { text }))!.seq;
    const events = (id: string) => at.store.threadEvents(id, { limit: 1000 });
    const types = async (id: string) => (await events(id)).map(({ type }) => type);
    const cards = async (id: string): Promise<ThreadCard[]> =>
      (await events(id)).flatMap((event) => (event.type === 'card_posted' ? [event.card] : []));

    it('a message is numbered, wakes whoever answers, and is the same one under the same clientId', async () => {
      const { id } = await begin(at.store);
      const first = await at.store.sayInThread(id, { text: 'hello', clientId: 'c1' });
      expect(await at.store.sayInThread(id, { text: 'hello', clientId: 'c1' })).toEqual(first);
      expect(await types(id)).toEqual(['message_added', 'status_changed']);
      expect(await at.store.thread(id)).toMatchObject({ status: 'answering', lastSaid: first!.seq, answeredTo: 0 });
      expect(await at.store.unansweredThreads()).toEqual([id]);
      expect((await at.store.outbox(10)).map(({ kind }) => kind)).toEqual(['thread']);
      expect(await at.store.sayInThread('hnone', { text: 'x' })).toBeUndefined();
    });

    it('of two answers to one call the first is stored, and nothing of the other', async () => {
      const { id } = await begin(at.store);
      const seq = await said(id);
      expect(await at.store.putThreadReply(id, answer(0, seq))).toBe(true);
      expect(await (await at.other()).putThreadReply(id, answer(0, seq, { text: 'Again.' }))).toBe(false);
      expect(await at.store.thread(id)).toMatchObject({ status: 'idle', answeredTo: seq, calls: 1, usd: 0.5, inputTokens: 100 });
      expect((await events(id)).filter((event) => event.type === 'message_added')).toHaveLength(2);
      expect(await at.store.unansweredThreads()).toEqual([]);
      expect(await at.store.spentSince('2000-01-01T00:00:00.000Z')).toBe(0.5);
    });

    it('what is said while it is answered keeps it answering; an answer that is not whole keeps what it has looked up', async () => {
      const { id } = await begin(at.store);
      const seq = await said(id);
      expect(await at.store.putThreadReply(id, answer(0, seq, { turn: { upto: seq, rounds: [1] } }))).toBe(true);
      expect(await at.store.thread(id)).toMatchObject({ status: 'answering', answeredTo: 0, turn: { rounds: [1] } });
      const later = await said(id, 'and the other one?');
      await at.store.putThreadReply(id, answer(1, seq));
      expect(await at.store.thread(id)).toMatchObject({ status: 'answering', turn: undefined });
      await at.store.putThreadReply(id, answer(2, later));
      expect((await at.store.thread(id))!.status).toBe('idle');
    });

    it('stopped, nothing more is answered, and a call that was under way stores nothing', async () => {
      const { id } = await begin(at.store);
      const seq = await said(id);
      await at.store.stopThread(id);
      expect(await at.store.putThreadReply(id, answer(0, seq))).toBe(false);
      expect(await at.store.thread(id)).toMatchObject({ status: 'idle', calls: 1 });
      expect(await at.store.unansweredThreads()).toEqual([]);
    });

    it('its tasks post cards: begun, asking, ended with what they delivered; other tasks post none', async () => {
      const { id: threadId } = await begin(at.store);
      const { id } = await createTask(at.store, { threadId, title: 'Sort' });
      const approval = await at.store.putApproval('k', anApproval(id));
      const question = await at.store.putQuestion('k', aQuestion(id));
      await at.store.setStatus(id, {
        status: 'paused',
        waitingFor: { kind: 'budget', since: '2030-01-01T00:00:00.000Z', text: 'The budget is used up' },
      });
      const output = anOutput(id);
      await at.store.putOutput(output);
      await at.store.finishTask(id, { status: 'completed', outcome: 'All sorted.' });
      await createTask(at.store);
      const about = { taskId: id, title: 'Sort' };
      expect(await cards(threadId)).toEqual([
        { kind: 'task_started', ...about },
        { kind: 'question', ...about, about: 'approval', id: approval.id, text: approval.preview.summary },
        { kind: 'question', ...about, about: 'question', id: question.id, text: question.question },
        { kind: 'question', ...about, about: 'paused', id, text: 'The budget is used up' },
        {
          ...{ kind: 'task_ended', ...about, status: 'completed', outcome: 'All sorted.' },
          outputs: [{ id: output.id, name: output.name, path: output.deliveredTo ?? output.path }],
        },
      ]);
      expect((await at.store.listTasks({ limit: 10, threadId })).items.map((task) => task.id)).toEqual([id]);
    });

    it('a question of a task below stands in the thread too; that it began and ended does not', async () => {
      const { id: threadId } = await begin(at.store);
      const { id } = await createTask(at.store, { threadId });
      const below = newId('t');
      await at.store.addChildren({ taskId: id, step: 0, index: 0 }, [{ id: below, title: 'Part', prompt: 'x', folders: [] }]);
      await at.store.putQuestion('k', aQuestion(below));
      await at.store.finishTask(below, { status: 'completed' });
      expect((await cards(threadId)).slice(1)).toMatchObject([{ kind: 'question', taskId: below, title: 'Part' }]);
    });

    it('what a person paused posts no card', async () => {
      const { id: threadId } = await begin(at.store);
      const { id } = await createTask(at.store, { threadId });
      await at.store.patchTask(id, { wanted: 'pause' });
      const waitingFor = { kind: 'user' as const, since: '2030-01-01T00:00:00.000Z', text: 'Paused by you' };
      await at.store.setStatus(id, { status: 'paused', waitingFor });
      expect(await cards(threadId)).toHaveLength(1);
    });

    it('is read from both ends, and moves its summary on once', async () => {
      const { id } = await begin(at.store);
      for (let i = 0; i < 5; i += 1) await said(id, `message ${i}`);
      const seqs = async (query: { after?: number; before?: number }) =>
        (await at.store.threadEvents(id, { ...query, limit: 2 })).map(({ seq }) => seq);
      expect(await seqs({})).toEqual([1, 2]);
      expect(await seqs({ after: 3 })).toEqual([4, 5]);
      expect(await seqs({ before: 6 })).toEqual([4, 5]);
      await at.store.putThreadSummary(id, 0, { upto: 3, text: 'one' });
      await at.store.putThreadSummary(id, 0, { upto: 2, text: 'two' });
      expect(await at.store.thread(id)).toMatchObject({ summary: 'one', summarisedTo: 3 });
    });

    it('removed, its words are gone everywhere; its tasks stay', async () => {
      const { id } = await begin(at.store, 'Ablage');
      await at.store.putUpload({ id: 'u1', name: 'vermilion.pdf', bytes: 1, type: 'application/pdf' });
      const attached = await at.store.sayInThread(id, { text: 'vermilion', attachments: [{ id: 'u1', name: 'vermilion.pdf' }] });
      await at.store.idempotent('k', 'h');
      await at.store.putIdempotent('k', { status: 201, body: { threadId: id, ...attached } });
      const task = await createTask(at.store, { threadId: id });
      await said(id, 'the needle');
      expect((await at.store.search('needle', 5))[0]).toMatchObject({ threadId: id, where: 'message', ref: '4' });
      await at.store.deleteThread(id);
      expect(await at.store.search('needle', 5)).toEqual([]);
      expect(await at.store.thread(id)).toBeUndefined();
      expect(await at.store.task(task.id)).toMatchObject({ threadId: undefined });
      expect((await at.store.outbox(10)).map(({ kind }) => kind)).toContain('thread');
      expect(JSON.stringify([...(await at.db.dump())])).not.toContain('vermilion');
    });

    it('lists first where something happened last', async () => {
      const one = await begin(at.store);
      const two = await begin(at.store);
      await new Promise((resolve) => setTimeout(resolve, 5));
      await said(one.id);
      expect((await at.store.threads({ limit: 5 })).items.map(({ id }) => id)).toEqual([one.id, two.id]);
      await at.store.patchThread(one.id, { archived: true });
      expect((await at.store.threads({ limit: 5, archived: false })).items.map(({ id }) => id)).toEqual([two.id]);
      await said(one.id, 'it comes back');
      expect((await at.store.thread(one.id))!.archived).toBe(false);
    });
  });
}
