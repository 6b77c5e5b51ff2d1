// Where staged content, pre-images and deleted things lie: one hidden store per volume, one room in it per set.
//
// rename(2) and link(2) work only within one volume, and only so does deleting cost the same whatever the size. So the store of a
// volume is COWORK_HOME/files/kept where that lies on the same volume (private, out of the user's sight), and else `.cowork-undo` in
// the topmost folder of the grant that is on that volume. "Same volume" means same device and same mount: link(2) refuses to cross
// two mounts of one disk.
import { closeSync, fstatSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CoworkError, isCoworkError } from '../../contract/errors.ts';
import { syncFolder } from '../../disk/durable-names.ts';
import { lstatAt } from '../at.ts';
import type { KeptStore } from './context.ts';
import { errnoOf, fileError } from '../fs-errors.ts';
import type { Folders } from './folders.ts';
import type { FolderRecord, Spot } from './model.ts';
import { setMtimes } from './times.ts';

export const STORE = '.cowork-undo';
/** An empty file in each room; linked to a name it takes that name only if it is free, and a rename then replaces it. */
export const SENTINEL = 'free';

export const homeStore = (home: string): string => join(home, 'files', 'kept');

export interface Rooms {
  /** The record of this set's room on the folder's volume; the room itself may not be there before `makeRooms`. */
  roomOf(folder: number): number;
}

/** Also finds the rooms that the records already hold, so that a set read back goes on with its own. */
export function createRooms(of: { folders: Folders; setId: string; home: string }): Rooms {
  const { folders, setId } = of;
  const byVolume = new Map<string, number>();
  for (const { id, serves } of folders.records) if (serves !== undefined) byVolume.set(folders.volume(serves).key, id);

  const home = (): FolderRecord => {
    mkdirSync(homeStore(of.home), { recursive: true, mode: 0o700 });
    return folders.root(homeStore(of.home), undefined, '');
  };

  return {
    roomOf(folder) {
      const { key } = folders.volume(folder);
      const known = byVolume.get(key);
      if (known !== undefined) return known;
      const tries = key === folders.volume(home().id).key ? [] : wayDown(folders, folder, key);
      const store =
        tries[0] === undefined
          ? home()
          : folders.add({ path: '', dev: '', ino: '', at: { folder: tries[0], name: STORE }, own: 'store', tries });
      const room = folders.add({
        path: '',
        dev: '',
        ino: '',
        at: { folder: store.id, name: setId },
        own: 'room',
        serves: folder,
      });
      byVolume.set(key, room.id);
      return room.id;
    },
  };
}

/** Makes the rooms that are not there yet, durable. Registers each store before it is first used. */
export async function makeRooms(
  folders: Folders,
  register: (store: KeptStore, settle: () => void) => Promise<void>,
): Promise<void> {
  for (const room of folders.records) {
    if (room.serves === undefined || room.ino !== '' || 'root' in room.at) continue;
    const store = folders.records[room.at.folder]!;
    for (let tries = 1; room.ino === ''; tries++) {
      if (store.ino === '') makeStore(folders, store, store.tries ?? []);
      const path = hostPathOf(folders.records, store);
      await register({ path, dev: store.dev, ino: store.ino }, () => settleStore(folders, store));
      try {
        makeRoom(folders, room, room.at);
      } catch (error) {
        // While this one waited, another set left the store, took it for empty and removed it.
        if (!store.tries || tries >= 5 || !isCoworkError(error) || !['folder_gone', 'no_such_file'].includes(error.code))
          throw error;
        store.ino = '';
        folders.forget(store.id);
      }
    }
  }
}

/** It may have been made by a process that died before it could see to that. */
function settleStore(folders: Folders, { at }: FolderRecord): void {
  if ('root' in at) for (const folder of [dirname(at.root), dirname(dirname(at.root))]) syncFolder(folder);
  else fsyncSync(folders.open(at.folder).fd);
}

/** From the topmost folder of the volume down to this one. */
function wayDown(folders: Folders, from: number, volume: string): number[] {
  const way = [from];
  for (;;) {
    const { at } = folders.records[way[0]!]!;
    if ('root' in at || folders.volume(at.folder).key !== volume) return way;
    way.unshift(at.folder);
  }
}

/** In the first folder that takes it: the top of a grant may be closed to this user while a folder below is open. */
function makeStore(folders: Folders, store: FolderRecord, candidates: readonly number[]): void {
  let obstacle: unknown;
  for (const candidate of candidates) {
    const folder = folders.open(candidate);
    const { mtimeNs } = fstatSync(folder.fd, { bigint: true });
    try {
      mkdirSync(folder.at(STORE), { mode: 0o700 });
      setMtimes([{ path: folder.here, mtimeNs: String(mtimeNs) }]);
      fsyncSync(folder.fd);
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') {
        obstacle = fileError(error, folders.records[candidate]!.path);
        if (errnoOf(error) === 'EACCES' || errnoOf(error) === 'EPERM') continue;
        throw obstacle;
      }
    }
    const seen = lstatAt(folder, STORE);
    if (!seen?.isDirectory())
      throw new CoworkError('special_file', `${STORE} in ${folders.records[candidate]!.path} is not a folder`);
    if (process.getuid && Number(seen.uid) !== process.getuid())
      throw new CoworkError('no_permission', `${STORE} in ${folders.records[candidate]!.path} belongs to somebody else`);
    store.at = { folder: candidate, name: STORE };
    store.dev = String(seen.dev);
    store.ino = String(seen.ino);
    return;
  }
  throw obstacle;
}

function makeRoom(folders: Folders, room: FolderRecord, { folder, name: setId }: Spot): void {
  const store = folders.open(folder);
  try {
    mkdirSync(store.at(setId), { mode: 0o700 });
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw fileError(error, 'the folder for undo');
  }
  const seen = lstatAt(store, setId);
  if (!seen?.isDirectory()) throw new CoworkError('special_file', 'the folder for undo is not a folder');
  room.dev = String(seen.dev);
  room.ino = String(seen.ino);
  const handle = folders.open(room.id);
  try {
    closeSync(openSync(handle.at(SENTINEL), 'a', 0o600));
    fsyncSync(handle.fd);
    fsyncSync(store.fd);
  } catch (error) {
    throw fileError(error, 'the folder for undo');
  }
}

/** Where a folder was when recorded: to show, compare and find again by its identity. */
export function hostPathOf(records: readonly FolderRecord[], record: FolderRecord): string {
  return 'root' in record.at ? record.at.root : join(hostPathOf(records, records[record.at.folder]!), record.at.name);
}
