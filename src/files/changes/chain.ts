// Undo sets and what they flip. Each operation of a root set is either done or undone; the set that flipped it last holds what is
// needed to flip it again. So undoing, redoing, and doing so in parts are one and the same: invert the heads.
import type { Journal } from './journal.ts';
import type { SetFate } from './model.ts';
import { readPart, recordOf } from './records.ts';
import type { ChangesTrx } from './schema.ts';

export type Heads = NonNullable<SetFate['heads']>;

/** In the transaction that marks an undo set applied: its operations become the heads of the root's. */
export async function flipHeads(trx: ChangesTrx, { set, fate }: Journal, rootId: string): Promise<void> {
  const row = await trx.selectFrom('change_sets').selectAll().where('id', '=', rootId).executeTakeFirstOrThrow();
  const root = recordOf(row);
  const heads: Heads = { ...root.fate.heads };
  const before = new Set<string>();
  const undone = fate.direction === 'undo';
  for (const id of fate.flipped ?? []) {
    const head = heads[id];
    if (head) before.add(head.set);
    heads[id] = { set: set.id, undone };
  }
  const changes = await readPart(trx, rootId, 'change');
  const left = new Set(root.fate.leftOut ?? []);
  const all = changes.filter((change) => !left.has(change.id));
  const allUndone = all.every((change) => heads[change.id]?.undone === true);
  await trx
    .updateTable('change_sets')
    .set({ fate: JSON.stringify({ ...root.fate, heads }), state: allUndone ? 'undone' : 'applied' })
    .where('id', '=', rootId)
    .execute();
  // A set in between that heads nothing any more is itself taken back.
  const heading = new Set(Object.values(heads).map((head) => head.set));
  for (const id of before)
    if (!heading.has(id)) await trx.updateTable('change_sets').set({ state: 'undone' }).where('id', '=', id).execute();
}
