// One entry as a listing shows it.
import type { BigIntStats } from 'node:fs';
import { isPlaceholder } from '../placeholder.ts';
import type { Entry } from '../port.ts';

export function entryOf(path: string, stats: BigIntStats): Entry {
  return {
    path,
    kind: stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : stats.isSymbolicLink() ? 'link' : 'other',
    bytes: stats.isFile() ? Number(stats.size) : 0,
    modifiedAt: isoOf(stats.mtimeNs),
    ...(isPlaceholder(stats) ? { placeholder: true } : {}),
  };
}

/** The last moment that a Date can say; disks can say later ones. */
const LAST_MS = 8_640_000_000_000_000n;

function isoOf(ns: bigint): string {
  const ms = ns / 1_000_000n;
  return new Date(Number(ms > LAST_MS ? LAST_MS : ms < -LAST_MS ? -LAST_MS : ms)).toISOString();
}
