// Files that arrive with new bytes: written, edited, put, copied, delivered, or moved and changed on the way.
import { CoworkError } from '../../contract/errors.ts';
import { fileError } from '../fs-errors.ts';
import { isPlaceholder } from '../placeholder.ts';
import type { Attributes, HeldContent } from '../port.ts';
import type { Seen } from './base.ts';
import { DIFF_BYTES, diffOf } from './diff.ts';
import { editBytes } from './edit-text.ts';
import { lookAt } from './folders.ts';
import { freeName } from './free-name.ts';
import { hashOf } from './hash.ts';
import { readHeld } from './held.ts';
import type { Over, Spot } from './model.ts';
import { setInPlace } from './plan-attributes.ts';
import { arriveAt, keep, occupantOf, parentAndName, refuseNonFile, renamed, taken } from './plan-places.ts';
import {
  addStaged,
  type Building,
  folderBefore,
  nameOf,
  type Planning,
  READ_LIMIT,
  readSpot,
  type Staging,
  sha256,
} from './planning.ts';
import type { Wish } from './wish.ts';

type Of<Op extends Wish['op']> = Extract<Wish, { op: Op }>;

export function write(p: Planning, b: Building, wish: Of<'write'>): boolean {
  const to = parentAndName(p, b, wish.to);
  const occupant = occupantOf(p, b, to);
  if (occupant) refuseNonFile(wish.to, occupant);
  const old = occupant && isReadable(occupant) ? readSpot(p.folders, to, { seen: occupant, path: wish.to.modelPath }) : undefined;
  if (old?.equals(wish.content)) return false;
  arriveAt(p, b, wish.to);
  replaceText(p, b, { to, content: wish.content, occupant, old });
  return true;
}

export function edit(p: Planning, b: Building, wish: Of<'edit'>): boolean {
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
  replaceText(p, b, { to, content, occupant: seen, old });
  return true;
}

export function put(p: Planning, b: Building, wish: Of<'put'>): boolean {
  const { content, attributes } = wish;
  const to = parentAndName(p, b, wish.to);
  const occupant = occupantOf(p, b, to);
  if (occupant) refuseNonFile(wish.to, occupant);
  const before = occupant && hashBefore(p, to, { seen: occupant, path: wish.to.modelPath, bytes: content.bytes });
  if (occupant && before === content.sha256) return setInPlace(p, b, { spot: to, seen: occupant, attributes });
  arriveAt(p, b, wish.to);
  const replaced = occupant && replacing(p, b, { spot: to, seen: occupant, sha256: before });
  stageFile(p, b, { to, source: { held: content }, ...replaced, attributes, bytes: content.bytes, sha256: content.sha256 });
  showHeld(p, b, { content, old: occupant && { spot: to, seen: occupant } });
  return true;
}

/** The moved file is kept, and a new one with its attributes arrives. False when the bytes are the same, and it is a move and no more. */
export function rewrite(
  p: Planning,
  b: Building,
  of: { to: Spot; over: Over | undefined; content: HeldContent; attributes: Attributes },
): boolean {
  const { to, over, content, attributes } = of;
  const { thing, spot, seen, placeholder } = b.source!;
  const path = b.from!.modelPath;
  refuseNonFile(b.from!, seen);
  const before = hashBefore(p, spot, { seen, path, bytes: content.bytes });
  if (before === content.sha256) return false;
  if (before !== undefined) {
    b.before = before;
    thing.base = { ...thing.base, sha256: before };
  }
  if (placeholder) b.irreversible = true;
  const kept = { folder: p.rooms.roomOf(spot.folder), name: `k${thing.id}` };
  const stays = to.folder === spot.folder && to.name === spot.name;
  const displaced = stays ? { thing: thing.id, keep: kept } : over;
  b.rewrites = true;
  stageFile(p, b, {
    to,
    source: { held: content },
    like: { spot, seen },
    ...(displaced ? { over: displaced } : {}),
    attributes,
    bytes: content.bytes,
    sha256: content.sha256,
  });
  if (!stays) b.transfers.push({ thing: thing.id, from: spot, to: kept });
  showHeld(p, b, { content, old: { spot, seen } });
  return true;
}

export function copy(p: Planning, b: Building, wish: Of<'copy'>): boolean {
  const from = copied(p, wish);
  const to = parentAndName(p, b, wish.to);
  const occupant = occupantOf(p, b, to);
  if (occupant) throw taken(wish.to, occupant, false);
  arriveAt(p, b, wish.to);
  p.read.push({ path: wish.from.modelPath, ctimeNs: from.seen.ctimeNs });
  b.from = wish.from;
  stageFile(p, b, {
    to,
    source: { copyOf: from },
    attributes: { mode: Number(from.seen.mode), ...wish.attributes },
    bytes: Number(from.seen.size),
  });
  return true;
}

