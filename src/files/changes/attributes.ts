// Sets mode and date of a file or folder that lies in an open folder, through a descriptor of that very file: never through a link that
// somebody puts there in that moment.
import { chmodSync, closeSync, constants, fstatSync, fsyncSync, openSync, utimesSync } from 'node:fs';
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { errnoOf } from '../fs-errors.ts';
import type { Attributes } from '../port.ts';
import type { Folders } from './folders.ts';
import type { Hop, Spot, Thing } from './model.ts';
import { touch } from './times.ts';

const LINUX = process.platform === 'linux';
/** A descriptor of a file, also of one that may not be read. Node does not name this flag of Linux. */
const O_PATH = 0o10000000;
const ANY_FILE = constants.O_NOFOLLOW | (LINUX ? O_PATH : constants.O_RDONLY | constants.O_NONBLOCK);
const ALL_BITS = 0o7777;

/** Another file than `ino` is left alone. The date is as exact as a double: see `settleAttributes`. @throws errors of the system */
export function setAttributes(folders: Folders, at: { spot: Spot; ino: string }, { mode, mtimeNs }: Attributes): void {
  const fd = open(folders, at.spot);
  try {
    const path = pathOf(folders, fd, at.spot);
    const seen = fstatSync(fd, { bigint: true });
    if (String(seen.ino) !== at.ino) return;
    if (mtimeNs !== undefined && mtimeNs !== String(seen.mtimeNs))
      utimesSync(path, Number(seen.atimeNs) / 1e9, Number(mtimeNs) / 1e9);
    if (mode !== undefined && mode !== (Number(seen.mode) & ALL_BITS)) chmodSync(path, mode);
  } finally {
    closeSync(fd);
  }
}

const open = (folders: Folders, { folder, name }: Spot): number => openSync(folders.open(folder).at(name), ANY_FILE);
const pathOf = (folders: Folders, fd: number, { folder, name }: Spot): string =>
  LINUX ? `/proc/self/fd/${fd}` : folders.open(folder).at(name);

/** So many files are open at the same time, and get their dates from one sh. */
const AT_ONCE = 50;

/** When all hops are done, or taken back: dates to the nanosecond, and all that was set is on the disk to stay. */
export async function settleAttributes(
  folders: Folders,
  of: { hops: readonly Hop[]; things: readonly Thing[] },
  way: 'to' | 'was',
): Promise<void> {
  const set = of.hops.filter((hop) => hop.sets);
  if (set.length === 0) return;
  const ends = way === 'to' ? spotsAfter(of.hops) : spotsBefore(of.hops);
  for (let n = 0; n < set.length; n += AT_ONCE) {
    const some = set.slice(n, n + AT_ONCE).map((hop) => ({
      spot: ends.get(hop.thing)!,
      ino: of.things[hop.thing]!.base.ino,
      mtimeNs: hop.sets![way].mtimeNs,
    }));
    settleSome(folders, some);
    await yieldToOthers();
  }
}

/** Where each thing is after the hops. */
export const spotsAfter = (hops: readonly Hop[]): Map<number, Spot> => new Map(hops.map(({ thing, to }) => [thing, to]));
const spotsBefore = (hops: readonly Hop[]): Map<number, Spot> =>
  new Map(hops.toReversed().map(({ thing, from }) => [thing, from]));

function settleSome(folders: Folders, some: readonly { spot: Spot; ino: string; mtimeNs: string | undefined }[]): void {
  const fds: number[] = [];
  try {
    const dates: { path: string; mtimeNs: string }[] = [];
    for (const { spot, ino, mtimeNs } of some) {
      const fd = unlessAbsent(() => open(folders, spot));
      if (fd === undefined) continue;
      fds.push(fd);
      const seen = fstatSync(fd, { bigint: true });
      const isInexact = mtimeNs !== undefined && mtimeNs !== String(seen.mtimeNs);
      if (LINUX && isInexact && String(seen.ino) === ino) dates.push({ path: `/proc/self/fd/${fd}`, mtimeNs });
    }
    touch(dates);
    for (const fd of fds) sync(fd);
  } finally {
    for (const fd of fds) closeSync(fd);
  }
}

function sync(fd: number): void {
  if (!LINUX) return fsyncSync(fd);
  const readable = unlessAbsent(() => openSync(`/proc/self/fd/${fd}`, constants.O_RDONLY | constants.O_NONBLOCK));
  if (readable === undefined) return;
  try {
    fsyncSync(readable);
  } finally {
    closeSync(readable);
  }
}

/** Somebody took it away, or this user may not open what it is now: then there is nothing to be done. */
function unlessAbsent(opens: () => number): number | undefined {
  try {
    return opens();
  } catch (error) {
    if (['ENOENT', 'EACCES', 'ELOOP'].includes(errnoOf(error) ?? '')) return undefined;
    throw error;
  }
}
