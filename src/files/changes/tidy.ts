// Takes away what a set put into its rooms and no longer needs. What a room holds of the user's is never removed here: a folder is
// removed only empty, so anything unexpected in it simply stays.
import { fstatSync, readdirSync, rmdirSync, rmSync, unlinkSync } from 'node:fs';
import { type FolderHandle, lstatAt } from '../at.ts';
import { isSame, isUntouched } from './base.ts';
import type { Folders } from './folders.ts';
import type { FolderRecord, Thing } from './model.ts';
import { SENTINEL, STORE } from './rooms.ts';
import { setMtimes } from './times.ts';

/** For a set that was never decided: everything in its rooms was made by staging. */
export function discardStaged(folders: Folders): void {
  forEachRoom(folders, (room) => {
    for (const name of readdirSync(room.here)) rmSync(room.at(name), { recursive: true, force: true });
  });
}

/** For an attempt to apply that ended before the decision: what it made goes, what freezing staged stays. */
export function discardAttempt(folders: Folders, of: { unmade: readonly FolderRecord[]; things: readonly Thing[] }): void {
  const copies = new Set(of.things.filter((thing) => thing.copyOf !== undefined).map((thing) => `s${thing.id}`));
  const isNew = (id: number): boolean => of.unmade.some((record) => record.id === id);
  forEachRoom(folders, (room, id) => {
    for (const name of readdirSync(room.here))
      if (copies.has(name) || (isNew(id) && name === SENTINEL)) rmSync(room.at(name), { recursive: true, force: true });
  });
  for (const record of of.unmade) record.ino = '';
}

/** For a set that is over: the sentinel goes, and staged content that was not used, if it still is what was staged. */
export function tidyRooms(folders: Folders, things: readonly Thing[]): void {
  const staged = new Map(things.filter((thing) => thing.staged).map((thing) => [`s${thing.id}`, thing.base]));
  forEachRoom(folders, (room) => {
    for (const name of readdirSync(room.here)) {
      const base = staged.get(name);
      const seen = base && lstatAt(room, name);
      if (seen?.isDirectory()) removeEmpty(room, name);
      else if (name === SENTINEL || (seen && isSame(seen, base) && isUntouched(seen, base))) unlinkSync(room.at(name));
    }
  });
  // Rooms of earlier sets, out of which this one took something.
  for (const { id, own, serves, at } of folders.records)
    if (own === 'room' && serves === undefined && !('root' in at)) leaveRoom(folders, id);
}

function forEachRoom(folders: Folders, work: (room: FolderHandle, id: number) => void): void {
  for (const record of folders.records) {
    if (record.serves === undefined || record.ino === '' || 'root' in record.at) continue;
    try {
      work(folders.open(record.id), record.id);
    } catch {
      // A drive that went away keeps its room; the sweep at the next start finds it.
    }
    leaveRoom(folders, record.id);
  }
}

/** Removes the room when it is empty, and the store in a grant with its last room. */
function leaveRoom(folders: Folders, id: number): void {
  const { at } = folders.records[id]!;
  if ('root' in at) return;
  try {
    removeRoom(folders.open(at.folder), at.name);
    const store = folders.records[at.folder]!;
    if (!('root' in store.at)) removeStore(folders.open(store.at.folder));
  } catch {
    // As above.
  }
}

function removeEmpty(folder: FolderHandle, name: string): boolean {
  try {
    rmdirSync(folder.at(name));
    return true;
  } catch {
    return false;
  }
}

export const removeRoom = (store: FolderHandle, setId: string): boolean => removeEmpty(store, setId);

/** The hidden folder in a grant goes with its last room, without leaving a trace in the folder's date. */
export function removeStore(top: FolderHandle): void {
  const { mtimeNs } = fstatSync(top.fd, { bigint: true });
  if (lstatAt(top, STORE) && removeEmpty(top, STORE)) setMtimes([{ path: top.here, mtimeNs: String(mtimeNs) }]);
}
