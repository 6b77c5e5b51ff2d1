// SHA-256 of a file's bytes, whatever its size.
import { createHash } from 'node:crypto';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { Folders } from './folders.ts';
import type { Spot } from './model.ts';

const CHUNK_BYTES = 1024 * 1024;
/** Chunks after which others have their turn. */
const PATIENCE = 32;

/** The same, giving up the event loop now and then. */
export async function hashPatiently(folders: Folders, spot: Spot): Promise<string> {
  const fd = open(folders, spot);
  try {
    const hash = createHash('sha256');
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    for (let n = 1, read = readSync(fd, buffer); read > 0; n++, read = readSync(fd, buffer)) {
      hash.update(buffer.subarray(0, read));
      if (n % PATIENCE === 0) await yieldToOthers();
    }
    return hash.digest('hex');
  } finally {
    closeSync(fd);
  }
}

const open = (folders: Folders, spot: Spot): number =>
  openSync(folders.open(spot.folder).at(spot.name), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);

/** Follows no link. @throws errors of the system */
export function hashOf(folders: Folders, spot: Spot): string {
  const fd = open(folders, spot);
  try {
    const hash = createHash('sha256');
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    for (let read = readSync(fd, buffer); read > 0; read = readSync(fd, buffer)) hash.update(buffer.subarray(0, read));
    return hash.digest('hex');
  } finally {
    closeSync(fd);
  }
}
