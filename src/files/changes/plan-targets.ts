// Second pass of a plan: everything that arrives, in the tree as it will be. Shallow targets first, so that folders come before
// what goes into them.
import { CoworkError } from '../../contract/errors.ts';
import { isUntouched, kindOf } from './base.ts';
import type { Base, Over, Spot } from './model.ts';
import { attributes, settingOf } from './plan-attributes.ts';
import { copy, deliver, edit, put, rewrite, write } from './plan-content.ts';
import { arriveAt, keep, newFolder, occupantOf, parentAndName, refuseNonFile, taken } from './plan-places.ts';
import { addStaged, addThing, type Building, type Planning } from './planning.ts';
import { isSameAt } from './same-at.ts';
import type { Wish } from './wish.ts';

/** False when the wish is already fulfilled: nothing is to be done. */
export function giveTarget(p: Planning, b: Building, wish: Exclude<Wish, { op: 'delete' | 'rmdir' }>): boolean {
  b.to = wish.to;
  switch (wish.op) {
    case 'move':
      return move(p, b, wish);
    case 'write':
      return write(p, b, wish);
    case 'edit':
      return edit(p, b, wish);
    case 'mkdir':
      return mkdir(p, b, wish);
    case 'deliver':
      return deliver(p, b, wish);
    case 'put':
      return put(p, b, wish);
    case 'copy':
      return copy(p, b, wish);
    case 'attributes':
      return attributes(p, b, wish);
    case 'restore':
      return restore(p, b, wish);
  }
}

function move(p: Planning, b: Building, wish: Extract<Wish, { op: 'move' }>): boolean {
  const { thing, spot: from, placeholder } = b.source!;
  const { content, attributes: wanted = {} } = wish;
  const isFolder = thing.base.kind === 'folder';
  const to = arriveAt(p, b, wish.to, thing.folder);
  // It stays where it is. Told by the spot, not by the path: with a and b swapped, /a/x → /a/x goes from one folder to the other.
  const stays = to.folder === from.folder && to.name === from.name;
  const occupant = stays ? undefined : occupantOf(p, b, to);
  const over =
    occupant && wish.replace && !isFolder && !occupant.isDirectory() ? keep(p, b, { spot: to, seen: occupant }) : undefined;
  if (occupant && !over) throw taken(wish.to, occupant, wish.replace);
  if (occupant && kindOf(occupant) === 'special') refuseNonFile(wish.to, occupant);
  if (content && rewrite(p, b, { to, over, content, attributes: wanted })) return true;
  if (over) refuseOwnName(p, { source: b.source!, to, over, words: `${wish.from.modelPath} and ${wish.to.modelPath}` });
  const sets = settingOf(p, b, { folder: to.folder, base: thing.base, attributes: wanted });
  if (stays && !sets) return false;
  p.rooms.roomOf(to.folder);
  const how = { ...(over ? { over } : {}), ...(sets ? { sets } : {}) };
  if (stays) b.op = 'attributes';
  if (p.folders.volume(from.folder).key === p.folders.volume(to.folder).key) {
    b.transfers.push({ thing: thing.id, from, to, ...how });
    return true;
  }
  if (placeholder)
    throw new CoworkError('placeholder_file', `${wish.from.modelPath} is only in the cloud and cannot be moved to another disk`);
  if (!p.folders.volume(to.folder).steady) noticeOnce(p, `What goes to ${wish.to.modelRoot} loses its mode: that disk has none.`);
  const copied = addStaged(p, wish.to.modelPath, { kind: isFolder ? 'folder' : 'file', copyOf: thing.id });
  const room = { folder: p.rooms.roomOf(to.folder), name: `s${copied.id}` };
  b.transfers.push({ thing: copied.id, from: room, to, ...how });
  b.transfers.push({ thing: thing.id, from, to: { folder: p.rooms.roomOf(from.folder), name: `k${thing.id}` } });
  return true;
}

/** Of hundreds of files it is the same. */
function noticeOnce(p: Planning, words: string): void {
  if (!p.notices.includes(words)) p.notices.push(words);
}

/** Renaming a file onto another name of the same file leaves both as they are, so what would be said of it would not be so. */
function refuseOwnName(p: Planning, of: { source: NonNullable<Building['source']>; to: Spot; over: Over; words: string }): void {
  const { spot, thing } = of.source;
  const volume = p.folders.volume(spot.folder);
  if (!volume.steady || volume.key !== p.folders.volume(of.to.folder).key) return;
  if (p.things[of.over.thing]!.base.ino !== thing.base.ino) return;
  throw new CoworkError(
    'invalid',
    `${of.words} are two names of one file (a hard link), so there is nothing to move; delete the one that is not wanted`,
  );
}

/** A new folder is always open to its owner: what is in it could not be put there, nor taken out again by undo. */
const OWNER = 0o700;

function mkdir(p: Planning, b: Building, wish: Extract<Wish, { op: 'mkdir' }>): boolean {
  if (wish.to.components.length === 0) return false;
  const to = parentAndName(p, b, wish.to);
  if (p.tree.arrival(to)?.folder !== undefined) return false;
  const occupant = occupantOf(p, b, to);
  if (occupant?.isDirectory()) return false;
  if (occupant) throw taken(wish.to, occupant, false);
  newFolder(p, b, { to, place: wish.to, ...(wish.mode === undefined ? {} : { mode: wish.mode | OWNER }) });
  return true;
}

function restore(p: Planning, b: Building, wish: Extract<Wish, { op: 'restore' }>): boolean {
  const { spot, base } = wish.kept;
  const path = wish.to.modelPath;
  const seen = p.look(spot);
  if (!isSameAt(p.folders, spot, { seen, base }))
    throw new CoworkError('not_found', `the kept copy of ${path} is gone`, { extra: { kept: false } });
  if (!isUntouched(seen!, base))
    throw new CoworkError('not_found', `the kept copy of ${path} was changed`, { extra: { kept: false } });
  const thing = addThing(p, path, seen!);
  thing.base = hashed(thing.base, base);
  if (seen!.isDirectory()) thing.folder = p.folders.child(spot.folder, spot.name).id;
  const to = arriveAt(p, b, wish.to, thing.folder);
  if (p.folders.volume(spot.folder).key !== p.folders.volume(to.folder).key)
    throw new CoworkError('cross_device', `${path} lies on another disk now than when it was changed`);
  const occupant = occupantOf(p, b, to);
  const mine = occupant && wish.over && isSameAt(p.folders, to, { seen: occupant, base: wish.over });
  if (occupant && !mine) throw taken(wish.to, occupant, false);
  if (occupant && !isUntouched(occupant, wish.over!)) throw new CoworkError('changed_meanwhile', `${path} was changed since`);
  const over = occupant ? keep(p, b, { spot: to, seen: occupant }) : undefined;
  if (over) p.things[over.thing]!.base = hashed(p.things[over.thing]!.base, wish.over!);
  b.bytes = Number(seen!.isDirectory() ? 0 : seen!.size);
  b.transfers.push({ thing: thing.id, from: spot, to, ...(over ? { over } : {}) });
  return true;
}

/** The same object as one that was hashed before: its hash still says more than size and date where inodes say nothing. */
const hashed = (base: Base, before: Base): Base => (before.sha256 === undefined ? base : { ...base, sha256: before.sha256 });
