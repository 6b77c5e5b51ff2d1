// Whether what lies at a spot is the very object that was recorded, as well as its disk can tell.
import { isSame, type Seen } from './base.ts';
import type { Folders } from './folders.ts';
import { hashOf } from './hash.ts';
import type { Base, Spot } from './model.ts';

/**
 * By inode where inodes keep their numbers. Elsewhere by size and date, and by the bytes where they were hashed: of two saves in one
 * tick of a coarse clock (FAT: 2 s) the dates are equal, and often the sizes.
 */
export function isSameAt(folders: Folders, spot: Spot, of: { seen: Seen | undefined; base: Base }): boolean {
  const { steady } = folders.volume(spot.folder);
  if (!isSame(of.seen, of.base, steady)) return false;
  return steady || of.base.kind !== 'file' || of.base.sha256 === undefined || hashOf(folders, spot) === of.base.sha256;
}