export function deliver(p: Planning, b: Building, wish: Of<'deliver'>): boolean {
  const from = copied(p, wish);
  const { folder, name: wanted } = parentAndName(p, b, wish.to);
  const isTaken = (name: string): boolean =>
    p.tree.arrival({ folder, name }) !== undefined || p.look({ folder, name }) !== undefined;
  const name = freeName(wanted, isTaken, (n) => ` (${n + 1})`);
  b.from = wish.from;
  b.to = renamed(wish.to, name);
  arriveAt(p, b, b.to);
  stageFile(p, b, { to: { folder, name }, source: { copyOf: from }, bytes: Number(from.seen.size) });
  b.output = { path: wish.from.modelPath, deliveredTo: b.to.modelPath };
  return true;
}

/** @throws CoworkError no_such_file, is_a_folder, special_file, placeholder_file */
function copied(p: Planning, { from }: Of<'copy' | 'deliver'>): { spot: Spot; seen: Seen } {
  const spot: Spot = { folder: folderBefore(p, from), name: nameOf(from) };
  const seen = lookAt(p.folders, spot);
  if (!seen) throw new CoworkError('no_such_file', `${from.modelPath} does not exist`);
  refuseNonFile(from, seen);
  if (isPlaceholder(seen))
    throw new CoworkError('placeholder_file', `${from.modelPath} is only in the cloud; its content is not here`);
  return { spot, seen };
}

// staging -------------------------------------------------------------------------------------------------------------------------

interface NewFile {
  readonly to: Spot;
  readonly source: Pick<Staging, 'content' | 'held' | 'copyOf'>;
  readonly bytes: number;
  readonly sha256?: string;
  readonly like?: { spot: Spot; seen: Seen };
  readonly over?: Over;
  readonly attributes?: Attributes;
}

function stageFile(p: Planning, b: Building, of: NewFile): void {
  const { to, source, like, over, attributes = {} } = of;
  const thing = addStaged(p, b.to!.modelPath, { kind: 'file', dated: attributes.mtimeNs !== undefined });
  const spot = { folder: p.rooms.roomOf(to.folder), name: `s${thing.id}` };
  p.stagings.push({ thing, spot, parent: to.folder, ...source, ...(like ? { like } : {}), attributes });
  b.transfers.push({ thing: thing.id, from: spot, to, ...(over ? { over } : {}) });
  b.bytes = of.bytes;
  if (of.sha256 !== undefined) b.after = of.sha256;
  if (((attributes.mode ?? 0) & 0o111) !== 0) b.runs = true;
  if (b.to!.area === 'outputs') b.output = { path: b.to!.modelPath };
}

/** The file that is there is kept, and the new one gets its attributes. */
function replacing(
  p: Planning,
  b: Building,
  old: { spot: Spot; seen: Seen; sha256: string | undefined },
): Required<Pick<NewFile, 'like' | 'over'>> {
  const path = b.to!.modelPath;
  if (old.sha256 !== undefined) b.before = old.sha256;
  if (old.seen.nlink > 1n)
    p.notices.push(
      `${path} had ${old.seen.nlink} names (hard links); it was replaced by a new file, the other names keep the old content.`,
    );
  return { like: { spot: old.spot, seen: old.seen }, over: keep(p, b, old) };
}

function replaceText(
  p: Planning,
  b: Building,
  of: { to: Spot; content: Buffer; occupant: Seen | undefined; old: Buffer | undefined },
): void {
  const { to, content, occupant, old } = of;
  const replaced = occupant && replacing(p, b, { spot: to, seen: occupant, sha256: old && sha256(old) });
  stageFile(p, b, { to, source: { content }, ...replaced, bytes: content.length, sha256: sha256(content) });
  // A new text is shown too: who is asked about a file wants to see what will be in it.
  if (old ?? (!occupant && b.to!.area === 'folder')) show(p, b, { before: old ?? Buffer.alloc(0), after: content });
}

function showHeld(p: Planning, b: Building, of: { content: HeldContent; old: { spot: Spot; seen: Seen } | undefined }): void {
  const { content, old } = of;
  if (p.diffLeft <= 0 || content.bytes > DIFF_BYTES || (!old && b.to!.area !== 'folder')) return;
  if (old && (isPlaceholder(old.seen) || old.seen.size > DIFF_BYTES)) return;
  const before = old ? readSpot(p.folders, old.spot, { seen: old.seen, path: b.to!.modelPath }) : Buffer.alloc(0);
  show(p, b, { before, after: readHeld(content, b.to!.modelPath) });
}

function show(p: Planning, b: Building, of: { before: Buffer; after: Buffer }): void {
  const diff = diffOf({ path: b.to!.modelPath, ...of, most: p.diffLeft });
  if (diff === undefined) return;
  b.diff = diff;
  p.diffLeft -= diff.length;
}

const isReadable = (seen: Seen): boolean => !isPlaceholder(seen) && seen.size <= READ_LIMIT;

/** Of what is there now: for the preview, and, whatever its size, where it may be what it shall become. */
function hashBefore(p: Planning, spot: Spot, of: { seen: Seen; path: string; bytes: number }): string | undefined {
  if (isPlaceholder(of.seen) || (of.seen.size > READ_LIMIT && of.seen.size !== BigInt(of.bytes))) return undefined;
  try {
    return hashOf(p.folders, spot);
  } catch (error) {
    throw fileError(error, of.path);
  }
}
