// What identifies a file and tells whether it is still what it was.
import type { BigIntStats } from 'node:fs';
import type { Base } from './model.ts';

export type Seen = BigIntStats;

export function kindOf(seen: Seen): Base['kind'] | 'special' {
  if (seen.isFile()) return 'file';
  if (seen.isDirectory()) return 'folder';
  return seen.isSymbolicLink() ? 'link' : 'special';
}

export function baseOf(seen: Seen): Base {
  const kind = kindOf(seen);
  return {
    kind: kind === 'special' ? 'file' : kind,
    ino: String(seen.ino),
    size: Number(seen.size),
    mtimeNs: String(seen.mtimeNs),
    ctimeNs: String(seen.ctimeNs),
    mode: Number(seen.mode),
  };
}

/**
 * The very object that was recorded. `steady` false (FAT, some network disks: inodes are made up anew): size and time speak instead.
 * A folder's time says nothing, so there only the kind is left.
 */
export function isSame(seen: Seen | undefined, base: Base, steady = true): boolean {
  if (!seen || kindOf(seen) !== base.kind) return false;
  // Never the device: its number changes when a disk is plugged in anew, and the folder around the thing is known already.
  if (steady) return String(seen.ino) === base.ino;
  return base.kind === 'folder' || (Number(seen.size) === base.size && String(seen.mtimeNs) === base.mtimeNs);
}

/** Same content as far as size and time can tell. Folders and links have no content of their own to compare. */
export const isUntouched = (seen: Seen, base: Base): boolean =>
  base.kind !== 'file' || (Number(seen.size) === base.size && String(seen.mtimeNs) === base.mtimeNs);
