// The tree as it was and as it will be: who leaves which name, who arrives where. Moves of one set happen at the same time, so every
// `from` means the tree before and every `to` the tree after; that is what makes swaps, cycles and moves out of moved folders plain.
import { readdirSync } from 'node:fs';
import { CoworkError } from '../../contract/errors.ts';
import { type FolderHandle, lstatAt, validName } from '../at.ts';
import type { Seen } from './base.ts';
import type { Folders } from './folders.ts';
import type { Spot } from './model.ts';

export interface Tree<By> {
  leave(spot: Spot, seen: Seen, by: By): void;
  /** Who takes away what is at the spot now. `seen` is what lstat says there, so that another spelling of one name is recognised. */
  leaving(spot: Spot, seen: Seen | undefined): By | undefined;
  arrive(spot: Spot, arrival: { by: By; folder?: number; path: string }): void;
  arrival(spot: Spot): { by: By; folder?: number } | undefined;
  /** Says that this folder is itself a thing that leaves. */
  leaveFolder(folder: number, by: By): void;
  /** Who takes this folder or one above it away, nearest first. */
  leavingAbove(folder: number): By[];
}

export const foldedName = (name: string): string => name.normalize('NFC').toLowerCase();
const keyOf = (spot: Spot): string => `${spot.folder}/${spot.name}`;
const foldedKey = (spot: Spot): string => `${spot.folder}/${foldedName(spot.name)}`;

export function createTree<By>(folders: Folders): Tree<By> {
  const departures = new Map<string, { seen: Seen; by: By }>();
  const foldedDepartures = new Map<string, { seen: Seen; by: By }>();
  const leavingFolders = new Map<number, By>();
  const arrivals = new Map<string, { by: By; folder?: number; path: string }>();
  const foldedArrivals = new Map<string, { spot: Spot; path: string }>();
  const folding = new Map<number, boolean>();

  const folds = (folder: number): boolean => {
    let known = folding.get(folder);
    if (known === undefined) folding.set(folder, (known = foldsNames(folders, folder)));
    return known;
  };

  return {
    leave(spot, seen, by) {
      departures.set(keyOf(spot), { seen, by });
      foldedDepartures.set(foldedKey(spot), { seen, by });
    },
    leaving(spot, seen) {
      const exact = departures.get(keyOf(spot));
      if (exact) return exact.by;
      const folded = seen && foldedDepartures.get(foldedKey(spot));
      return folded && folded.seen.ino === seen.ino ? folded.by : undefined;
    },
    arrive(spot, arrival) {
      const other = foldedArrivals.get(foldedKey(spot));
      const same = arrivals.has(keyOf(spot));
      if (same || (other && folds(spot.folder)))
        throw new CoworkError('target_exists', `${arrival.path} would be made twice in one call; give each its own name`);
      arrivals.set(keyOf(spot), arrival);
      foldedArrivals.set(foldedKey(spot), { spot, path: arrival.path });
    },
    arrival: (spot) => arrivals.get(keyOf(spot)),
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
  for (const name of readdirSync(folder.here)) {
    const swapped = name === name.toLowerCase() ? name.toUpperCase() : name.toLowerCase();
    if (swapped === name || !validName(swapped)) continue;
    const [a, b] = [lstatAt(folder, name), lstatAt(folder, swapped)];
    return a !== undefined && b !== undefined && a.ino === b.ino;
  }
  return undefined;
}
