// Contract: the log of a task has every number from 1, in commit order, whoever writes.
import { describe, expect, it } from '@jest/globals';
import { createTask, type MakeDatabase, note, upTo } from './database.ts';
import { eachWithStores } from './stores.ts';

export function eventContract(make: MakeDatabase): void {
  describe('events', () => {
    const at = eachWithStores(make);

    it('numbers have no gap and no double under two writers, and a reader that follows them never skips one', async () => {
      const { id } = await createTask(at.store);
      const other = await at.other();
      const reader = await at.db.open();
      const writers = Promise.all(
        [at.store, other].map(async (store, who) => {
          for (const n of upTo(20)) await store.append(id, note(`${who}/${n}`));
        }),
      );
      const followed: number[] = [];
      let writing = true;
      const done = writers.then(() => (writing = false));
      do {
        const more = await reader.events(id, followed.length, 7);
        followed.push(...more.map((event) => event.seq));
        await new Promise((resolve) => setTimeout(resolve, 1));
      } while (writing || followed.length < 41);
      await done;
      expect(followed).toEqual(upTo(41));
      expect((await at.store.task(id))?.lastSeq).toBe(41);
    });

    it('one rolled back in the middle leaves no gap', async () => {
      const { id } = await createTask(at.store);
      await at.store.append(id, note('a'));
      await at.store
        .transaction(async (tx) => {
          await tx.append(id, note('b'));
          throw new Error('no');
        })
        .catch(() => {});
      await at.store.append(id, note('c'));
      expect((await at.store.events(id, 0, 10)).map((event) => event.seq)).toEqual([1, 2, 3]);
    });

    it('the same key appends once per task, also when two do it at the same time', async () => {
      const [{ id }, second] = [await createTask(at.store), await createTask(at.store)];
      const other = await at.other();
      for (const n of upTo(6)) {
        const both = await Promise.all([at.store.append(id, note('x'), `k${n}`), other.append(id, note('x'), `k${n}`)]);
        expect(both.filter((event) => event !== undefined)).toHaveLength(1);
      }
      expect(await at.store.append(second.id, note('x'), 'k1')).toBeDefined();
      expect((await at.store.events(id, 0, 100)).map((event) => event.seq)).toEqual(upTo(7));
    });

    it('reads from a number on, as many as asked; a task that is gone has no log', async () => {
      const { id } = await createTask(at.store);
      for (const n of upTo(9)) await at.store.append(id, note(`${n}`));
      const some = await at.store.events(id, 4, 3);
      expect(some.map((event) => event.seq)).toEqual([5, 6, 7]);
      expect(some[0]).toMatchObject({ taskId: id, type: 'notice', text: '4' });
      expect(await at.store.append('tnone', note('x'))).toBeUndefined();
      expect(await at.store.append('tnone', note('x'), 'k')).toBeUndefined();
    });
  });
}
