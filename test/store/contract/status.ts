// Contract: how a status changes and how a task ends, against everything that may happen at the same time.
import { describe, expect, it } from '@jest/globals';
import { allow, anApproval, aQuestion, createTask, logOf, type MakeDatabase } from './database.ts';
import { eachWithStores } from './stores.ts';

const waiting = (since: string, text = 'Waiting for you') => ({ kind: 'approval', since, text }) as const;

export function statusContract(make: MakeDatabase): void {
  describe('status', () => {
    const at = eachWithStores(make);

    it('a change of status or of the wait is an event; the same wait said again is none and keeps its beginning', async () => {
      const { id } = await createTask(at.store);
      const first = waiting('2030-01-01T00:00:00.000Z');
      expect(await at.store.setStatus(id, { status: 'waiting_approval', waitingFor: first })).toBe(true);
      expect(await at.store.setStatus(id, { status: 'waiting_approval', waitingFor: waiting('2030-01-01T00:09:00.000Z') })).toBe(
        true,
      );
      expect((await at.store.task(id))?.waitingFor).toEqual(first);
      expect(await at.store.setStatus(id, { status: 'waiting_approval', waitingFor: waiting(first.since, '2 questions') })).toBe(
        true,
      );
      expect(await at.store.setStatus(id, { status: 'running' })).toBe(true);
      expect(await at.store.task(id)).toMatchObject({ status: 'running', waitingFor: undefined });
      expect(
        (await at.store.events(id, 1, 10)).map((event) => (event.type === 'status_changed' ? [event.from, event.to] : [])),
      ).toEqual([
        ['queued', 'waiting_approval'],
        ['waiting_approval', 'waiting_approval'],
        ['waiting_approval', 'running'],
      ]);
    });

    it('refuses another run, an unknown task, and what would be an end', async () => {
      const { id } = await createTask(at.store);
      expect(await at.store.setStatus(id, { status: 'running', runId: 'r1' })).toBe(false);
      await at.store.patchTask(id, { runId: 'r1' });
      expect(await at.store.setStatus(id, { status: 'running', runId: 'r2' })).toBe(false);
      expect(await at.store.setStatus(id, { status: 'running', runId: 'r1' })).toBe(true);
      expect(await at.store.setStatus('tnone', { status: 'running' })).toBe(false);
      await expect(at.store.setStatus(id, { status: 'completed' })).rejects.toMatchObject({ code: 'internal' });
    });

    it('ends once: events in order, what was asked is superseded, later changes refused', async () => {
      const { id } = await createTask(at.store);
      await at.store.setStatus(id, { status: 'waiting_approval', waitingFor: waiting('2030-01-01T00:00:00.000Z') });
      const answered = await at.store.putApproval('k0', anApproval(id));
      await at.store.decideApproval(answered.id, allow('d'));
      const approval = await at.store.putApproval('k1', anApproval(id));
      const question = await at.store.putQuestion('k2', aQuestion(id));
      const before = (await at.store.task(id))?.lastSeq ?? 0;
      const check = { text: 'looked again', createdAt: '2030-01-01T00:00:00.000Z' };
      expect(await at.store.finishTask(id, { status: 'completed', outcome: 'Sorted 612 files', check })).toBe('done');
      expect(await at.store.task(id)).toMatchObject({
        status: 'completed',
        waitingFor: undefined,
        outcome: 'Sorted 612 files',
        check,
      });
      expect((await at.store.task(id))?.finishedAt).toBeDefined();
      const events = await at.store.events(id, before, 10);
      expect(events.map((event) => event.type)).toEqual([
        'approval_decided',
        'question_answered',
        'status_changed',
        'task_finished',
      ]);
      expect(events[3]).toMatchObject({ status: 'completed', outcome: 'Sorted 612 files', check });
      expect((await at.store.approval(approval.id))?.status).toBe('superseded');
      expect((await at.store.approval(answered.id))?.status).toBe('allowed');
      expect((await at.store.questions(id))[0]).toMatchObject({ id: question.id, status: 'superseded' });
      expect(await at.store.finishTask(id, { status: 'failed' })).toBe('closed');
      expect(await at.store.setStatus(id, { status: 'running' })).toBe(false);
      expect(await at.store.addInbox(id, { text: 'too late' })).toBe('closed');
    });

    it('ends for its own run only, and not while a message is unread', async () => {
      const { id } = await createTask(at.store);
      await at.store.patchTask(id, { runId: 'r1' });
      await at.store.addInbox(id, { text: 'one more thing' });
      expect(await at.store.finishTask(id, { status: 'completed', runId: 'r2' })).toBe('closed');
      expect(await at.store.finishTask(id, { status: 'completed', runId: 'r1', ifInboxUpto: 0 })).toBe('message');
      expect(await logOf(at.store, id)).toEqual(['task_created', 'message_added']);
      expect(await at.store.finishTask(id, { status: 'completed', runId: 'r1', ifInboxUpto: 1 })).toBe('done');
      expect(await at.store.finishTask('tnone', { status: 'completed' })).toBe('closed');
    });

    it('a message that meets the end is either delivered later or refused to its sender, never lost', async () => {
      const other = await at.other();
      for (let round = 0; round < 12; round++) {
        const { id } = await createTask(at.store);
        const send = (): ReturnType<typeof other.addInbox> => other.addInbox(id, { text: 'wait' });
        const finish = (): ReturnType<typeof at.store.finishTask> =>
          at.store.finishTask(id, { status: 'completed', ifInboxUpto: 0 });
        const [ended, sent] =
          round % 2 === 0
            ? await Promise.all([finish(), send()])
            : await Promise.all([send(), finish()]).then(([s, f]) => [f, s] as const);
        expect([ended, sent === 'closed']).toEqual(ended === 'done' ? ['done', true] : ['message', false]);
        expect((await at.store.task(id))?.status).toBe(ended === 'done' ? 'completed' : 'queued');
      }
    });

    it('an answer that meets the end: one of the two, and the log says which', async () => {
      const other = await at.other();
      for (let round = 0; round < 8; round++) {
        const { id } = await createTask(at.store);
        const approval = await at.store.putApproval(`k${round}`, anApproval(id));
        const [decided] = await Promise.all([
          other.decideApproval(approval.id, allow('d')),
          at.store.finishTask(id, { status: 'cancelled' }),
        ]);
        const status = (await at.store.approval(approval.id))?.status;
        expect(status).toBe(decided.kind === 'won' ? 'allowed' : 'superseded');
        const said = (await at.store.events(id, 0, 20)).filter((event) => event.type === 'approval_decided');
        expect(said.map((event) => event.decision)).toEqual([status]);
      }
    });
  });
}
