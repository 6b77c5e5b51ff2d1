// The tree as it was and as it will be: who leaves which name, who arrives where. Moves of one set happen at the same time, so every
// `from` means the tree before and every `to` the tree after; that is what makes swaps, cycles and moves out of moved folders plain.
import { readdirSync } from 'node:fs';
import { CoworkError } from '../../contract/errors.ts';
import { type FolderHandle, lstatAt, validName } from '../at.ts';
import type { Seen } from './base.ts';
import { foldedName } from './folded-name.ts';
import type { Folders } from './folders.ts';
import { isListed } from './listing.ts';
import type { Spot } from './model.ts';
import { putAt, type Spots } from './spots.ts';

export interface Tree<By> {
  leave(spot: Spot, by: By): void;
  /** Who takes away what is at the spot now. `seen` is what lstat says there, so that another spelling of one name is recognised. */
  leaving(spot: Spot, seen: Seen | undefined): By | undefined;
  arrive(spot: Spot, arrival: { by: By; folder?: number; path: string }): void;
  arrival(spot: Spot): { by: By; folder?: number } | undefined;
  /** Says that this folder is itself a thing that leaves. */
  leaveFolder(folder: number, by: By): void;
  /** Who takes this folder or one above it away, nearest first. */
  leavingAbove(folder: number): By[];
}

export function createTree<By>(folders: Folders): Tree<By> {
  const departures: Spots<By> = new Map();
  const foldedDepartures: Spots<By> = new Map();
  const leavingFolders = new Map<number, By>();
  const arrivals: Spots<{ by: By; folder?: number }> = new Map();
  const foldedArrivals: Spots<true> = new Map();
  const folding = new Map<string, boolean>();

  /** Asked once for each volume: folders that differ in this within one are caught when the name is taken. */
  const folds = (folder: number): boolean => {
    const { key } = folders.volume(folder);
    let known = folding.get(key);
    if (known === undefined) folding.set(key, (known = foldsNames(folders, folder)));
    return known;
  };
  /** Another spelling of a name, where the disk takes both for one: it is found by this one, but not listed. */
  const leavingAs = (spot: Spot): By | undefined => {
    const by = foldedDepartures.get(spot.folder)?.get(foldedName(spot.name));
    return by !== undefined && !isListed(folders, spot) ? by : undefined;
  };

  return {
    leave(spot, by) {
      putAt(departures, spot, by);
      putAt(foldedDepartures, { folder: spot.folder, name: foldedName(spot.name) }, by);
    },
    leaving(spot, seen) {
      const exact = departures.get(spot.folder)?.get(spot.name);
      if (exact) return exact;
      return seen && departures.has(spot.folder) && folds(spot.folder) ? leavingAs(spot) : undefined;
    },
    arrive(spot, { by, folder, path }) {
      const folded = folds(spot.folder) ? { folder: spot.folder, name: foldedName(spot.name) } : undefined;
      const isTwice = arrivals.get(spot.folder)?.has(spot.name) || (folded && foldedArrivals.get(spot.folder)?.has(folded.name));
      if (isTwice) throw new CoworkError('target_exists', `${path} would be made twice in one call; give each its own name`);
      putAt(arrivals, spot, { by, ...(folder === undefined ? {} : { folder }) });
      if (folded) putAt(foldedArrivals, folded, true);
    },
    arrival: (spot) => arrivals.get(spot.folder)?.get(spot.name),
    leaveFolder: (folder, by) => void leavingFolders.set(folder, by),
    leavingAbove(folder) {
      const found: By[] = [];
      if (leavingFolders.size === 0) return found;
      for (let id = folder; ;) {
        const by = leavingFolders.get(id);
        if (by !== undefined) found.push(by);
        const { at } = folders.records[id]!;
        if ('root' in at) return found;
        id = at.folder;
      }
    },
  };
}

/** Whether `A` and `a` are one name here. Asked of a name that is surely there, in this folder or the nearest one above that has any. */
function foldsNames(folders: Folders, id: number): boolean {
  for (let at = id; ;) {
    const record = folders.records[at]!;
    const answer = record.ino === '' ? undefined : ask(folders.open(at));
    if (answer !== undefined || 'root' in record.at) return answer ?? false;
    at = record.at.folder;
  }
}

function ask(folder: FolderHandle): boolean | undefined {
  const names = new Set(readdirSync(folder.here));
  for (const name of names) {
    const swapped = name === name.toLowerCase() ? name.toUpperCase() : name.toLowerCase();
    // Both spellings listed are two entries. By inodes it could not be told: some disks number each spelling anew.
    if (names.has(swapped) || !validName(swapped)) continue;
    return lstatAt(folder, swapped) !== undefined;
  }
  return undefined;
}
