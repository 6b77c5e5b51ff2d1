// Answers to approvals: first one wins, from any device, and only for what was asked.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import type { Approval, Operation } from '../../src/contract/changes.ts';
import { openRig, type Rig, until } from './rig.ts';
import { aChangeSet, aMove, anApproval, createTask, logOf, upTo } from '../store/contract/database.ts';

let rig: Rig;
let taskId: string;
beforeEach(async () => {
  rig = await openRig();
  taskId = (await createTask(rig.store)).id;
});
afterEach(() => rig.close());

const ask = (over: Partial<Approval> = {}): Promise<Approval> =>
  rig.store.putApproval(crypto.randomUUID(), anApproval(taskId, over));
const decide = (approval: { id: string }, body: object, options: { key?: string; headers?: Record<string, string> } = {}) =>
  rig.call<Approval & { code: string; detail: string; approval: Approval; needed: string[] }>(
    'POST',
    `/approvals/${approval.id}`,
    { body, ...options },
  );

describe('a decision', () => {
  it('is stored with who made it, and wakes the task', async () => {
    const approval = await ask();
    const { status, body } = await decide(
      approval,
      { decision: 'allow', note: 'fine' },
      { headers: { 'x-cowork-device': 'Handy%20%C3%BC' } },
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'allowed', decidedBy: 'Handy ü', scope: 'once', note: 'fine' });
    await until(() => rig.engine.calls.includes(`nudge ${taskId}`));
    expect(await logOf(rig.store, taskId)).toContain('approval_decided');
  });

  it('that comes second is refused with the winner', async () => {
    const approval = await ask();
    await decide(approval, { decision: 'deny' }, { headers: { 'cowork-device': 'phone' } });
    const second = await decide(approval, { decision: 'allow' });
    expect(second).toMatchObject({
      status: 409,
      body: { code: 'already_decided', approval: { status: 'denied', decidedBy: 'phone' } },
    });
    expect(second.body.detail).toContain('denied by phone');
    // Even the same words from somebody else are a second answer.
    expect((await decide(approval, { decision: 'deny' })).status).toBe(409);
  });

  it('that is repeated after a lost answer is the same decision', async () => {
    const approval = await ask();
    const first = await decide(approval, { decision: 'allow' }, { key: 'k1' });
    const again = await decide(approval, { decision: 'allow' }, { key: 'k1' });
    expect([again.status, again.body]).toEqual([200, first.body]);
  });

  it('of fifty at once is one', async () => {
    const approval = await ask();
    const all = await Promise.all(
      upTo(50).map((n) => decide(approval, { decision: n % 2 ? 'allow' : 'deny' }, { key: `k${n}` })),
    );
    expect(all.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect((await logOf(rig.store, taskId)).filter((type) => type === 'approval_decided')).toHaveLength(1);
  });

  it('of a task that ended is too late, and says so', async () => {
    const approval = await ask();
    await rig.store.finishTask(taskId, { status: 'cancelled' });
    const answer = await decide(approval, { decision: 'allow' });
    expect(answer).toMatchObject({ status: 409, body: { code: 'already_decided', approval: { status: 'superseded' } } });
    expect(answer.body.detail).toContain('over');
  });

  it('gives a folder only where the question is about one', async () => {
    const approval = await ask();
    for (const decision of ['allow', 'deny'])
      expect(await decide(approval, { decision, path: '/nope' })).toMatchObject({
        status: 422,
        body: { code: 'invalid', detail: expect.stringContaining('not about a folder; nothing was decided') },
      });
    expect((await rig.store.approval(approval.id))?.status).toBe('pending');
  });

  it('has a scope that was offered', async () => {
    const approval = await ask({ scopes: ['once'] });
    expect(await decide(approval, { decision: 'allow', scope: 'task' })).toMatchObject({
      status: 422,
      body: { code: 'invalid' },
    });
    expect((await rig.store.approval(approval.id))?.status).toBe('pending');
  });

  it('of nothing finds nothing', async () => {
    expect(await decide({ id: 'a0' }, { decision: 'allow' })).toMatchObject({ status: 404 });
  });
});

