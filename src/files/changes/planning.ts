// What the steps of a plan share while it is made.
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import type { OperationKind } from '../../contract/changes.ts';
import { CoworkError } from '../../contract/errors.ts';
import { fileError } from '../fs-errors.ts';
import type { Attributes, HeldContent } from '../port.ts';
import { baseOf, type Seen } from './base.ts';
import type { Folders } from './folders.ts';
import type { Base, Change, RootRecord, Spot, Thing, Transfer } from './model.ts';
import type { Rooms } from './rooms.ts';
import type { Tree } from './tree.ts';
import type { Wish, WishPlace } from './wish.ts';

/** A change in the making. */
export interface Building {
  op: OperationKind;
  readonly wish: Wish | undefined;
  readonly transfers: Transfer[];
  readonly needs: Set<Building>;
  from?: WishPlace;
  to?: WishPlace;
  /** What leaves `from`. */
  source?: { thing: Thing; spot: Spot; seen: Seen; placeholder: boolean };
  /** What is replaced at `to`. */
  occupant?: Base;
  bytes: number;
  before?: string;
  after?: string;
  diff?: string;
  irreversible?: boolean;
  optional?: boolean;
  made?: boolean;
  /** A moved file that gets new bytes. */
  rewrites?: boolean;
  /** A file that can be run as a program afterwards. */
  runs?: boolean;
  output?: Change['output'];
}

/** New content or a new folder to be made in the room before the decision is asked for. */
export interface Staging {
  readonly thing: Thing;
  readonly spot: Spot;
  /** The folder that it is for: group and set-group-id are taken from it. */
  readonly parent: number;
  content?: Buffer;
  readonly held?: HeldContent;
  /** A file to be copied, as it was when it was looked at. */
  readonly copyOf?: { readonly spot: Spot; readonly seen: Seen };
  /** The file that it replaces: mode, owner, extended attributes and ACL are taken from it. */
  readonly like?: { spot: Spot; seen: Seen };
  readonly attributes?: Attributes;
}

export interface Guard {
  /** Why the folder may not go as a whole (a protected place, another grant or kept copies inside), or undefined. */
  readonly folderStays: (hostPath: string) => string | undefined;
  readonly hidden: (place: WishPlace, components: readonly string[]) => boolean;
}

export interface Planning {
  readonly folders: Folders;
  readonly rooms: Rooms;
  readonly tree: Tree<Building>;
  readonly guard: Guard;
  /** What is at a name, as the disk says. */
  readonly look: (spot: Spot) => Seen | undefined;
  readonly things: Thing[];
  readonly stagings: Staging[];
  readonly notices: string[];
  /** What was read and is no thing of the set, with the youngest change to it. */
  readonly read: { path: string; ctimeNs: bigint }[];
  readonly roots: Map<string, RootRecord>;
  /** The folder that will be at a path, and what it needs; by root record and names. */
  readonly ways: Map<string, { folder: number; needs: Building[] }>;
  /** Folders that are made on the way, before what needs them. */
  readonly made: Building[];
  /** Whether missing folders on the way are made; undo makes none unless forced. */
  readonly makesFolders: boolean;
  /** Characters of diff that the preview still takes. */
  diffLeft: number;
}

export function rootFolder(p: Planning, place: WishPlace): number {
  const record = p.folders.root(place.root, place.rootId, place.modelRoot);
  if (!p.roots.has(place.modelRoot))
    p.roots.set(place.modelRoot, {
      modelRoot: place.modelRoot,
      root: place.root,
      dev: String(place.rootId.dev),
      ino: String(place.rootId.ino),
      area: place.area,
      folder: record.id,
    });
  return record.id;
}

export function nameOf(place: WishPlace): string {
  const name = place.components.at(-1);
  if (name === undefined)
    throw new CoworkError('is_a_folder', `${place.modelPath} is a folder that was given as a whole; it stays`);
  return name;
}

/** The existing folder that a place is in, in the tree as it is. */
export function folderBefore(p: Planning, place: WishPlace): number {
  let folder = rootFolder(p, place);
  for (const name of place.components.slice(0, -1)) folder = p.folders.child(folder, name).id;
  return folder;
}

export function addThing(p: Planning, path: string, seen: Seen): Thing {
  const thing: Thing = { id: p.things.length, path, base: baseOf(seen) };
  p.things.push(thing);
  return thing;
}

/** A thing that staging will make; its base is known then. */
export function addStaged(p: Planning, path: string, more: { kind: 'file' | 'folder'; copyOf?: number; dated?: boolean }): Thing {
  const base = { kind: more.kind, ino: '', size: 0, mtimeNs: '0', ctimeNs: '0', mode: 0 };
  const thing: Thing = {
    id: p.things.length,
    path,
    base,
    staged: true,
    ...(more.copyOf === undefined ? {} : { copyOf: more.copyOf }),
    ...(more.dated ? { dated: true } : {}),
  };
  p.things.push(thing);
  return thing;
}

/** Content is read whole up to here: for editing, comparing, hashing. */
export const READ_LIMIT = 64 * 1024 * 1024;

/** Reads a regular file without following a link. @throws CoworkError too_large, no_permission, changed_meanwhile */
export function readSpot(folders: Folders, spot: Spot, of: { seen: Seen; path: string }): Buffer {
  if (of.seen.size > READ_LIMIT) throw new CoworkError('too_large', `${of.path} is too large to be changed in place`);
  let fd: number | undefined;
  try {
    fd = openSync(folders.open(spot.folder).at(spot.name), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const seen = fstatSync(fd, { bigint: true });
    if (seen.ino !== of.seen.ino) throw new CoworkError('changed_meanwhile', `${of.path} is being changed at this moment`);
    return readFileSync(fd);
  } catch (error) {
    throw fileError(error, of.path);
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

export const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');
