// First pass of a plan: everything that leaves its name, looked up in the tree as it is.
import { CoworkError } from '../../contract/errors.ts';
import { isPlaceholder } from '../placeholder.ts';
import { isUntouched, kindOf, type Seen } from './base.ts';
import { lookAt } from './folders.ts';
import type { Base, Spot } from './model.ts';
import { addThing, type Building, folderBefore, nameOf, type Planning, readSpot, sha256 } from './planning.ts';
import { hostPathOf } from './rooms.ts';
import { isSameAt } from './same-at.ts';
import { survey } from './survey.ts';
import type { Wish, WishPlace } from './wish.ts';

/** Deleted files up to this size are hashed for the preview. */
const HASH_LIMIT = 262_144n;

type Taking = Extract<Wish, { op: 'move' | 'delete' | 'rmdir' }>;

/** @throws CoworkError no_such_file, is_a_folder, special_file, sensitive_place, changed_meanwhile */
export function takeSource(p: Planning, b: Building, wish: Taking): void {
  const spot: Spot = { folder: folderBefore(p, wish.from), name: nameOf(wish.from) };
  const path = wish.from.modelPath;
  const seen = lookAt(p.folders, spot);
  if (!seen) throw new CoworkError('no_such_file', `${path} does not exist`);
  if (kindOf(seen) === 'special')
    throw new CoworkError('special_file', `${path} is neither a file nor a folder; it is left alone`);
  if (p.tree.leaving(spot, seen)) throw new CoworkError('bad_path', `${path} is named twice in one call`);
  if (wish.expect) refuseOther(p, spot, { seen, expect: wish.expect, path });
  const thing = addThing(p, path, seen);
  b.from = wish.from;
  const source = { thing, spot, seen, placeholder: isPlaceholder(seen) };
  b.source = source;
  b.bytes = Number(seen.size);
  if (wish.op === 'rmdir') b.optional = true;
  if (wish.op !== 'move') {
    b.transfers.push({ thing: thing.id, from: spot, to: { folder: p.rooms.roomOf(spot.folder), name: `k${thing.id}` } });
    if (source.placeholder) b.irreversible = true;
  }
  if (seen.isDirectory()) takeFolder(p, b, { place: wish.from, wish });
  else if (wish.op === 'delete' && seen.isFile() && !isPlaceholder(seen) && seen.size <= HASH_LIMIT && !wish.expect)
    b.before = sha256(readSpot(p.folders, spot, { seen, path }));
  p.tree.leave(spot, b);
}

function takeFolder(p: Planning, b: Building, { place, wish }: { place: WishPlace; wish: Taking }): void {
  const { thing, spot } = b.source!;
  const record = p.folders.child(spot.folder, spot.name);
  thing.folder = record.id;
  p.tree.leaveFolder(record.id, b);
  b.bytes = 0;
  const why = wish.flips ? undefined : p.guard.folderStays(hostPathOf(p.folders.records, record));
  if (why) throw new CoworkError('sensitive_place', `${place.modelPath} holds ${why}, so it cannot go as a whole`);
  if (wish.op !== 'delete' || wish.flips) return;
  const found = survey({
    folder: p.folders.open(record.id),
    path: place.modelPath,
    refused: (below) => p.guard.hidden(place, [...place.components, ...below]),
  });
  b.bytes = found.bytes;
  if (found.placeholders.length > 0) b.irreversible = true;
  if (found.youngest) p.read.push(found.youngest);
  thing.base = { ...thing.base, tree: found.digest };
}

/** Undo only takes away what its set put there. */
function refuseOther(p: Planning, spot: Spot, of: { seen: Seen; expect: Base; path: string }): void {
  const same = isSameAt(p.folders, spot, { seen: of.seen, base: of.expect }) && isUntouched(of.seen, of.expect);
  const inside = same && of.expect.tree !== undefined ? p.folders.child(spot.folder, spot.name).id : undefined;
  if (inside !== undefined && survey({ folder: p.folders.open(inside), path: of.path }).digest === of.expect.tree) return;
  if (same && inside === undefined) return;
  throw new CoworkError('changed_meanwhile', `${of.path} was changed since`, { extra: { path: of.path } });
}

/** A folder that is deleted keeps what leaves it in the same set: that must be gone first. Call when all sources are taken. */
export function linkDeletedFolders(p: Planning, all: readonly Building[]): void {
  for (const b of all) {
    if (!b.source) continue;
    for (const above of p.tree.leavingAbove(b.source.spot.folder)) if (above.op === 'delete' && above !== b) above.needs.add(b);
  }
}
