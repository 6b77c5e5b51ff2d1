// What desktop.db and the disks hold of changes, for a process that is not the worker (doctor, uninstall).
import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { classify } from '../sqlite/errors.ts';
import { openRoot } from './at.ts';
import type { Conflict, FolderRecord, SetFate } from './changes/model.ts';
import { hostPathOf, STORE } from './changes/rooms.ts';
import { removeStore } from './changes/tidy.ts';

export interface StuckChange {
  readonly id: string;
  readonly taskId: string;
  /** What is in the way; undefined when the journal itself cannot be followed. */
  readonly inTheWay: readonly Conflict[] | undefined;
  /** Folders with what it keeps, perhaps the only copy of a file. */
  readonly rooms: readonly string[];
}

export interface Kept {
  /** Changes that undo could still take back. */
  readonly undoable: number;
  /** Of how many tasks. */
  readonly tasks: number;
  /** Stores in the user's folders, with the rooms in them that are ours and that only undo needs. */
  readonly stores: readonly KeptStore[];
  /** Stores that undo would need and that are not there now: their disk is away. */
  readonly away: readonly string[];
  /** Neither finished nor taken back: what they keep is never ours to delete. */
  readonly open: readonly StuckChange[];
}

export interface KeptStore extends Store {
  readonly rooms: readonly string[];
}

interface Row {
  readonly id: string;
  readonly task_id: string;
  readonly phase: string;
  readonly state: string;
  readonly fate: string;
}
interface Store {
  readonly path: string;
  readonly ino: string;
}

/** Changes that got stuck. @throws CoworkError database_corrupt and the like */
export function stuckChanges(file: string): StuckChange[] {
  return looking(file, (database) => {
    const stores = storesOf(database).filter(isThere);
    return rowsOf(database, "state = 'stuck'").map((row) => openOf(row, stores));
  });
}

/** @throws CoworkError database_corrupt and the like */
export function keptForUndo(file: string): Kept {
  return looking(file, (database) => {
    const stores = storesOf(database).filter(isThere);
    const undoable = rowsOf(database, "state = 'applied' and is_undo = 0 and pruned = 0");
    const open = rowsOf(database, "phase in ('forward', 'back') or state = 'stuck'");
    const known = new Set(rowsOf(database, 'true').map((row) => row.id));
    const mayGo = (name: string): boolean => known.has(name) && !open.some(({ id }) => id === name);
    const needed = new Set([...undoable, ...open].flatMap(({ id }) => storesIn(database, id)));
    return {
      undoable: undoable.length,
      tasks: new Set(undoable.map((row) => row.task_id)).size,
      stores: stores
        .filter(isInGrant)
        .map((store) => ({ ...store, rooms: readdirSync(store.path).filter(mayGo) }))
        .filter(({ rooms }) => rooms.length > 0),
      away: [...needed].filter((path) => !stores.some((store) => store.path === path)),
      open: open.map((row) => openOf(row, stores)),
    };
  });
}

/** How much is kept so that changes can be undone: what retention counts. @throws CoworkError database_corrupt and the like */
export function bytesKept(file: string): number {
  return looking(file, (database) => {
    const counted = "pruned = 0 and phase = 'done' and applied_n is not null";
    const row = database.prepare(`select coalesce(sum(kept_bytes), 0) as bytes from change_sets where ${counted}`).get();
    return Number(row?.['bytes'] ?? 0);
  });
}

/** Removes the rooms of a store, and the store when nothing is left in it. Anything else in it stays. @throws errors of the system */
export async function removeKept({ path, ino, rooms }: KeptStore): Promise<void> {
  const store = openRoot(path);
  try {
    if (String(store.id.ino) !== ino) return;
    for (const room of rooms) await rm(store.at(room), { recursive: true, force: true });
  } finally {
    store.close();
  }
  const top = openRoot(dirname(path));
  try {
    removeStore(top);
  } finally {
    top.close();
  }
}

function looking<T>(file: string, look: (database: DatabaseSync) => T): T {
  try {
    const database = new DatabaseSync(file, { readOnly: true, timeout: 1_000 });
    try {
      return look(database);
    } finally {
      database.close();
    }
  } catch (error) {
    throw classify(error, file);
  }
}

const rowsOf = (database: DatabaseSync, which: string): Row[] =>
  database.prepare(`select id, task_id, phase, state, fate from change_sets where ${which} order by n`).all() as unknown as Row[];
const storesOf = (database: DatabaseSync): Store[] =>
  database.prepare('select path, ino from change_stores order by path').all() as unknown as Store[];

/** In a folder of the user's; the other one is in the home. */
const isInGrant = ({ path }: Store): boolean => basename(path) === STORE;

/** That very folder, and no link to one. */
function isThere({ path, ino }: Store): boolean {
  const seen = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return seen?.isDirectory() === true && String(seen.ino) === ino;
}

function openOf({ id, task_id, phase, fate }: Row, stores: readonly Store[]): StuckChange {
  const rooms = stores.map(({ path }) => join(path, id)).filter((room) => existsSync(room));
  return { id, taskId: task_id, rooms, inTheWay: phase === 'forward' ? undefined : stuckIn(fate) };
}

/** Stores in the user's folders that a set has a room in. */
function storesIn(database: DatabaseSync, setId: string): string[] {
  const rows = database.prepare("select body from change_parts where set_id = ? and part = 'folder' order by n").all(setId);
  try {
    const records = rows.flatMap(({ body }) => JSON.parse(String(body)) as FolderRecord[]);
    return records.filter(({ own, ino }) => own === 'store' && ino !== '').map((record) => hostPathOf(records, record));
  } catch {
    return [];
  }
}

function stuckIn(fate: string): readonly Conflict[] | undefined {
  try {
    return (JSON.parse(fate) as SetFate).stuck ?? [];
  } catch {
    return undefined;
  }
}
