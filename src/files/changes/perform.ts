// One hop, forward or back. Every function here can be called again after a crash at any point and then does what is left to do:
// progress is read from inodes, never from a counter.
//
// Nothing of the user's is ever unlinked or overwritten unseen. A free name is taken by linking an empty sentinel to it (EEXIST is
// atomic) and then renaming over the sentinel; after the rename the object is looked at, and if an editor swapped it in that very
// moment it is put back. A file that is replaced is linked into the room first, so its name is never empty.
import { linkSync, lstatSync, readdirSync, renameSync, unlinkSync } from 'node:fs';
import { CoworkError, isCoworkError } from '../../contract/errors.ts';
import { type FolderHandle, lstatAt } from '../at.ts';
import { errnoOf } from '../fs-errors.ts';
import type { Attributes } from '../port.ts';
import { setAttributes } from './attributes.ts';
import { isUntouched, type Seen } from './base.ts';
import type { Faults } from './faults.ts';
import type { Folders } from './folders.ts';
import { sameName } from './folded-name.ts';
import { isListed } from './listing.ts';
import type { Hop, Conflict, Over, Spot, Thing } from './model.ts';
import { SENTINEL } from './rooms.ts';
import { isSameAt } from './same-at.ts';

export interface Performer {
  /** `fresh`: this very process decided a moment ago and has done all hops before this one. @throws CoworkError with an `obstacleOf`, errors of the system */
  forward(hop: Hop, fresh: boolean): void;
  /** False when the thing is nowhere: the user took it away, and nothing is left to be put back. @throws CoworkError with an `obstacleOf`, errors of the system */
  back(hop: Hop): boolean;
}

/** The user acted on a file of the set: the hop can be neither done nor counted as done. */
const block = (thing: Thing, reason: string): CoworkError =>
  new CoworkError('changed_meanwhile', `${thing.path}: ${reason}`, { extra: { blocked: { path: thing.path, reason } } });
/** What is in the way, when that is what the error says. */
export const obstacleOf = (error: unknown): Conflict | undefined =>
  isCoworkError(error) ? (error.extra['blocked'] as Conflict | undefined) : undefined;

/**
 * Renaming over anything, were it only our sentinel, makes ext4 write the file's unwritten data out first: nothing for files at rest, a
 * tenth of a millisecond for one just written. So in a big set those are placed by looking and then renaming. The price is that a file
 * which somebody else makes at that very name in the microseconds between would be lost.
 */
const BIG_SET = 1_000;
const AT_REST_NS = 120_000_000_000n;

/** File systems without hard links, links that this user may not make (protected_hardlinks), files with the most links there can be. */
const NO_LINK = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

