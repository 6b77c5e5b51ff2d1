// Letting go of kept content: told first, then marked and committed, deleted last, so that nothing is ever promised that is gone.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CoworkError } from '../../contract/errors.ts';
import { taskFolder } from '../places.ts';
import type { ChangeSets, Pruned } from '../port.ts';
import { type Context, ROOM } from './context.ts';
import { sweepStores } from './recover.ts';

/** Answers root sets that can no longer be undone; the sets of their chain go with them. */
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
  const youngest = new Date(c.now().getTime() - limits.olderThanMs).toISOString();
  let total = [...chains.values()].reduce((sum, chain) => sum + chain.bytes, 0);
  const pruned: Pruned[] = [];
  const going: string[] = [];
  for (const [setId, chain] of [...chains].sort(([, a], [, b]) => (a.newest < b.newest ? -1 : 1))) {
    if (open.has(chain.taskId)) continue;
    if (chain.newest >= youngest && total <= limits.maxBytes) continue;
    total -= chain.bytes;
    going.push(...chain.ids);
    pruned.push({ setId, taskId: chain.taskId, bytes: chain.bytes });
  }
  if (going.length > 0) {
    await limits.tell?.(pruned);
    await markPruned(c, going);
  }
  await sweepStores(c, { orphans: false });
  c.faults('prune-swept');
  return pruned;
}

async function markPruned(c: Context, ids: readonly string[]): Promise<void> {
  c.faults('prune-before-marked');
  await c.db.transaction().execute(async (trx) => {
    for (const id of ids) await trx.updateTable('change_sets').set({ pruned: 1 }).where('id', '=', id).execute();
  });
  c.faults('prune-marked');
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
  await markPruned(c, ids);
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
