// Makes new content and new folders in the set's room: on the target's volume, durable, with the attributes they will have.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  futimesSync,
  mkdirSync,
  openSync,
  writeFileSync,
} from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { CoworkError } from '../../contract/errors.ts';
import { type FolderHandle, lstatAt } from '../at.ts';
import { fileError } from '../fs-errors.ts';
import type { Attributes } from '../port.ts';
import { baseOf } from './base.ts';
import type { Folders } from './folders.ts';
import { hashPatiently } from './hash.ts';
import { differs, openHeld } from './held.ts';
import type { Spot } from './model.ts';
import { sha256, type Staging } from './planning.ts';
import { shared, touch } from './times.ts';

const SET_GID = 0o2000;
const PERMISSIONS = 0o777;

/** Others have their turn after so many. */
const YIELD_EVERY = 100;

/** Fills in the bases of the staged things. @throws CoworkError disk_full, no_permission, sandbox_failed …; what was made is left in the room */
export async function stageAll(stagings: readonly Staging[], folders: Folders): Promise<void> {
  const rooms = new Set<number>();
  for (const [n, staging] of stagings.entries()) {
    if (n % YIELD_EVERY === YIELD_EVERY - 1) await yieldToOthers();
    rooms.add(staging.spot.folder);
    try {
      await stage(staging, folders);
    } catch (error) {
      throw fileError(error, staging.thing.path);
    }
  }
  for (const id of rooms) fsyncSync(folders.open(id).fd);
}

async function stage(staging: Staging, folders: Folders): Promise<void> {
  const { thing, spot, content, held } = staging;
  const room = folders.open(spot.folder);
  if (thing.base.kind === 'folder') makeFolder(staging, room, folders);
  else await makeFile(staging, room, folders);
  const seen = lstatAt(room, spot.name);
  if (!seen) throw new CoworkError('io_error', `new content for ${thing.path} vanished while it was written`);
  const hash = content ? sha256(content) : seen.isFile() ? await hashPatiently(folders, spot) : undefined;
  if (held && hash !== held.sha256) throw differs(thing.path);
  thing.base = { ...baseOf(seen), ...(hash === undefined ? {} : { sha256: hash }) };
}

async function makeFile(staging: Staging, room: FolderHandle, folders: Folders): Promise<void> {
  const path = room.at(staging.spot.name);
  const fd = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o666);
  try {
    const mode = staging.copyOf ? Number(staging.copyOf.seen.mode) : fstatSync(fd).mode;
    if (staging.content) writeFileSync(fd, staging.content);
    else await copyInto(path, staging, folders);
    if (staging.like) takeAttributes(staging, fd, { room, folders });
    else {
      inheritGroup(fd, folders.open(staging.parent));
      quietly(() => fchmodSync(fd, mode & PERMISSIONS));
    }
    giveAttributes(fd, staging.attributes ?? {});
    // A date before 1970 would become the present one.
    const { mtimeNs } = staging.attributes ?? {};
    if (mtimeNs?.startsWith('-')) touch([{ path, mtimeNs }]);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function giveAttributes(fd: number, { mode, mtimeNs }: Attributes): void {
  if (mode !== undefined) quietly(() => fchmodSync(fd, mode & PERMISSIONS));
  if (mtimeNs !== undefined) quietly(() => futimesSync(fd, new Date(), Number(mtimeNs) / 1e9));
}

/** A clone where the disk makes one. The copy's own mode is set afterwards. */
async function copyInto(path: string, { held, copyOf, thing }: Staging, folders: Folders): Promise<void> {
  const source = held ? openHeld(held, thing.path) : openSource(folders, copyOf!.spot);
  try {
    if (!fstatSync(source).isFile()) throw new CoworkError('special_file', `${thing.path} is not a regular file`);
    const named = held?.file ?? folders.open(copyOf!.spot.folder).at(copyOf!.spot.name);
    await copyFile(process.platform === 'linux' ? `/proc/self/fd/${source}` : named, path, constants.COPYFILE_FICLONE);
    if (copyOf && fstatSync(source, { bigint: true }).ctimeNs !== copyOf.seen.ctimeNs)
      throw new CoworkError('changed_meanwhile', `the file of which ${thing.path} is a copy is being changed at this moment`);
  } finally {
    closeSync(source);
  }
}

const openSource = (folders: Folders, { folder, name }: Spot): number =>
  openSync(folders.open(folder).at(name), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);

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

function makeFolder(staging: Staging, room: FolderHandle, folders: Folders): void {
  const path = room.at(staging.spot.name);
  mkdirSync(path, 0o777);
  const record = folders.records[staging.thing.folder!]!;
  const seen = lstatAt(room, staging.spot.name)!;
  record.dev = String(seen.dev);
  record.ino = String(seen.ino);
  const handle = folders.open(record.id);
  const gid = inheritGroup(handle.fd, folders.open(staging.parent));
  const mode = (staging.attributes?.mode ?? Number(seen.mode)) & PERMISSIONS;
  if (gid) quietly(() => chmodSync(handle.here, mode | SET_GID));
  else if (mode !== (Number(seen.mode) & PERMISSIONS)) quietly(() => chmodSync(handle.here, mode));
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
