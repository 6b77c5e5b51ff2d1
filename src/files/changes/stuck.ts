// Sets that got stuck: an undo first brings them to the end that their journals name, now that what was in the way may be gone.
import { isCoworkError } from '../../contract/errors.ts';
import type { UndoResult } from '../../contract/http.ts';
import { retrySet } from './apply.ts';
import type { Context } from './context.ts';
import { shownSet } from './frozen.ts';
import { recordOf, rowOf } from './records.ts';
import type { ChangesDb } from './schema.ts';
import { familyOf, type UndoRequest } from './undo-choice.ts';

/** A stuck set and the set of the tool call that it is, or works on. */
export interface StuckSet {
  readonly id: string;
  readonly root: string;
}

/** Those that the request is about, newest first. A redo is about undo sets only: what a tool call left half done is not wanted again. */
export async function stuckSets(db: ChangesDb, request: UndoRequest): Promise<StuckSet[]> {
  const rows = await db
    .selectFrom('change_sets')
    .select(['id', 'root_id', 'is_undo'])
    .where('task_id', 'in', familyOf(request))
    .where('state', '=', 'stuck')
    .orderBy('n', 'desc')
    .execute();
  const named = request.changeSetId === undefined ? undefined : await rowOf(db, request.changeSetId);
  return rows
    .filter((row) => !request.redo || row.is_undo === 1)
    .map((row) => ({ id: row.id, root: row.root_id ?? row.id }))
    .filter(({ root }) => named === undefined || root === (named.root_id ?? named.id));
}

/** Tries once more and says what came of it. Called again for a set that is no longer stuck, it says the same. */
export async function settleStuck(c: Context, { id, root }: StuckSet): Promise<UndoResult['results'][number]> {
  let failure: string | undefined;
  try {
    await retrySet(c, id);
  } catch (error) {
    // A journal that cannot be followed says so itself, below.
    failure = isCoworkError(error) && error.code !== 'internal' ? error.detail : '';
  }
  const row = (await rowOf(c.db, id))!;
  const { state, summary, reason } = (await shownSet(c.db, row))!;
  const said = { changeSetId: root, ...(row.is_undo === 1 ? { undoSetId: id } : {}), conflicts: [], kept: [] };
  if (state === 'applied') return { ...said, state: row.is_undo === 1 ? 'undone' : 'nothing', summary };
  if (state !== 'stuck')
    return { ...said, state: 'undone', summary: `What had stopped half-way is now taken back whole: ${summary}` };
  if (failure !== undefined) return { ...said, state: 'failed', summary: `Still stuck: ${failure || (reason ?? summary)}` };
  const conflicts = [...(recordOf(row).fate.stuck ?? [])];
  return { ...said, state: 'failed', conflicts, summary: `Still neither finished nor taken back: ${summary}` };
}
