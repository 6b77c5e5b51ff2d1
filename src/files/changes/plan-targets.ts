// Second pass of a plan: everything that arrives, in the tree as it will be. Shallow targets first, so that folders come before
// what goes into them.
// Long, because every kind of operation has its own way of arriving and they share where things go.
import { CoworkError } from '../../contract/errors.ts';
import { isPlaceholder } from '../placeholder.ts';
import { isUntouched, kindOf, type Seen } from './base.ts';
import { lookAt } from './folders.ts';
import { diffOf } from './diff.ts';
import { editBytes } from './edit-text.ts';
import type { Base, Over, Spot } from './model.ts';
import {
  addStaged,
  addThing,
  type Building,
  folderBefore,
  nameOf,
  type Planning,
  READ_LIMIT,
  readSpot,
  rootFolder,
  type Staging,
  sha256,
} from './planning.ts';
import { freeName } from './free-name.ts';
import { isSameAt } from './same-at.ts';
import type { Wish, WishPlace } from './wish.ts';

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
    case 'restore':
      return restore(p, b, wish);
  }
}

function move(p: Planning, b: Building, wish: Extract<Wish, { op: 'move' }>): boolean {
  const { thing, spot: from, placeholder } = b.source!;
  const isFolder = thing.base.kind === 'folder';
  const to = arriveAt(p, b, wish.to, thing.folder);
  // It stays where it is. Told by the spot, not by the path: with a and b swapped, /a/x → /a/x goes from one folder to the other.
  if (to.folder === from.folder && to.name === from.name) return false;
  const occupant = occupantOf(p, b, to);
  const over =
    occupant && wish.replace && !isFolder && !occupant.isDirectory() ? keep(p, b, { spot: to, seen: occupant }) : undefined;
  if (occupant && !over) throw taken(wish.to, occupant, wish.replace);
  if (occupant && kindOf(occupant) === 'special') refuseNonFile(wish.to, occupant);
  p.rooms.roomOf(to.folder);
  if (p.folders.volume(from.folder).key === p.folders.volume(to.folder).key) {
    b.transfers.push({ thing: thing.id, from, to, ...(over ? { over } : {}) });
    return true;
  }
  if (placeholder)
    throw new CoworkError('placeholder_file', `${wish.from.modelPath} is only in the cloud and cannot be moved to another disk`);
  const copy = addStaged(p, wish.to.modelPath, { kind: isFolder ? 'folder' : 'file', copyOf: thing.id });
  const room = { folder: p.rooms.roomOf(to.folder), name: `s${copy.id}` };
  b.transfers.push({ thing: copy.id, from: room, to, ...(over ? { over } : {}) });
  b.transfers.push({ thing: thing.id, from, to: { folder: p.rooms.roomOf(from.folder), name: `k${thing.id}` } });
  return true;
}

function write(p: Planning, b: Building, wish: Extract<Wish, { op: 'write' }>): boolean {
  const to = parentAndName(p, b, wish.to);
  const occupant = occupantOf(p, b, to);
  if (occupant) refuseNonFile(wish.to, occupant);
  const old = occupant && isReadable(occupant) ? readSpot(p.folders, to, { seen: occupant, path: wish.to.modelPath }) : undefined;
  if (old?.equals(wish.content)) return false;
  arriveAt(p, b, wish.to);
  stageContent(p, b, { to, content: wish.content, occupant, old });
  return true;
}

function edit(p: Planning, b: Building, wish: Extract<Wish, { op: 'edit' }>): boolean {
  const to = parentAndName(p, b, wish.to);
  const path = wish.to.modelPath;
  const staged = p.tree.arrival(to)?.by;
  if (staged) {
    // Several edits of one file in one call follow each other and are one change.
    const staging = p.stagings.find((s) => s.content && staged.transfers.some((t) => t.thing === s.thing.id));
    if (!staging?.content) throw new CoworkError('bad_path', `${path} is moved in the same call; edit it in another one`);
    staging.content = editBytes(staging.content, wish, path);
    staged.bytes = staging.content.length;
    staged.after = sha256(staging.content);
    return false;
  }
  const seen = p.look(to);
  if (!seen) throw new CoworkError('no_such_file', `${path} does not exist`);
  if (p.tree.leaving(to, seen)) throw new CoworkError('bad_path', `${path} is moved in the same call; edit it in another one`);
  refuseNonFile(wish.to, seen);
  if (isPlaceholder(seen)) throw new CoworkError('placeholder_file', `${path} is only in the cloud; its content is not here`);
  const old = readSpot(p.folders, to, { seen, path });
  const content = editBytes(old, wish, path);
  if (old.equals(content)) return false;
  arriveAt(p, b, wish.to);
  stageContent(p, b, { to, content, occupant: seen, old });
  return true;
}

