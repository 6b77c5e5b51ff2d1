// At start: every open journal to its end, then what a crash left lying about. A crash in here is the same case again.
import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { openRoot } from '../at.ts';
import { isCoworkError } from '../../contract/errors.ts';
import type { FrozenSet } from '../port.ts';
import { finish } from './apply.ts';
import { type Context, ROOM } from './context.ts';
import { createFolders } from './folders.ts';
import { openJournal } from './journal.ts';
import { shownSet } from './frozen.ts';
import type { SetFate } from './model.ts';
import { keyOf, readPart, rowOf, type SetRow } from './records.ts';
import { STORE } from './rooms.ts';
import { failedResult } from './settle.ts';
import { removeStore, tidyRooms } from './tidy.ts';

export type Recovered = { id: string; taskId: string; state: FrozenSet['state']; reason?: string };

export async function recoverAll(c: Context): Promise<Recovered[]> {
  const recovered: Recovered[] = [];
  const rows = await c.db.selectFrom('change_sets').selectAll().where('phase', 'in', ['forward', 'back']).orderBy('n').execute();
  for (const row of rows) {
    try {
      await finish(c, await openJournal(c, row.id), { fresh: false });
    } catch (error) {
      await leaveStuck(c, row, `its journal could not be followed (${reasonOf(error)}); its files are kept as they are`);
    }
    const { state, reason } = (await shownSet(c.db, await rowOf(c.db, row.id)))!;
    recovered.push({ id: row.id, taskId: row.task_id, state, ...(reason === undefined ? {} : { reason }) });
  }
  await sweepStores(c, { orphans: true });
  c.ballast.lay();
  return recovered;
}

/**
 * One broken journal must not keep the whole product down. It stays open, with all that it keeps, and is tried again at each start and
 * undo; its task goes on and knows.
 */
async function leaveStuck(c: Context, row: SetRow, detail: string): Promise<void> {
  const failure = { code: 'stuck', detail };
  await c.db.transaction().execute(async (trx) => {
    const fate = parsed(row.fate);
    await trx
      .updateTable('change_sets')
      .set({ state: 'stuck', ...(fate ? { fate: JSON.stringify({ ...fate, failure }) } : {}) })
      .where('id', '=', row.id)
      .execute();
    if (row.is_undo === 0) await c.ledger.receiptIn(trx, keyOf(row), failedResult(failure));
  });
}

const reasonOf = (error: unknown): string =>
  isCoworkError(error) ? error.detail : Error.isError(error) ? error.message : String(error);

/** Undefined when it is damaged; then it stays as it is. */
function parsed(fate: string): SetFate | undefined {
  try {
    return JSON.parse(fate) as SetFate;
  } catch {
    return undefined;
  }
}

/**
 * Rooms whose set keeps nothing any more, and stores that are empty. `orphans`: also rooms of which no set knows; only at start, for a
 * freeze that is under way has no row yet. A store whose drive is away waits.
 */
export async function sweepStores(c: Context, of: { orphans: boolean }): Promise<void> {
  const stores = await c.db.selectFrom('change_stores').selectAll().execute();
  for (const { path, ino } of stores) {
    try {
      const store = openRoot(path);
      try {
        if (String(store.id.ino) !== ino) continue;
        const inGrant = basename(path) === STORE;
        for (const name of readdirSync(store.here)) {
          const keep = await keeps(c, name, { ...of, inGrant });
          if (keep === 'all') continue;
          if (keep === 'nothing') {
            await rm(store.at(name), { recursive: true, force: true });
            await c.db.deleteFrom('change_parts').where('set_id', '=', name).where('part', '=', ROOM).execute();
          } else await tidySet(c, name);
        }
      } finally {
        store.close();
      }
      if (basename(path) === STORE) removeEmptyStore(path);
    } catch {
      // Away, or not ours to clean any more; what is in it is found again at the next start.
    }
  }
}

/** What of a room must stay: a set that waits or is open needs all; one that was decided may hold what is the user's. */
async function keeps(
  c: Context,
  setId: string,
  of: { orphans: boolean; inGrant: boolean },
): Promise<'all' | 'if-any' | 'nothing'> {
  if (!/^c[0-9a-z]{11}$/u.test(setId)) return 'all';
  const row = await rowOf(c.db, setId);
  // Without a row it was never decided, and what is not decided holds nothing but our own new content.
  if (!row) return of.orphans && (!of.inGrant || (await isOwnRoom(c, setId))) ? 'nothing' : 'all';
  // Open before pruned: an open journal, and one that got stuck, may hold the only copy of the user's files.
  if (row.phase !== 'done' || row.state === 'stuck') return 'all';
  if (row.pruned === 1) return 'nothing';
  const fate = parsed(row.fate);
  if (!fate) return 'all';
  return fate.allowed === undefined ? 'nothing' : 'if-any';
}

async function isOwnRoom(c: Context, setId: string): Promise<boolean> {
  const made = c.db.selectFrom('change_parts').select('n').where('set_id', '=', setId).where('part', '=', ROOM);
  return (await made.executeTakeFirst()) !== undefined;
}

/** What tidying after the receipt would have done. */
async function tidySet(c: Context, setId: string): Promise<void> {
  const folders = createFolders(await readPart(c.db, setId, 'folder'));
  try {
    tidyRooms(folders, await readPart(c.db, setId, 'thing'));
  } finally {
    folders.close();
  }
}

function removeEmptyStore(path: string): void {
  const top = openRoot(dirname(path));
  try {
    removeStore(top);
  } finally {
    top.close();
  }
}