export function createPerformer(of: {
  folders: Folders;
  things: readonly Thing[];
  hops: readonly Hop[];
  faults: Faults;
}): Performer {
  const { folders, things, faults } = of;
  const spots = spotsOfThings(of.hops);
  const sentinels = new Map<number, { handle: () => FolderHandle; ino: bigint } | undefined>();

  const at = (spot: Spot): string => folders.open(spot.folder).at(spot.name);
  const look = (spot: Spot): Seen | undefined => lstatAt(folders.open(spot.folder), spot.name);
  const is = (seen: Seen | undefined, thing: Thing, spot: Spot): boolean => isSameAt(folders, spot, { seen, base: thing.base });
  const isOwn = (spot: Spot): boolean => folders.records[spot.folder]!.own === 'room';

  /** The sentinel of the room on this spot's volume, while there is one. */
  const sentinelFor = (spot: Spot) => {
    if (!sentinels.has(spot.folder)) sentinels.set(spot.folder, findSentinel(folders, spot.folder));
    return sentinels.get(spot.folder);
  };
  const isSentinel = (seen: Seen, spot: Spot): boolean => seen.isFile() && seen.ino === sentinelFor(spot)?.ino;

  /** On a disk that ignores case both spellings lead to the object, and the list of the folder tells which one it has. */
  const respells = (thing: Thing, from: Spot, to: Spot): boolean =>
    sameName(from, to) && is(look(to), thing, to) && is(look(from), thing, from) && !isListed(folders, to);

  /** Renames onto a name that must be free. */
  const place = (thing: Thing, from: Spot, to: Spot): void => {
    const source = at(from);
    const target = at(to);
    if (isOwn(to) || respells(thing, from, to)) renameSync(source, target);
    else if (thing.base.kind === 'folder') placeFolder(thing, to, source);
    else if (isWorthTaking(thing) && takeName(thing, to)) renameOver(thing, { source, target, to });
    else {
      if (look(to)) throw block(thing, 'there is something at its new name');
      renameSync(source, target);
    }
    const landed = look(to);
    if (is(landed, thing, to)) return;
    putBack(thing, from, to);
  };

  /** An empty folder at the target would be replaced, and only an empty one can be. */
  const placeFolder = (thing: Thing, to: Spot, source: string): void => {
    if (look(to)) throw block(thing, 'there is something at its new name');
    renameSync(source, at(to));
  };

  const startedNs = BigInt(Date.now()) * 1_000_000n;
  const isWorthTaking = (thing: Thing): boolean =>
    of.hops.length <= BIG_SET || startedNs - BigInt(thing.base.ctimeNs) > AT_REST_NS;

  /** False when this volume has no links. */
  const takeName = (thing: Thing, to: Spot): boolean => {
    const sentinel = sentinelFor(to);
    if (!sentinel) return false;
    try {
      linkSync(sentinel.handle().at(SENTINEL), at(to));
      return true;
    } catch (error) {
      const errno = errnoOf(error) ?? '';
      if (errno === 'EEXIST') {
        const seen = look(to);
        if (seen && isSentinel(seen, to)) return true;
        throw block(thing, 'there is something at its new name');
      }
      if (NO_LINK.has(errno)) return false;
      throw error;
    }
  };

  const renameOver = (thing: Thing, of: { source: string; target: string; to: Spot }): void => {
    try {
      renameSync(of.source, of.target);
    } catch (error) {
      freeName(of.to);
      if (errnoOf(error) === 'ENOENT') throw block(thing, 'it is gone');
      throw error;
    }
  };

  /** Takes our own sentinel away from a name, and nothing else. */
  const freeName = (spot: Spot): void => {
    const seen = look(spot);
    if (seen && isSentinel(seen, spot)) unlinkSync(at(spot));
  };

  /** What was renamed is not what was recorded: somebody saved a new file in that moment. It goes back to where it was. */
  const putBack = (thing: Thing, from: Spot, to: Spot): never => {
    if (look(to) && !look(from)) renameSync(at(to), at(from));
    throw block(thing, 'it was replaced by somebody else at that moment');
  };

  const replace = (hop: Hop, over: Over): void => {
    const thing = things[hop.thing]!;
    const old = things[over.thing]!;
    let seen = look(hop.to);
    if (is(seen, thing, hop.to)) {
      // Done; a second name in the room is left from a way back that was cut short.
      if (isOwn(hop.from) && is(look(hop.from), thing, hop.from)) unlinkSync(at(hop.from));
      return;
    }
    if (!is(look(hop.from), thing, hop.from)) throw block(thing, 'the new content is gone');
    const kept = is(look(over.keep), old, over.keep);
    if (!kept) {
      if (!seen || !is(seen, old, hop.to) || !isUntouched(seen, old.base)) throw block(old, 'it was changed by somebody else');
      if (!linkTo(at(hop.to), at(over.keep))) renameSync(at(hop.to), at(over.keep));
      faults('linked');
      const linked = look(over.keep);
      seen = look(hop.to);
      if (!is(linked, old, over.keep) || !isUntouched(linked!, old.base)) {
        if (seen && linked && seen.ino === linked.ino) unlinkSync(at(over.keep));
        else if (!seen) renameSync(at(over.keep), at(hop.to));
        throw block(old, 'it was changed by somebody else');
      }
    }
    if (!seen || isSentinel(seen, hop.to)) place(thing, hop.from, hop.to);
    else if (is(seen, old, hop.to)) renameSync(at(hop.from), at(hop.to));
    else throw block(old, 'it was replaced by somebody else');
  };

  const replaceBack = (hop: Hop, over: Over): void => {
    const thing = things[hop.thing]!;
    const old = things[over.thing]!;
    const seen = look(hop.to);
    const kept = is(look(over.keep), old, over.keep);
    if (seen && is(seen, old, hop.to)) {
      if (kept && seen.nlink > 1n) unlinkSync(at(over.keep));
      return;
    }
    if (!kept) throw block(old, 'its kept copy is gone');
    if (seen && is(seen, thing, hop.to)) {
      if (!is(look(hop.from), thing, hop.from) && !linkTo(at(hop.to), at(hop.from))) {
        renameSync(at(hop.to), at(hop.from));
        place(old, over.keep, hop.to);
        return;
      }
      faults('linked');
      renameSync(at(over.keep), at(hop.to));
    } else if (!seen || isSentinel(seen, hop.to)) place(old, over.keep, hop.to);
    else throw block(old, 'there is a new file at its name');
  };

  /** Only while it is empty, also in the moment after: what somebody put in comes back with it. */
  const removeFolder = (thing: Thing, hop: Hop): void => {
    if (!isEmptyFolder(folders, hop.from)) return;
    place(thing, hop.from, hop.to);
    if (!isEmptyFolder(folders, hop.to)) place(thing, hop.to, hop.from);
  };

  /** At a spot of a later hop: this one was done long ago. */
  const isFurther = (hop: Hop, thing: Thing): boolean => {
    const all = spots.get(hop.thing)!;
    return all.slice(all.indexOf(hop.to) + 1).some((spot) => is(look(spot), thing, spot));
  };
  const isAnywhere = (hop: Hop, thing: Thing): boolean => spots.get(hop.thing)!.some((spot) => is(look(spot), thing, spot));

  /** Where the thing is not there, it went on already, or came back. False when it is nowhere. */
  const set = (hop: Hop, wanted: Attributes): boolean => {
    const thing = things[hop.thing]!;
    if (!is(look(hop.to), thing, hop.to)) return isAnywhere(hop, thing);
    setAttributes(folders, { spot: hop.to, ino: thing.base.ino }, wanted);
    return true;
  };

  return {
    forward(hop, fresh) {
      const thing = things[hop.thing]!;
      if (hop.sets) {
        if (!set(hop, hop.sets.to)) throw block(thing, 'it is gone');
        return;
      }
      if (hop.over) return replace(hop, hop.over);
      if (!fresh) {
        const arrived = is(look(hop.to), thing, hop.to);
        const waiting = is(look(hop.from), thing, hop.from);
        if (arrived && !(waiting && respells(thing, hop.from, hop.to))) return;
        if (!waiting) {
          if (hop.optional || isFurther(hop, thing)) return;
          throw block(thing, 'it is gone');
        }
      }
      if (hop.optional) removeFolder(thing, hop);
      else place(thing, hop.from, hop.to);
    },
    back(hop) {
      if (hop.sets) return set(hop, hop.sets.was);
      if (hop.over) {
        replaceBack(hop, hop.over);
        return true;
      }
      const thing = things[hop.thing]!;
      const home = is(look(hop.from), thing, hop.from);
      const away = is(look(hop.to), thing, hop.to);
      if (home && !(away && respells(thing, hop.to, hop.from))) {
        freeName(hop.to);
        return true;
      }
      if (away && !(hop.made && !isEmptyFolder(folders, hop.to))) place(thing, hop.to, hop.from);
      return away || isAnywhere(hop, thing);
    },
  };
}

