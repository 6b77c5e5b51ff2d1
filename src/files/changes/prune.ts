// Letting go of kept content: told first, then marked and committed, deleted last, so that nothing is ever promised that is gone.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CoworkError } from '../../contract/errors.ts';
import { taskFolder } from '../places.ts';
import type { ChangeSets, Pruned } from '../port.ts';
import { type Context, ROOM } from './context.ts';
import { sweepStores } from './recover.ts';
import type { ChangesDb } from './schema.ts';

/**
 * Answers root sets that can no longer be undone; the sets of their chain go with them. A chain in which an undo or redo is under way, or
 * stuck, stays whole: it works with what is kept.
 */
export async function prune(c: Context, limits: Parameters<ChangeSets['prune']>[0]): Promise<Pruned[]> {
  const rows = await c.db
    .selectFrom('change_sets')
    .selectAll()
    .where('phase', '=', 'done')
    .where('pruned', '=', 0)
    .where('applied_n', 'is not', null)
    .orderBy('applied_n')
    .execute();
  const chains = new Map<string, { bytes: number; newest: string; taskId: string; ids: string[] }>();
  for (const row of rows) {
    const rootId = row.root_id ?? row.id;
    const chain = chains.get(rootId) ?? { bytes: 0, newest: '', taskId: row.task_id, ids: [] };
    chains.set(rootId, chain);
    chain.bytes += row.kept_bytes;
    chain.newest = row.applied_at! > chain.newest ? row.applied_at! : chain.newest;
    chain.ids.push(row.id);
  }
  const open = new Set(limits.openTasks);
  const inUse = await rootsInUse(c.db);
  const youngest = new Date(c.now().getTime() - limits.olderThanMs).toISOString();
  let total = [...chains.values()].reduce((sum, chain) => sum + chain.bytes, 0);
  const going: (Pruned & { ids: readonly string[] })[] = [];
  for (const [setId, chain] of [...chains].sort(([, a], [, b]) => (a.newest < b.newest ? -1 : 1))) {
    if (open.has(chain.taskId) || inUse.has(setId)) continue;
    if (chain.newest >= youngest && total <= limits.maxBytes) continue;
    total -= chain.bytes;
    going.push({ setId, taskId: chain.taskId, bytes: chain.bytes, ids: chain.ids });
  }
  const told = going.map(({ ids: _, ...pruned }) => pruned);
  if (going.length > 0) await limits.tell?.(told);
  // Who was told of and is in use by now goes the next time.
  const marked = going.length > 0 ? await markPruned(c, new Map(going.map(({ setId, ids }) => [setId, ids]))) : new Set();
  await sweepStores(c, { orphans: false });
  c.faults('prune-swept');
  return told.filter(({ setId }) => marked.has(setId));
}

/** Answers the chains that are marked: all that nobody uses at this very moment. */
async function markPruned(c: Context, chains: ReadonlyMap<string, readonly string[]>): Promise<ReadonlySet<string>> {
  c.faults('prune-before-marked');
  const free = await c.db.transaction().execute(async (trx) => {
    const inUse = await rootsInUse(trx);
    const left = [...chains].filter(([rootId]) => !inUse.has(rootId));
    for (const id of left.flatMap(([, ids]) => ids)) await mark(trx, id);
    return new Set(left.map(([rootId]) => rootId));
  });
  c.faults('prune-marked');
  return free;
}

const mark = (db: ChangesDb, id: string) => db.updateTable('change_sets').set({ pruned: 1 }).where('id', '=', id).execute();

/** Of undo and redo sets that are not at their end: from the moment in which they are frozen until they are over. */
async function rootsInUse(db: ChangesDb): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('change_sets')
    .select('root_id')
    .where('root_id', 'is not', null)
    .where((eb) => eb.or([eb('phase', '<>', 'done'), eb('state', '=', 'stuck')]))
    .execute();
  return new Set(rows.map((row) => row.root_id!));
}

/**
 * Everything of a task: what is kept, the rows, its own folders. Delivered files are the user's and stay, and so does what a stuck set
 * keeps: it may be the only copy. Throws while a change is under way; the caller tries again.
 */
export async function forget(c: Context, taskId: string): Promise<void> {
  const rows = await c.db.selectFrom('change_sets').selectAll().where('task_id', '=', taskId).execute();
  if (rows.some((row) => (row.phase === 'forward' || row.phase === 'back') && row.state !== 'stuck'))
    throw new CoworkError('io_error', 'A change of this task is still under way; its files are removed once it has ended.');
  const ids = rows.filter((row) => row.state !== 'stuck').map((row) => row.id);
  c.faults('prune-before-marked');
  await c.db.transaction().execute(async (trx) => {
    for (const id of ids) await mark(trx, id);
  });
  c.faults('prune-marked');
  await sweepStores(c, { orphans: false });
  c.faults('prune-swept');
  await c.db.transaction().execute(async (trx) => {
    for (const id of ids) {
      await trx.deleteFrom('change_parts').where('set_id', '=', id).where('part', '<>', ROOM).execute();
      await trx.deleteFrom('change_sets').where('id', '=', id).execute();
    }
    await trx.deleteFrom('change_outputs').where('task_id', '=', taskId).execute();
    await trx.deleteFrom('undo_requests').where('task_id', '=', taskId).execute();
  });
  const own = taskFolder(c.home, taskId);
  if (existsSync(join(own))) rmSync(own, { recursive: true, force: true });
}
