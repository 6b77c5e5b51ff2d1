// Names that outlive a power cut. An fsync of a file says nothing about its name: that is on the disk once its folder was fsynced.
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * The names in the folder are on the disk when it returns. Nothing happens on Windows, which takes no fsync of a folder, and where
 * this user may not read the folder, for then there is no way to ask for it.
 */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    if ((error as { code?: unknown }).code === 'EACCES') return;
    throw error;
  }
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/**
 * Makes the folder (0700) and those on the way to it; false when it was there. Not by mkdir's own `recursive`: where a folder that is
 * there refuses new ones with ENOENT (/proc, automounts), Node 24 goes from it to its parent and back for ever.
 */
export function makeFolder(path: string): boolean {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && statSync(path).isDirectory()) return false;
    if (code !== 'ENOENT' || existsSync(dirname(path))) throw error;
    makeFolder(dirname(path));
    return makeFolder(path);
  }
  return true;
}

/**
 * Makes folders (0700), each with those on the way to it from `below`. When it returns their names are on the disk, whoever made them: a
 * folder that a process made just before it died is not safe yet. So each name is seen to once in the life of this process.
 */
export function durableFolders(below: string): (path: string) => void {
  const settled = new Set<string>();
  return (path) => {
    if (settled.has(path) && existsSync(path)) return;
    const made = makeFolder(path);
    for (let at = path; at !== below; at = dirname(at)) {
      if (!made && settled.has(at)) break;
      syncFolder(dirname(at));
      settled.add(at);
    }
  };
}
