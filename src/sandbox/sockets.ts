// Sockets by folder and name: the kernel takes paths of 107 bytes, a folder may lie deeper.
import { closeSync, constants, openSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';

const MOST_BYTES = 107;

/** Connecting names the socket at once, so the folder need not stay open. */
export function connectIn(folder: string, file: string): Socket {
  const path = join(folder, file);
  if (Buffer.byteLength(path) <= MOST_BYTES) return connect(path);
  const fd = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    return connect(`/proc/self/fd/${fd}/${file}`);
  } finally {
    closeSync(fd);
  }
}
