// At start: every open journal to its end, then what a crash left lying about. A crash in here is the same case again.
import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { openRoot } from '../at.ts';
import type { FrozenSet } from '../port.ts';
import { finish } from './apply.ts';
import type { Context } from './context.ts';
import { createFolders } from './folders.ts';
import { openJournal } from './journal.ts';
import { readPart, recordOf, setOrThrow } from './records.ts';
import { STORE } from './rooms.ts';
import { failureWords } from './settle.ts';
import { removeStore, tidyRooms } from './tidy.ts';

export type Recovered = { id: string; taskId: string; state: FrozenSet['state']; reason?: string };

export async function recoverAll(c: Context): Promise<Recovered[]> {
  const recovered: Recovered[] = [];
  const rows = await c.db.selectFrom('change_sets').select('id').where('phase', 'in', ['forward', 'back']).orderBy('n').execute();
  for (const { id } of rows) {
    const broken = await finishOne(c, id);
    const set = await setOrThrow(c.db, id);
    if (broken !== undefined) {
      // Left as it is, with all that it keeps: a later build may mend it, and the other tasks go on.
      recovered.push({ id, taskId: set.key.taskId, state: 'stuck', reason: broken });
      continue;
    }
    const reason = set.state === 'failed' || set.state === 'stuck' ? failureWords(set.fate, set.state).detail : undefined;
    recovered.push({ id, taskId: set.key.taskId, state: set.state, ...(reason === undefined ? {} : { reason }) });
  }
  await sweepStores(c, { orphans: true });
  c.ballast.lay();
  return recovered;
}

/** Why it could not be brought to an end; undefined when it was. One broken journal must not keep the whole product down. */
async function finishOne(c: Context, id: string): Promise<string | undefined> {
  try {
    await finish(c, await openJournal(c, id), { fresh: false });
    return undefined;
  } catch (error) {
    return `This change could not be finished or taken back (${Error.isError(error) ? error.message : String(error)}); its files are kept as they are.`;
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
        for (const name of readdirSync(store.here)) {
          const keep = await keeps(c, name, of.orphans);
          if (keep === 'all') continue;
          if (keep === 'nothing') await rm(store.at(name), { recursive: true, force: true });
          else await tidySet(c, name);
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
async function keeps(c: Context, setId: string, orphans: boolean): Promise<'all' | 'if-any' | 'nothing'> {
  if (!/^c[0-9a-z]{11}$/u.test(setId)) return 'all';
  const row = await c.db.selectFrom('change_sets').selectAll().where('id', '=', setId).executeTakeFirst();
  // Without a row it was never decided, and what is not decided holds nothing but our own new content.
  if (!row) return orphans ? 'nothing' : 'all';
  const set = recordOf(row);
  // Open before pruned: an open journal may hold the only copy of the user's files.
  if (set.phase !== 'done') return 'all';
  if (row.pruned === 1) return 'nothing';
  const neverDecided = set.fate.allowed === undefined;
  return neverDecided ? 'nothing' : 'if-any';
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