describe('a part of the operations', () => {
  const sets = async (needs: Record<string, string[]>): Promise<Approval> => {
    const head = aChangeSet(taskId);
    const operations: Operation[] = upTo(1500).map((n) => ({
      ...aMove(n),
      ...(needs[`o${n}`] ? { needs: needs[`o${n}`] } : {}),
    }));
    await rig.store.putChangeSet(head, operations);
    return ask({ changeSetIds: [head.id], preview: { ...anApproval(taskId).preview, operations: operations.slice(0, 10) } });
  };

  it('may be any that need no other, also beyond the first page', async () => {
    const approval = await sets({ o1400: ['o1'] });
    const { body } = await decide(approval, { decision: 'allow', operations: ['o1', 'o1400', 'o7'] });
    expect(body).toMatchObject({ status: 'allowed', operations: ['o1', 'o1400', 'o7'] });
  });

  it('is chosen from all of them: the preview goes on by cursor, under the ids of the question', async () => {
    const sets = [aChangeSet(taskId), aChangeSet(taskId)];
    for (const set of sets) await rig.store.putChangeSet(set, upTo(700).map(aMove));
    const ids = sets.flatMap((set) => upTo(700).map((n) => `${set.id}:o${n}`));
    const shown = upTo(700).map((n) => ({ ...aMove(n), id: `${sets[0]!.id}:o${n}` }));
    const { id } = await ask({
      tool: 'changes',
      changeSetIds: sets.map((set) => set.id),
      preview: { ...anApproval(taskId).preview, operations: shown, next: '700' },
    });
    const seen: string[] = [];
    let page = await rig.call<Approval>('GET', `/approvals/${id}`);
    for (;;) {
      seen.push(...page.body.preview.operations.map((operation) => operation.id));
      const { next } = page.body.preview;
      if (next === undefined) break;
      page = await rig.call<Approval>('GET', `/approvals/${id}?limit=300&cursor=${next}`);
    }
    expect(seen).toEqual(ids);
    expect((await rig.call('GET', `/approvals/${id}?cursor=x`)).status).toBe(400);
  });

  it('must hold what it needs: the refusal names it', async () => {
    const approval = await sets({ o1400: ['o1'] });
    const { status, body } = await decide(approval, { decision: 'allow', operations: ['o1400'] });
    expect({ status, code: body.code, needed: body.needed }).toEqual({ status: 422, code: 'operations_needed', needed: ['o1'] });
    expect(body.detail).toContain('/folders/Downloads/2030/1.pdf');
    expect((await rig.store.approval(approval.id))?.status).toBe('pending');
  });

  it('is not nothing: who wants none of it denies', async () => {
    const approval = await sets({});
    expect(await decide(approval, { decision: 'allow', operations: [] })).toMatchObject({
      status: 422,
      body: { code: 'invalid' },
    });
    expect((await rig.store.approval(approval.id))?.status).toBe('pending');
  });

  it('must be of this question', async () => {
    expect(await decide(await sets({}), { decision: 'allow', operations: ['o9999'] })).toMatchObject({
      status: 422,
      body: { code: 'invalid' },
    });
  });

  it('is named by set and operation where sets share the question', async () => {
    const [a, b] = [aChangeSet(taskId), aChangeSet(taskId)];
    await rig.store.putChangeSet(a, [aMove(1)]);
    await rig.store.putChangeSet(b, [{ ...aMove(1), needs: ['o2'] }, aMove(2)]);
    const approval = await ask({ tool: 'changes', changeSetIds: [a.id, b.id] });
    expect(await decide(approval, { decision: 'allow', operations: [`${b.id}:o1`] })).toMatchObject({
      status: 422,
      body: { needed: [`${b.id}:o2`] },
    });
    expect((await decide(approval, { decision: 'allow', operations: [`${a.id}:o1`] })).status).toBe(200);
  });
});

describe('a folder that the agent asks for', () => {
  const wish = (args: Record<string, unknown>): Promise<Approval> =>
    ask({ tool: 'request_folder', arguments: args, changeSetIds: [], scopes: ['once', 'task'] });

  it('may be another one, which is looked at first', async () => {
    const approval = await wish({ suggested_path: '/nowhere' });
    expect(await decide(approval, { decision: 'allow', path: '/nowhere-else' })).toMatchObject({
      status: 422,
      body: { code: 'no_such_file' },
    });
    expect((await decide(approval, { decision: 'allow', path: rig.folder })).body).toMatchObject({
      status: 'allowed',
      pickedPath: rig.folder,
    });
  });

  it('that can never be opened is refused to whoever allows it, and stays a question', async () => {
    for (const [suggested, code] of [
      ['/nowhere', 'no_such_file'],
      [join(rig.home, 'state'), 'sensitive_place'],
    ] as const) {
      const approval = await wish({ suggested_path: suggested });
      expect(await decide(approval, { decision: 'allow' })).toMatchObject({ status: 422, body: { code } });
      expect((await decide(approval, { decision: 'allow', path: rig.folder })).status).toBe(200);
    }
    expect((await decide(await wish({ suggested_path: rig.folder }), { decision: 'allow' })).body.pickedPath).toBeUndefined();
    expect((await decide(await wish({ suggested_path: '/nowhere' }), { decision: 'deny' })).status).toBe(200);
  });

  it('must be named by somebody', async () => {
    const approval = await wish({ reason: 'x' });
    expect(await decide(approval, { decision: 'allow' })).toMatchObject({ status: 422, body: { code: 'invalid' } });
    expect((await decide(approval, { decision: 'deny' })).status).toBe(200);
  });
});

describe('GET /approvals', () => {
  it('lists by status and task', async () => {
    const [one, two] = [await ask(), await ask()];
    await decide(one, { decision: 'deny' });
    const list = async (query: string): Promise<string[]> =>
      (await rig.call<{ items: Approval[] }>('GET', `/approvals?${query}`)).body.items.map((approval) => approval.id);
    expect(await list('status=pending')).toEqual([two.id]);
    expect((await list(`taskId=${taskId}`)).toSorted()).toEqual([one.id, two.id].toSorted());
    expect(await list('taskId=t0')).toEqual([]);
    expect((await rig.call<Approval>('GET', `/approvals/${one.id}`)).body.status).toBe('denied');
  });
});
