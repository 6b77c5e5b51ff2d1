// Contract: deleting a task leaves nothing of it, and nothing of another task goes with it.
import { describe, expect, it } from '@jest/globals';
import { textResult } from '../../../src/contract/tool-result.ts';
import type { TaskStore } from '../../../src/store/port.ts';
import { aChangeSet, allow, aMove, anApproval, anOutput, aQuestion, createTask, type MakeDatabase } from './database.ts';
import { eachWithStores } from './stores.ts';

let threads = 0;
/** Puts something into every table, each with the secret word in it. */
async function fill(store: TaskStore, secret: string): Promise<string> {
  await store.putUpload({ id: `u-${secret}`, name: `${secret}.pdf`, bytes: 1, type: 'application/pdf' });
  const { id: threadId } = await store.createThread({
    ...{ id: `h-${secret.length}-${threads++}`, title: 'x', folders: undefined, mode: 'ask', model: undefined, budget: {} },
  });
  const { id } = await createTask(store, { prompt: secret, title: secret, attachments: [`u-${secret}`], threadId });
  await store.addInbox(id, { text: secret });
  await store.putMessage({ taskId: id, step: 0, role: 'assistant', content: [secret], stopReason: 'end_turn', attempt: 1 });
  await store.putCompaction(id, { uptoStep: 0, summary: secret, clearedStep: 0 });
  const usage = { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0, usd: 1 };
  await store.endAttempt(id, 0, await store.startAttempt(id, 0), { outcome: 'stored', usage });
  await store.putToolResult({ taskId: id, step: 0, index: 0 }, 'bash', textResult('command', secret), 1);
  const approval = await store.putApproval(`a-${secret}`, anApproval(id));
  await store.decideApproval(approval.id, { ...allow('d'), note: secret });
  await store.putQuestion(`q-${secret}`, aQuestion(id, { question: secret }));
  await store.putChangeSet(aChangeSet(id, { summary: secret }), [{ ...aMove(1), diff: secret }]);
  const request = { key: { taskId: id, step: 0, index: 0 }, method: 'GET', host: `${secret}.example`, port: 443, path: secret };
  await store.endNetworkRequest((await store.beginNetworkRequest(request))!, { bytesOut: 1, bytesIn: 1, failed: secret });
  await store.refuseNetworkRequest(request, 'unknown_host');
  await store.putOutput(anOutput(id, { name: secret }));
  await store.endRequest(await store.enqueueRequest({ taskId: id, kind: 'undo', body: { secret } }), { result: [] });
  await store.enqueueRequest({ taskId: id, kind: 'redo', body: { secret } });
  await store.idempotent(`i-${secret}`.slice(0, 3) + id, 'h');
  await store.putIdempotent(`i-${secret}`.slice(0, 3) + id, { status: 201, body: { id, prompt: secret } });
  return id;
}

const textOf = (rows: Map<string, unknown[]>): string => JSON.stringify([...rows]);

export function deletionContract(make: MakeDatabase): void {
  describe('deletion', () => {
    const at = eachWithStores(make);

    it('removes every row and every word of the task, and no row of another', async () => {
      const gone = await fill(at.store, 'vermilion');
      const kept = await fill(at.store, 'cerulean');
      const before = await at.db.dump();
      const empty = [...before].filter(([, rows]) => rows.length === 0).map(([table]) => table);
      expect(empty.toSorted()).toEqual([
        ...['folders', 'former_spending', 'presence', 'schedule_runs', 'schedules', 'search_pending', 'settings'],
      ]);
      await at.store.deleteTask(gone);
      const after = await at.db.dump();
      expect(textOf(after)).not.toContain('vermilion');
      const withoutKey = new Map([...after].filter(([table]) => table !== 'idempotency'));
      expect(textOf(withoutKey)).not.toContain(gone);
      expect(await at.store.task(gone)).toBeUndefined();
      expect(await at.store.events(gone, 0, 100)).toEqual([]);
      const mine = (rows: Map<string, unknown[]>): string[] =>
        [...rows]
          .flatMap(([table, all]) => all.map((row) => `${table} ${JSON.stringify(row)}`))
          .filter((row) => row.includes(kept));
      expect(mine(after)).toEqual(mine(before));
      // The index of words is put together anew now and then.
      const count = (rows: Map<string, unknown[]>): number =>
        textOf(new Map([...rows].filter(([table]) => !table.startsWith('search_words')))).split('cerulean').length;
      expect(count(after)).toBe(count(before));
    });

    it('orders about the deleted task stay: to end it in the engine, and to remove what the desktop keeps', async () => {
      const { id } = await createTask(at.store);
      await at.store.enqueue('nudge', id);
      await at.store.enqueue('delete', id);
      const request = await at.store.enqueueRequest({ taskId: id, kind: 'delete', body: {} });
      await at.store.deleteTask(id);
      expect(await at.store.outbox(10)).toMatchObject([{ kind: 'delete', taskId: id }]);
      expect((await at.store.pendingRequests()).map((one) => one.id)).toEqual([request]);
      await at.store.endRequest(request, { result: [] });
      expect(await at.store.request(request)).toBeUndefined();
    });

    it('a late repeat of the request that made it makes no second task', async () => {
      const { id } = await createTask(at.store);
      await at.store.idempotent('k', 'h');
      await at.store.putIdempotent('k', { status: 201, body: { id } });
      await at.store.deleteTask(id);
      expect(await at.store.idempotent('k', 'h')).toMatchObject({ status: 404, body: { code: 'not_found' } });
    });

    it('an upload that another task names stays', async () => {
      await at.store.putUpload({ id: 'u1', name: 'a.pdf', bytes: 1, type: 'application/pdf' });
      const [a, b] = [await createTask(at.store, { attachments: ['u1'] }), await createTask(at.store, { attachments: ['u1'] })];
      await at.store.deleteTask(a.id);
      expect(await at.store.upload('u1')).toBeDefined();
      await at.store.deleteTask(b.id);
      expect(await at.store.upload('u1')).toBeUndefined();
      await at.store.deleteTask(b.id);
    });
  });
}
