// Contract: an approval is asked once and answered once; everybody else learns who was first.
import { describe, expect, it } from '@jest/globals';
import type { TaskStore } from '../../../src/store/port.ts';
import { allow, anApproval, createTask, deny, logOf, type MakeDatabase, upTo } from './database.ts';
import { eachWithStores } from './stores.ts';

export function approvalContract(make: MakeDatabase): void {
  describe('approvals', () => {
    const at = eachWithStores(make);

    it('the same key asks once, whoever asks', async () => {
      const { id } = await createTask(at.store);
      const other = await at.other();
      const [a, b] = await Promise.all([at.store.putApproval('k', anApproval(id)), other.putApproval('k', anApproval(id))]);
      expect(a).toEqual(b);
      expect(await at.store.approval(a.id)).toEqual(a);
      expect(await logOf(at.store, id)).toEqual(['task_created', 'approval_requested']);
      await expect(at.store.putApproval('k2', anApproval('tnone'))).rejects.toMatchObject({ code: 'not_found' });
    });

    it('keeps arguments, preview and change sets as they were shown', async () => {
      const { id } = await createTask(at.store);
      const approval = anApproval(id, { changeSetIds: ['c1', 'c2'], arguments: { z: 1, a: { '\u0000': 'ü' } } });
      expect(await at.store.putApproval('k', approval)).toEqual(approval);
    });

    it('of two answers at the same time one wins, and the log has one decision and one nudge', async () => {
      const other = await at.other();
      for (const round of upTo(8)) {
        const { id } = await createTask(at.store);
        const approval = await at.store.putApproval(`k${round}`, anApproval(id));
        const both = await Promise.all([
          at.store.decideApproval(approval.id, allow('laptop')),
          other.decideApproval(approval.id, deny('phone')),
        ]);
        expect(both.map((outcome) => outcome.kind).toSorted()).toEqual(['lost', 'won']);
        const stored = await at.store.approval(approval.id);
        for (const outcome of both) expect('approval' in outcome && outcome.approval).toEqual(stored);
        expect((await logOf(at.store, id)).filter((type) => type === 'approval_decided')).toHaveLength(1);
        expect((await at.store.outbox(100)).filter((row) => row.kind === 'nudge' && row.taskId === id)).toHaveLength(1);
      }
    });

    it('who lost the answer to his own decision is told that it stands; another decision or decider has lost', async () => {
      const { id } = await createTask(at.store);
      const { id: approval } = await at.store.putApproval('k', anApproval(id));
      const decision = { ...allow('d1'), operations: ['o1'], note: 'only this', scope: 'task', path: '/home/me/Other' } as const;
      const won = await at.store.decideApproval(approval, decision);
      expect(won).toMatchObject({
        kind: 'won',
        approval: {
          status: 'allowed',
          decidedBy: 'cli',
          scope: 'task',
          note: 'only this',
          operations: ['o1'],
          pickedPath: '/home/me/Other',
        },
      });
      expect((await at.store.decideApproval(approval, decision)).kind).toBe('same');
      expect((await at.store.decideApproval(approval, deny('d1'))).kind).toBe('lost');
      expect((await at.store.decideApproval(approval, allow('d2'))).kind).toBe('lost');
      expect((await at.store.decideApproval('anone', allow('d1'))).kind).toBe('unknown');
      expect((await at.store.events(id, 2, 5)).map((event) => event.type)).toEqual(['approval_decided']);
      expect((await at.store.events(id, 2, 5))[0]).toMatchObject({
        decision: 'allowed',
        scope: 'task',
        decidedBy: 'cli',
        note: 'only this',
      });
    });

    it('superseding takes a pending one only', async () => {
      const { id } = await createTask(at.store);
      const [a, b] = [await at.store.putApproval('a', anApproval(id)), await at.store.putApproval('b', anApproval(id))];
      await at.store.decideApproval(a.id, deny('d'));
      await at.store.supersedeApproval(a.id);
      await at.store.supersedeApproval(b.id);
      await at.store.supersedeApproval(b.id);
      await at.store.supersedeApproval('anone');
      expect((await at.store.approval(a.id))?.status).toBe('denied');
      expect((await at.store.approval(b.id))?.status).toBe('superseded');
      expect((await at.store.decideApproval(b.id, allow('d'))).kind).toBe('lost');
      const decided = (await at.store.events(id, 0, 10)).filter((event) => event.type === 'approval_decided');
      expect(decided.map((event) => event.decision)).toEqual(['denied', 'superseded']);
    });

    it('superseding takes an allowed one only when told so: files had changed, nothing of it was applied', async () => {
      const { id } = await createTask(at.store);
      const asked = await at.store.putApproval('k', anApproval(id));
      expect(await at.store.supersedeApproval(asked.id, 'allowed')).toBe(false);
      await at.store.decideApproval(asked.id, allow('d'));
      expect(await at.store.supersedeApproval(asked.id)).toBe(false);
      expect(await at.store.supersedeApproval(asked.id, 'allowed')).toBe(true);
      expect(await at.store.approval(asked.id)).toMatchObject({ status: 'superseded', decidedBy: 'cli', scope: 'once' });
      expect((await at.store.putApproval('k', anApproval(id))).id).not.toBe(asked.id);
    });

    it('lists newest first by status and task, in pages that hold while answers come in', async () => {
      const [one, two] = [await createTask(at.store), await createTask(at.store)];
      for (const n of upTo(7))
        await at.store.putApproval(`k${n}`, anApproval(n % 2 ? one.id : two.id, { createdAt: `2030-01-0${n}T00:00:00.000Z` }));
      const days = (page: Awaited<ReturnType<TaskStore['listApprovals']>>): string[] =>
        page.items.map((item) => item.createdAt.slice(9, 10));
      const first = await at.store.listApprovals({ limit: 3, status: 'pending' });
      expect(days(first)).toEqual(['7', '6', '5']);
      await at.store.decideApproval(first.items[1]?.id ?? '', allow('d'));
      const second = await at.store.listApprovals({ limit: 10, status: 'pending', cursor: first.next ?? '' });
      expect(days(second)).toEqual(['4', '3', '2', '1']);
      expect(second.next).toBeUndefined();
      expect(await at.store.countApprovals({ status: 'pending' })).toBe(6);
      expect(await at.store.countApprovals({ status: 'pending', taskId: two.id })).toBe(2);
      expect(await at.store.countApprovals({})).toBe(7);
      expect(days(await at.store.listApprovals({ limit: 10, taskId: two.id }))).toEqual(['6', '4', '2']);
      expect(days(await at.store.listApprovals({ limit: 10, status: 'allowed', taskId: two.id }))).toEqual(['6']);
    });
  });
}
