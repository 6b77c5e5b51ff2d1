// Giving a proposed set up: nothing of the user's was touched, so only what was staged goes.
import { CoworkError } from '../../contract/errors.ts';
import type { ToolResult } from '../../contract/tool-result.ts';
import type { ChangeSets } from '../port.ts';
import type { Context } from './context.ts';
import { createFolders } from './folders.ts';
import type { Conflict } from './model.ts';
import { readPart, readSet, setOrThrow, writePart } from './records.ts';
import type { ChangesDb } from './schema.ts';
import { discardStaged } from './tidy.ts';
import { requestOf } from './undo-choice.ts';

/** State and receipt commit together. A set that is over keeps its end and its receipt. */
export async function rejectSet(c: Context, id: string, receipt: ToolResult): Promise<ToolResult> {
  const { key } = await setOrThrow(c.db, id);
  const stored = await c.db.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('change_sets')
      .set({ state: 'rejected', phase: 'done' })
      .where('id', '=', id)
      .where('phase', '=', 'staged')
      .executeTakeFirst();
    const set = await setOrThrow(trx, id);
    if (numUpdatedRows === 0n && set.phase !== 'done') return undefined;
    if (numUpdatedRows > 0n) await writePart(trx, id, 'draft', []);
    return c.ledger.receiptIn(trx, key, receipt);
  });
  if (!stored) throw new CoworkError('already_decided', 'This change is being applied at this moment');
  c.faults('rejected');
  await discard(c, id);
  return stored;
}

/** `conflicts` are kept with it: who asks again after a crash hears the same. False: it waited no more. */
export async function giveUp(
  c: Context,
  id: string,
  state: 'conflict' | 'rejected',
  conflicts: readonly Conflict[] = [],
): Promise<boolean> {
  const waited = await c.db.transaction().execute(async (trx) => {
    const { fate } = await setOrThrow(trx, id);
    const { numUpdatedRows } = await trx
      .updateTable('change_sets')
      .set({ state, phase: 'done', ...(conflicts.length === 0 ? {} : { fate: JSON.stringify({ ...fate, conflicts }) }) })
      .where('id', '=', id)
      .where('phase', '=', 'staged')
      .executeTakeFirst();
    if (numUpdatedRows > 0n) await writePart(trx, id, 'draft', []);
    return numUpdatedRows > 0n;
  });
  await discard(c, id);
  return waited;
}

/** All sets that wait, read from their rows alone: also one whose record is damaged is none of the others' trouble. */
export async function undecidedSets(db: ChangesDb): ReturnType<ChangeSets['undecided']> {
  const rows = await db
    .selectFrom('change_sets')
    .select(['id', 'task_id', 'undo_key'])
    .where('phase', '=', 'staged')
    .orderBy('n')
    .execute();
  return rows.map(({ id, task_id: taskId, undo_key: key }) => ({
    ...{ id, taskId },
    ...(key === null ? {} : { requestId: requestOf(key) }),
  }));
}

/** In its turn, so that whoever is applying it comes to the decision first. */
export async function abandonSet(c: Context, id: string): Promise<boolean> {
  const set = await readSet(c.db, id);
  if (!set) return false;
  return c.locks.run(
    set.head.roots.map((root) => root.root),
    () => giveUp(c, id, 'rejected'),
  );
}

/** Only of a set that never was decided: its rooms hold nothing else than what staging made. */
export async function discard(c: Context, id: string): Promise<void> {
  const set = await setOrThrow(c.db, id);
  if (set.fate.allowed !== undefined) return;
  const folders = createFolders(await readPart(c.db, id, 'folder'));
  try {
    discardStaged(folders);
  } finally {
    folders.close();
  }
}