function mkdir(p: Planning, b: Building, wish: Extract<Wish, { op: 'mkdir' }>): boolean {
  if (wish.to.components.length === 0) return false;
  const to = parentAndName(p, b, wish.to);
  if (p.tree.arrival(to)?.folder !== undefined) return false;
  const occupant = occupantOf(p, b, to);
  if (occupant?.isDirectory()) return false;
  if (occupant) throw taken(wish.to, occupant, false);
  newFolder(p, b, { to, place: wish.to });
  return true;
}

function deliver(p: Planning, b: Building, wish: Extract<Wish, { op: 'deliver' }>): boolean {
  const from: Spot = { folder: folderBefore(p, wish.from), name: nameOf(wish.from) };
  const seen = lookAt(p.folders, from);
  if (!seen) throw new CoworkError('no_such_file', `${wish.from.modelPath} does not exist`);
  refuseNonFile(wish.from, seen);
  if (isPlaceholder(seen))
    throw new CoworkError('placeholder_file', `${wish.from.modelPath} is only in the cloud; its content is not here`);
  const { folder, name: wanted } = parentAndName(p, b, wish.to);
  const isTaken = (name: string): boolean =>
    p.tree.arrival({ folder, name }) !== undefined || p.look({ folder, name }) !== undefined;
  const name = freeName(wanted, isTaken, (n) => ` (${n + 1})`);
  const place = renamed(wish.to, name);
  arriveAt(p, b, place);
  const thing = addStaged(p, place.modelPath, { kind: 'file' });
  const room = { folder: p.rooms.roomOf(folder), name: `s${thing.id}` };
  p.stagings.push({ thing, spot: room, parent: folder, copyOf: from });
  b.from = wish.from;
  b.to = place;
  b.bytes = Number(seen.size);
  b.output = { path: wish.from.modelPath, deliveredTo: place.modelPath };
  b.transfers.push({ thing: thing.id, from: room, to: { folder, name } });
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

// where things go -----------------------------------------------------------------------------------------------------------------

function parentAndName(p: Planning, b: Building, place: WishPlace): Spot {
  if (b.wish && 'toIsNow' in b.wish && b.wish.toIsNow) return { folder: folderBefore(p, place), name: nameOf(place) };
  return { folder: folderAfter(p, b, place), name: nameOf(place) };
}

function arriveAt(p: Planning, b: Building, place: WishPlace, folder?: number): Spot {
  const spot = parentAndName(p, b, place);
  p.tree.arrive(spot, { by: b, path: place.modelPath, ...(folder === undefined ? {} : { folder }) });
  return spot;
}

/** The folder that will be around the place; makes what is missing. Thousands of files go to few folders, so each way is walked once. */
function folderAfter(p: Planning, b: Building, place: WishPlace): number {
  const root = rootFolder(p, place);
  const key = `${root}/${place.components.slice(0, -1).join('/')}`;
  let way = p.ways.get(key);
  if (!way) p.ways.set(key, (way = walkAfter(p, { root, place })));
  for (const need of way.needs) if (need !== b) b.needs.add(need);
  return way.folder;
}

function walkAfter(p: Planning, { root, place }: { root: number; place: WishPlace }): { folder: number; needs: Building[] } {
  const needs: Building[] = [];
  let folder = root;
  for (const [depth, name] of place.components.slice(0, -1).entries()) {
    const spot = { folder, name };
    const here = renamed({ ...place, components: place.components.slice(0, depth + 1) }, name);
    const arrival = p.tree.arrival(spot);
    if (arrival) {
      if (arrival.folder === undefined) throw new CoworkError('not_a_folder', `${here.modelPath} is not a folder`);
      needs.push(arrival.by);
      folder = arrival.folder;
      continue;
    }
    const seen = p.look(spot);
    if (seen && p.tree.leaving(spot, seen))
      throw new CoworkError(
        'bad_path',
        `${place.modelPath} lies in ${here.modelPath}, which is itself moved or deleted in the same call; use its new name, or a second call`,
      );
    if (seen) folder = p.folders.child(folder, name).id;
    else if (p.makesFolders) {
      const made: Building = { op: 'mkdir', wish: undefined, transfers: [], needs: new Set(needs.slice(-1)), bytes: 0, to: here };
      p.made.push(made);
      needs.push(made);
      folder = newFolder(p, made, { to: spot, place: here });
    } else throw new CoworkError('no_such_file', `the folder ${here.modelPath} is gone`, { extra: { folder: here.modelPath } });
  }
  return { folder, needs };
}

function newFolder(p: Planning, b: Building, { to, place }: { to: Spot; place: WishPlace }): number {
  const thing = addStaged(p, place.modelPath, { kind: 'folder' });
  const spot = { folder: p.rooms.roomOf(to.folder), name: `s${thing.id}` };
  const record = p.folders.planned({ path: place.modelPath, at: spot, parent: to.folder });
  thing.folder = record.id;
  b.made = true;
  p.tree.arrive(to, { by: b, folder: record.id, path: place.modelPath });
  p.stagings.push({ thing, spot, parent: to.folder });
  b.transfers.push({ thing: thing.id, from: spot, to });
  return record.id;
}

/** What stays at the target. What leaves it in this set is no obstacle, but must leave first. */
function occupantOf(p: Planning, b: Building, spot: Spot): Seen | undefined {
  const seen = p.look(spot);
  const leaver = seen && p.tree.leaving(spot, seen);
  if (leaver && leaver !== b) b.needs.add(leaver);
  return leaver ? undefined : seen;
}

function keep(p: Planning, b: Building, of: { spot: Spot; seen: Seen }): Over {
  const thing = addThing(p, b.to!.modelPath, of.seen);
  b.occupant = thing.base;
  if (isPlaceholder(of.seen)) b.irreversible = true;
  return { thing: thing.id, keep: { folder: p.rooms.roomOf(of.spot.folder), name: `k${thing.id}` } };
}

function stageContent(
  p: Planning,
  b: Building,
  of: { to: Spot; content: Buffer; occupant: Seen | undefined; old: Buffer | undefined },
): void {
  const { to, content, occupant, old } = of;
  const path = b.to!.modelPath;
  const thing = addStaged(p, path, { kind: 'file' });
  const spot = { folder: p.rooms.roomOf(to.folder), name: `s${thing.id}` };
  const over = occupant ? keep(p, b, { spot: to, seen: occupant }) : undefined;
  if (over && old) p.things[over.thing]!.base = { ...p.things[over.thing]!.base, sha256: sha256(old) };
  const staging: Staging = {
    thing,
    spot,
    parent: to.folder,
    content,
    ...(occupant ? { like: { spot: to, seen: occupant } } : {}),
  };
  p.stagings.push(staging);
  b.transfers.push({ thing: thing.id, from: spot, to, ...(over ? { over } : {}) });
  b.bytes = content.length;
  b.after = sha256(content);
  if (old) b.before = sha256(old);
  if (occupant && occupant.nlink > 1n)
    p.notices.push(
      `${path} had ${occupant.nlink} names (hard links); it was replaced by a new file, the other names keep the old content.`,
    );
  // A new text is shown too: who is asked about a file wants to see what will be in it.
  if (old ?? (!occupant && b.to!.area === 'folder')) {
    const diff = diffOf({ path, before: old ?? Buffer.alloc(0), after: content, most: p.diffLeft });
    if (diff) {
      b.diff = diff;
      p.diffLeft -= diff.length;
    }
  }
  if (b.to!.area === 'outputs') b.output = { path };
}

// refusals ------------------------------------------------------------------------------------------------------------------------

function refuseNonFile(place: WishPlace, seen: Seen): void {
  const path = place.modelPath;
  if (seen.isDirectory()) throw new CoworkError('is_a_folder', `${path} is a folder`);
  if (seen.isSymbolicLink()) throw new CoworkError('special_file', `${path} is a link; write to the file that it points to`);
  if (kindOf(seen) === 'special') throw new CoworkError('special_file', `${path} is not a regular file`);
}

function taken(place: WishPlace, seen: Seen, wanted: boolean): CoworkError {
  const path = place.modelPath;
  const kind = seen.isDirectory() ? 'a folder' : 'a file';
  const advice = wanted
    ? 'a folder is never replaced'
    : 'choose another name, or say replace: true to put it in the place of the old one';
  const words = seen.isDirectory() ? 'to move something into it, write the new name as well' : advice;
  return new CoworkError('target_exists', `There is already ${kind} at ${path}; ${words}`, { extra: { path } });
}

const isReadable = (seen: Seen): boolean => !isPlaceholder(seen) && seen.size <= READ_LIMIT;

const renamed = (place: WishPlace, name: string): WishPlace => {
  const components = [...place.components.slice(0, -1), name];
  return { ...place, components, modelPath: [place.modelRoot, ...components].join('/') };
};
