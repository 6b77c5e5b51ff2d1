// Contract: change sets and outputs as the desktop mirrors them.
import { describe, expect, it } from '@jest/globals';
import type { Operation } from '../../../src/contract/changes.ts';
import { aChangeSet, aMove, anOutput, AT, createTask, logOf, type MakeDatabase, upTo } from './database.ts';
import { eachWithStores } from './stores.ts';

const MANY = 10_000;

export function changeContract(make: MakeDatabase): void {
  describe('changes and outputs', () => {
    const at = eachWithStores(make);

    it('10,000 operations go in with their head and come out in pages, in order, each once', async () => {
      const { id } = await createTask(at.store);
      const head = aChangeSet(id);
      await at.store.putChangeSet(head, upTo(MANY).map(aMove));
      const found: Operation[] = [];
      let cursor: string | undefined;
      do {
        const page = await at.store.operations(head.id, { limit: 999, ...(cursor === undefined ? {} : { cursor }) });
        expect(page.items.length).toBeLessThanOrEqual(999);
        found.push(...page.items);
        cursor = page.next;
      } while (cursor !== undefined);
      expect(found).toEqual(upTo(MANY).map(aMove));
    });

    it('the same set again changes nothing', async () => {
      const { id } = await createTask(at.store);
      const head = aChangeSet(id);
      await at.store.putChangeSet(head, [aMove(1), aMove(2)]);
      await at.store.putChangeSet({ ...head, summary: 'other' }, [aMove(3)]);
      expect(await at.store.changeSet(head.id)).toEqual(head);
      expect((await at.store.operations(head.id, { limit: 10 })).items).toEqual([aMove(1), aMove(2)]);
      await expect(at.store.putChangeSet(aChangeSet('tnone'), [])).rejects.toMatchObject({ code: 'not_found' });
    });

    it('two desktops of one task do not stand in each other’s way', async () => {
      const { id } = await createTask(at.store);
      const other = await at.other();
      const heads = upTo(6).map(() => aChangeSet(id));
      await Promise.all(heads.map((head, n) => (n % 2 ? at.store : other).putChangeSet(head, [aMove(n)])));
      expect((await at.store.changeSets(id, { limit: 10 })).items).toHaveLength(6);
    });

    it('a patch sets what it names', async () => {
      const { id } = await createTask(at.store);
      const head = aChangeSet(id, { irreversible: ['/folders/Downloads/big.iso'], undoOf: 'c0' });
      await at.store.putChangeSet(head, []);
      await at.store.patchChangeSet(head.id, { state: 'applied', appliedAt: AT });
      await at.store.patchChangeSet(head.id, { undoable: false, reason: 'pruned' });
      await at.store.patchChangeSet(head.id, {});
      expect(await at.store.changeSet(head.id)).toEqual({
        ...head,
        state: 'applied',
        appliedAt: AT,
        undoable: false,
        reason: 'pruned',
      });
      expect(await at.store.changeSet('cnone')).toBeUndefined();
    });

    it('operations that were left out are marked, the others stay as they are', async () => {
      const { id } = await createTask(at.store);
      const head = aChangeSet(id);
      await at.store.putChangeSet(head, upTo(3).map(aMove));
      await at.store.patchChangeSet(head.id, { leftOut: [] });
      for (let times = 0; times < 2; times += 1) await at.store.patchChangeSet(head.id, { leftOut: ['o2'] });
      const { items } = await at.store.operations(head.id, { limit: 10 });
      expect(items).toEqual([aMove(1), { ...aMove(2), leftOut: true }, aMove(3)]);
    });

    it('sets of a task come in the order in which they arrived, in pages that go on where they ended', async () => {
      const { id } = await createTask(at.store);
      const heads = upTo(5).map(() => aChangeSet(id));
      for (const head of heads) await at.store.putChangeSet(head, []);
      const first = await at.store.changeSets(id, { limit: 3 });
      const late = aChangeSet(id);
      await at.store.putChangeSet(late, []);
      const second = await at.store.changeSets(id, { limit: 3, cursor: first.next ?? '' });
      expect([...first.items, ...second.items].map((head) => head.id)).toEqual([...heads, late].map((head) => head.id));
      expect(second.next).toBeUndefined();
    });

    it('an output is told once', async () => {
      const { id } = await createTask(at.store);
      const output = anOutput(id, { deliveredTo: '/home/me/Cowork/report.md' });
      await at.store.putOutput(output);
      await at.store.putOutput({ ...output, name: 'other' });
      expect(await at.store.output(output.id)).toEqual(output);
      expect(await at.store.outputs(id)).toEqual([output]);
      expect(await logOf(at.store, id)).toEqual(['task_created', 'output_added']);
    });

    it('an output is told again when it lies elsewhere, once', async () => {
      const { id } = await createTask(at.store);
      const made = anOutput(id);
      const aside = { ...made, path: '/outputs/report.v1.md' };
      for (const output of [made, aside, aside]) await at.store.putOutput(output);
      expect(await at.store.outputs(id)).toEqual([aside]);
      expect(await logOf(at.store, id)).toEqual(['task_created', 'output_added', 'output_added']);
    });

    it('an output is told again when it is delivered, once', async () => {
      const { id } = await createTask(at.store);
      const { deliveredTo: _, ...made } = anOutput(id);
      const delivered = { ...made, deliveredTo: '/home/me/Cowork/report.md' };
      await at.store.putOutput(made);
      await at.store.putOutput(delivered);
      await at.store.putOutput(delivered);
      expect(await at.store.outputs(id)).toEqual([delivered]);
      expect(await logOf(at.store, id)).toEqual(['task_created', 'output_added', 'output_added']);
    });
  });
}
