// The open journal of one set: what was decided, ready to be rolled either way. The same object serves apply and recovery.
import { fstatSync, fsyncSync } from 'node:fs';
import { CoworkError } from '../../contract/errors.ts';
import type { Context } from './context.ts';
import { createFolders, type Folders } from './folders.ts';
import type { Hop, Plan, SetFate, SetRecord, TouchedFolder } from './model.ts';
import { readPart, readPlan, setOrThrow, writePart } from './records.ts';

export interface Journal {
  readonly set: SetRecord;
  readonly plan: Plan;
  readonly folders: Folders;
  readonly hops: readonly Hop[];
  /** The bases of things were looked at again, or rooms were made, after the plan was stored. */
  readonly planChanged?: boolean;
  /** Grows as things come out; written with each commit. */
  readonly fate: SetFate;
}

/** Reads a decided set back. The caller closes `folders`. */
export async function openJournal(c: Context, id: string): Promise<Journal> {
  const set = await setOrThrow(c.db, id);
  const plan = await readPlan(c.db, set);
  const hops = await readPart(c.db, id, 'hop');
  refuseDamaged({ set, plan, hops });
  const folders = createFolders(plan.folders);
  expectMoves(folders, plan, hops);
  return { set, plan, folders, hops, fate: { ...set.fate } };
}

/** Lists that lost a part would look like less work to do. @throws CoworkError internal */
function refuseDamaged({ set, plan, hops }: Pick<Journal, 'set' | 'plan' | 'hops'>): void {
  const isThere = ({ thing, from, to, over }: Hop): boolean =>
    [thing, ...(over ? [over.thing] : [])].every((id) => plan.things[id]) &&
    [from, to, ...(over ? [over.keep] : [])].every((spot) => plan.folders[spot.folder]);
  const moved = new Set(hops.map((hop) => hop.change));
  const allowed = new Set(set.fate.allowed);
  const lost = plan.changes.find(({ id, transfers }) => allowed.has(id) && transfers.length > 0 && !moved.has(id));
  if (allowed.size > 0 && plan.changes.length > 0 && !lost && hops.every(isThere)) return;
  throw new CoworkError('internal', 'its journal is damaged');
}

/** A folder that the set moves may be at any of its spots when it is looked for. */
export function expectMoves(folders: Folders, plan: Plan, hops: readonly Hop[]): void {
  for (const hop of hops) {
    const { folder } = plan.things[hop.thing]!;
    if (folder !== undefined) folders.mayBeAt(folder, hop.to);
  }
}

/**
 * The point of no return. Everything that recovery needs is in this one transaction. False when the set is no longer waiting (another
 * apply was faster, or it was given up).
 */
export async function decideForward(c: Context, journal: Journal, approvalId: string | undefined): Promise<boolean> {
  const { set, plan, hops, fate } = journal;
  c.faults('before-decided');
  const decided = await c.db.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('change_sets')
      .set({ phase: 'forward', fate: JSON.stringify(fate), approval_id: approvalId ?? null })
      .where('id', '=', set.id)
      .where('phase', '=', 'staged')
      .where('state', '=', 'proposed')
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return false;
    if (journal.planChanged !== false) await writePart(trx, set.id, 'thing', plan.things);
    await writePart(trx, set.id, 'folder', plan.folders);
    await writePart(trx, set.id, 'hop', hops);
    return true;
  });
  if (decided) c.faults('decided');
  return decided;
}

/** Committed before the first hop is taken back, so that a crash in between goes on backwards. */
export async function decideBack(c: Context, journal: Journal): Promise<void> {
  c.faults('before-decided-back');
  await c.db
    .updateTable('change_sets')
    .set({ phase: 'back', fate: JSON.stringify(journal.fate) })
    .where('id', '=', journal.set.id)
    .execute();
  c.faults('decided-back');
}

/** Folders of the user's whose list of names the hops change. */
export function touchedFolders({ folders, hops }: Pick<Journal, 'folders' | 'hops'>): TouchedFolder[] {
  const ids = new Set(hops.flatMap((hop) => [hop.from.folder, hop.to.folder]));
  return [...ids]
    .map((id) => folders.records[id]!)
    .filter((record) => record.own === undefined && record.ino !== '')
    .map((record) => ({
      path: record.path,
      folder: record.id,
      dev: record.dev,
      ino: record.ino,
      before: mtimeOf(folders, record.id),
    }));
}

export const mtimeOf = (folders: Folders, id: number): string => String(fstatSync(folders.open(id).fd, { bigint: true }).mtimeNs);

/** Names reach the disk before the receipt does. */
export function syncFolders({ folders, hops }: Pick<Journal, 'folders' | 'hops'>): void {
  for (const id of new Set(hops.flatMap((hop) => [hop.to.folder, hop.from.folder, ...(hop.over ? [hop.over.keep.folder] : [])])))
    fsyncSync(folders.open(id).fd);
}
