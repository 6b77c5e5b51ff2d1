// Moves between volumes: the copy is made, durable and verified in the target's room before anything is decided. The original then
// goes into the room of its own volume, so undo needs no copying back.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { constants, fsyncSync, readdirSync, readlinkSync, rmSync, statfsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { CoworkError } from '../../contract/errors.ts';
import { lstatAt, type FolderHandle, openFolder } from '../at.ts';
import { fileError } from '../fs-errors.ts';
import { baseOf } from './base.ts';
import type { Folders } from './folders.ts';
import type { Change, Spot, Thing, Transfer } from './model.ts';
import { survey } from './survey.ts';
import { shared } from './times.ts';

/** Left free on the target, so that the journal's own small files always fit. */
const SPARE_BYTES = 1024 * 1024;

interface Copy {
  readonly thing: Thing;
  readonly source: Thing;
  readonly from: Spot;
  readonly room: Spot;
}

/** @throws CoworkError disk_full (before anything is copied, where that can be told), io_error, no_permission; nothing is decided then */
export async function makeCopies(of: {
  changes: readonly Change[];
  things: readonly Thing[];
  folders: Folders;
  signal: AbortSignal | undefined;
}): Promise<void> {
  const { folders, things } = of;
  for (const copy of copiesOf(of.changes, things)) {
    if (of.signal?.aborted) return;
    requireSpace(folders, copy);
    try {
      await copyTree(folders, copy, of.signal);
      if (of.signal?.aborted) return;
      await verify(folders, copy, of.signal);
      if (of.signal?.aborted) return;
    } catch (error) {
      throw fileError(error, copy.thing.path);
    }
  }
}

function copiesOf(changes: readonly Change[], things: readonly Thing[]): Copy[] {
  const transfers = changes.flatMap((change) => change.transfers);
  const byThing = new Map<number, Transfer>(transfers.map((t) => [t.thing, t]));
  return transfers.flatMap((transfer) => {
    const thing = things[transfer.thing]!;
    if (thing.copyOf === undefined) return [];
    return [{ thing, source: things[thing.copyOf]!, from: byThing.get(thing.copyOf)!.from, room: transfer.from }];
  });
}

function requireSpace(folders: Folders, { thing, source, room }: Copy): void {
  const { bavail, bsize } = statfsSync(folders.open(room.folder).here);
  const bytes =
    source.folder === undefined ? source.base.size : survey({ folder: folders.open(source.folder), path: source.path }).bytes;
  if (bytes + SPARE_BYTES > bavail * bsize)
    throw new CoworkError('disk_full', `There is no room for ${thing.path} on its new disk`);
}

/** cp knows what Node does not: extended attributes, ACLs, owner, times to the nanosecond, sparse files, clones. */
async function copyTree(folders: Folders, { from, room, thing }: Copy, signal: AbortSignal | undefined): Promise<void> {
  const source = shared(folders.open(from.folder).at(from.name));
  const target = shared(folders.open(room.folder).at(room.name));
  // Left from an attempt that a crash ended.
  rmSync(folders.open(room.folder).at(room.name), { recursive: true, force: true });
  const takesModes = folders.volume(room.folder).steady;
  const whole = takesModes ? ['-a'] : ['-dR', '--preserve=timestamps'];
  const args = process.platform === 'linux' ? [...whole, '--reflink=auto', '-T', '--'] : ['-a', '-p', '--'];
  const child = spawn('cp', [...args, source, target], { stdio: ['ignore', 'ignore', 'pipe'], ...(signal ? { signal } : {}) });
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(-2000)));
  const code = await new Promise<number | null>((resolve) => {
    child.on('error', () => resolve(null));
    child.on('close', resolve);
  });
  if (code === 0 || signal?.aborted) return;
  const full = /No space left|quota/iu.test(words);
  throw new CoworkError(
    full ? 'disk_full' : 'io_error',
    `${thing.path} could not be copied to its new disk: ${words.split('\n', 1)[0] ?? ''}`,
  );
}

/** Compares every byte's hash, makes the copy durable and remembers what it is. Says nothing of a copy when it was stopped. */
async function verify(folders: Folders, { thing, from, room }: Copy, signal: AbortSignal | undefined): Promise<void> {
  const here = folders.open(room.folder);
  const withMode = folders.volume(room.folder).steady;
  const original = await digest(folders.open(from.folder), from.name, { withMode, signal });
  const copy = await digest(here, room.name, { withMode, signal, sync: true });
  if (signal?.aborted) return;
  if (original !== copy)
    throw new CoworkError('io_error', `the copy of ${thing.path} differs from the original; the original was left alone`);
  fsyncSync(here.fd);
  const seen = lstatAt(here, room.name)!;
  thing.base = baseOf(seen);
  if (!seen.isDirectory()) return;
  const folder = openFolder(here, [room.name]);
  try {
    thing.base = { ...thing.base, tree: survey({ folder, path: thing.path }).digest };
  } finally {
    folder.close();
  }
}

interface Digesting {
  /** A disk without modes shows one of its own. */
  readonly withMode: boolean;
  readonly sync?: boolean;
  readonly signal: AbortSignal | undefined;
}

/** Others have their turn meanwhile: it may be a film, or a disk of them. Of no use when it was stopped. */
async function digest(parent: FolderHandle, name: string, of: Digesting): Promise<string> {
  const hash = createHash('sha256');
  const walk = async (folder: FolderHandle, entry: string): Promise<void> => {
    if (of.signal?.aborted) return;
    const seen = lstatAt(folder, entry)!;
    const mode = of.withMode ? seen.mode : seen.mode & BigInt(constants.S_IFMT);
    hash.update(`${JSON.stringify(entry === name ? '' : entry)} ${mode} ${seen.isFile() ? seen.size : 0n}\n`);
    if (seen.isSymbolicLink()) hash.update(readlinkSync(folder.at(entry)));
    else if (seen.isFile()) await hashFile(folder.at(entry), hash, of);
    else if (seen.isDirectory()) {
      const inner = openFolder(folder, [entry]);
      try {
        for (const below of readdirSync(inner.here).sort()) await walk(inner, below);
        if (of.sync) fsyncSync(inner.fd);
      } finally {
        inner.close();
      }
    }
  };
  await walk(parent, name);
  return hash.digest('hex');
}

async function hashFile(path: string, hash: ReturnType<typeof createHash>, { sync, signal }: Digesting): Promise<void> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const buffer = Buffer.allocUnsafe(1024 * 1024);
    for (;;) {
      const { bytesRead } = await file.read(buffer);
      if (bytesRead === 0 || signal?.aborted) break;
      hash.update(buffer.subarray(0, bytesRead));
    }
    if (sync) await file.sync();
  } finally {
    await file.close();
  }
}