/** False where there are no links. macOS follows a symbolic link when linking to it, so there such a one is renamed. */
function linkTo(from: string, to: string): boolean {
  if (process.platform === 'darwin' && lstatSync(from).isSymbolicLink()) return false;
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (NO_LINK.has(errnoOf(error) ?? '')) return false;
    throw error;
  }
}

function isEmptyFolder(folders: Folders, spot: Spot): boolean {
  const folder = folders.open(spot.folder);
  if (!lstatAt(folder, spot.name)?.isDirectory()) return false;
  return readdirSync(folder.at(spot.name)).length === 0;
}

/** Of this set's own rooms: that of an earlier set may be there again after a power cut, and is no sign of ours. */
function findSentinel(folders: Folders, folder: number): { handle: () => FolderHandle; ino: bigint } | undefined {
  const { key } = folders.volume(folder);
  for (const record of folders.records) {
    if (record.serves === undefined || record.ino === '' || folders.volume(record.id).key !== key) continue;
    const seen = lstatAt(folders.open(record.id), SENTINEL);
    if (seen) return { handle: () => folders.open(record.id), ino: seen.ino };
  }
  return undefined;
}

/** All spots that a thing passes through, in order. */
function spotsOfThings(hops: readonly Hop[]): Map<number, Spot[]> {
  const spots = new Map<number, Spot[]>();
  for (const hop of hops) {
    const known = spots.get(hop.thing);
    if (known) known.push(hop.to);
    else spots.set(hop.thing, [hop.from, hop.to]);
  }
  return spots;
}
