// Makes new content and new folders in the set's room: on the target's volume, durable, with the attributes they will have.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  futimesSync,
  mkdirSync,
  openSync,
  writeFileSync,
} from 'node:fs';
import { CoworkError } from '../../contract/errors.ts';
import { type FolderHandle, lstatAt } from '../at.ts';
import { fileError } from '../fs-errors.ts';
import { baseOf } from './base.ts';
import type { Folders } from './folders.ts';
import { hashOf } from './hash.ts';
import { sha256, type Staging } from './planning.ts';
import { shared } from './times.ts';

const SET_GID = 0o2000;

/** Fills in the bases of the staged things. @throws CoworkError disk_full, no_permission … ; what was made is left in the room */
export function stageAll(stagings: readonly Staging[], folders: Folders): void {
  const rooms = new Set<number>();
  for (const staging of stagings) {
    const room = folders.open(staging.spot.folder);
    rooms.add(staging.spot.folder);
    try {
      if (staging.thing.base.kind === 'folder') makeFolder(staging, room, folders);
      else if (staging.copyOf) copyFile(staging, room, folders);
      else writeContent(staging, room, folders);
    } catch (error) {
      throw fileError(error, staging.thing.path);
    }
    const seen = lstatAt(room, staging.spot.name);
    if (!seen) throw new CoworkError('io_error', `new content for ${staging.thing.path} vanished while it was written`);
    const hash = staging.content ? sha256(staging.content) : seen.isFile() ? hashOf(folders, staging.spot) : undefined;
    staging.thing.base = { ...baseOf(seen), ...(hash === undefined ? {} : { sha256: hash }) };
  }
  for (const id of rooms) fsyncSync(folders.open(id).fd);
}

function writeContent(staging: Staging, room: FolderHandle, folders: Folders): void {
  const path = room.at(staging.spot.name);
  const fd = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o666);
  try {
    writeFileSync(fd, staging.content!);
    if (staging.like) takeAttributes(staging, fd, { room, folders });
    else inheritGroup(fd, folders.open(staging.parent));
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/**
 * Mode, owner, extended attributes and ACL. Node knows no xattr, so cp of coreutils does it; where it is missing, mode and owner are
 * taken. Set-user-id and set-group-id are not: the kernel drops them too when a file's content changes. Nor is the date: what looks at
 * size and date alone must see that the content is new.
 */
function takeAttributes(staging: Staging, fd: number, of: { room: FolderHandle; folders: Folders }): void {
  const { spot, seen } = staging.like!;
  const args = ['--attributes-only', '--preserve=all', '--no-dereference', '--'];
  const from = shared(of.folders.open(spot.folder).at(spot.name));
  const done =
    process.platform === 'linux' &&
    spawnSync('cp', [...args, from, shared(of.room.at(staging.spot.name))], { stdio: 'ignore' }).status === 0;
  if (!done) quietly(() => fchownSync(fd, Number(seen.uid), Number(seen.gid)));
  fchmodSync(fd, Number(seen.mode) & 0o1777);
  const now = new Date();
  futimesSync(fd, now, now);
}

function copyFile(staging: Staging, room: FolderHandle, folders: Folders): void {
  const { folder, name } = staging.copyOf!;
  const source = openSync(folders.open(folder).at(name), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  const path = room.at(staging.spot.name);
  try {
    if (!fstatSync(source).isFile()) throw new CoworkError('special_file', `${staging.thing.path} is not a regular file`);
    const from = process.platform === 'linux' ? `/proc/self/fd/${source}` : folders.open(folder).at(name);
    copyFileSync(from, path, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    const copy = openSync(path, 'r');
    fsyncSync(copy);
    closeSync(copy);
  } finally {
    closeSync(source);
  }
}

function makeFolder(staging: Staging, room: FolderHandle, folders: Folders): void {
  const path = room.at(staging.spot.name);
  mkdirSync(path, 0o777);
  const record = folders.records[staging.thing.folder!]!;
  const seen = lstatAt(room, staging.spot.name)!;
  record.dev = String(seen.dev);
  record.ino = String(seen.ino);
  const handle = folders.open(record.id);
  const gid = inheritGroup(handle.fd, folders.open(staging.parent));
  if (gid) quietly(() => chmodSync(handle.here, (Number(seen.mode) & 0o777) | SET_GID));
  fsyncSync(handle.fd);
}

/** Made in the room, a new file would miss what a set-group-id folder gives to what is made in it. */
function inheritGroup(fd: number, parent: FolderHandle): boolean {
  const { mode, gid } = fstatSync(parent.fd);
  if ((mode & SET_GID) === 0) return false;
  quietly(() => fchownSync(fd, -1, gid));
  return true;
}

/** Attributes that this user may not give are left as they are; the content matters more. */
function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // Not permitted, or not known to this file system.
  }
}
