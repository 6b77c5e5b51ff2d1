// Contract: transactions are whole or nothing, and hints speak only of what is committed.
import { describe, expect, it } from '@jest/globals';
import { createTask, logOf, type MakeDatabase, note } from './database.ts';
import { eachWithStores } from './stores.ts';

export function transactionContract(make: MakeDatabase): void {
  describe('transactions and hints', () => {
    const at = eachWithStores(make);

    it('hints come after the commit, once per task with its last number, and the rows are there for anybody', async () => {
      const told: string[] = [];
      const seen: Promise<number>[] = [];
      const reader = await at.other();
      const store = await at.db.open({
        onAppended: (taskId, seq) => {
          told.push(`appended ${seq}`);
          seen.push(reader.events(taskId, 0, 100).then((events) => events.length));
        },
        onOutbox: () => told.push('outbox'),
        onRequest: () => told.push('request'),
      });
      const id = await store.transaction(async (tx) => {
        const task = await createTask(tx);
        await tx.append(task.id, note('one'));
        await tx.append(task.id, note('two'));
        await tx.enqueueRequest({ taskId: task.id, kind: 'folders', body: {} });
        expect(told).toEqual([]);
        return task.id;
      });
      expect(told).toEqual(['appended 3', 'outbox', 'request']);
      expect(await Promise.all(seen)).toEqual([3]);
      await store.append(id, note('three'));
      expect(told.slice(3)).toEqual(['appended 4']);
    });

    it('a rollback leaves no row, no number used up and no hint', async () => {
      const told: string[] = [];
      const tell = (): void => void told.push('hint');
      const { id } = await createTask(at.store);
      const store = await at.db.open({ onAppended: tell, onOutbox: tell, onRequest: tell });
      const before = await at.db.dump();
      const work = store.transaction(async (tx) => {
        await createTask(tx);
        await tx.append(id, note('lost'));
        await tx.addInbox(id, { text: 'lost' });
        await tx.putSetting('lost', true);
        await tx.enqueueRequest({ taskId: id, kind: 'undo', body: {} });
        throw new Error('changed my mind');
      });
      await expect(work).rejects.toThrow('changed my mind');
      expect(await at.db.dump()).toEqual(before);
      expect(told).toEqual([]);
      expect((await store.append(id, note('kept')))?.seq).toBe(2);
    });

    it('a write that failed inside spoils the transaction, also when its error was caught', async () => {
      const { id } = await createTask(at.store);
      const work = at.store.transaction(async (tx) => {
        await tx.append(id, note('half'));
        await tx
          .putMessage({ taskId: 'tnone', step: 0, role: 'user', content: [], stopReason: undefined, attempt: 1 })
          .catch(() => {});
      });
      await expect(work).rejects.toMatchObject({ code: 'not_found' });
      expect(await logOf(at.store, id)).toEqual(['task_created']);
    });

    it('transactions within one join it: all of them go back together', async () => {
      const { id } = await createTask(at.store);
      const work = at.store.transaction(async (tx) => {
        await tx.transaction((inner) => inner.append(id, note('inner')));
        expect(await logOf(tx, id)).toEqual(['task_created', 'notice']);
        throw new Error('outer');
      });
      await expect(work).rejects.toThrow('outer');
      expect(await logOf(at.store, id)).toEqual(['task_created']);
    });

    it('a listener that throws does not make a committed write look failed', async () => {
      const store = await at.db.open({
        onAppended: () => {
          throw new Error('socket closed');
        },
      });
      const task = await createTask(store);
      expect(await logOf(store, task.id)).toEqual(['task_created']);
    });

    it('nobody sees half of a transaction', async () => {
      const { id } = await createTask(at.store);
      const reader = await at.other();
      let meanwhile: string[] = [];
      await at.store.transaction(async (tx) => {
        await tx.append(id, note('one'));
        meanwhile = await logOf(reader, id);
        await tx.append(id, note('two'));
      });
      expect(meanwhile).toEqual(['task_created']);
      expect(await logOf(reader, id)).toHaveLength(3);
    });
  });
}
