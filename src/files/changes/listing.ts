// Whether a name is free, asked thousands of times of few folders: one readdir instead of an lstat each.
import { readdirSync } from 'node:fs';
import { type Seen } from './base.ts';
import { type Folders, lookAt } from './folders.ts';
import type { Spot } from './model.ts';
import { foldedName } from './folded-name.ts';

/**
 * Whether the folder has an entry of exactly this name. On a disk that ignores case a name is also found by other spellings, which are
 * not listed; inodes would not tell, because some of these disks number each spelling anew.
 */
export const isListed = (folders: Folders, { folder, name }: Spot): boolean =>
  readdirSync(folders.open(folder).here).includes(name);

/** Reading a large folder for a handful of names would be the dearer way. */
const ASKED_OFTEN = 16;

/** The entry at a spot, as lstat says; without lstat where the folder's list has no such name in any spelling. A snapshot: make a new one for each pass. */
export function createListing(folders: Folders): (spot: Spot) => Seen | undefined {
  const asked = new Map<number, number>();
  const names = new Map<number, ReadonlySet<string>>();
  return (spot) => {
    if (folders.records[spot.folder]!.ino === '') return undefined;
    let list = names.get(spot.folder);
    if (!list) {
      const times = (asked.get(spot.folder) ?? 0) + 1;
      asked.set(spot.folder, times);
      if (times < ASKED_OFTEN) return lookAt(folders, spot);
      list = new Set(readdirSync(folders.open(spot.folder).here).map(foldedName));
      names.set(spot.folder, list);
    }
    return list.has(foldedName(spot.name)) ? lookAt(folders, spot) : undefined;
  };
}
