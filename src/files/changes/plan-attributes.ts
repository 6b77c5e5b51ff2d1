// Mode and date of what stays, or of what a move takes along.
import { CoworkError } from '../../contract/errors.ts';
import type { Attributes } from '../port.ts';
import { isUntouched, kindOf, type Seen } from './base.ts';
import type { Base, Setting, Spot } from './model.ts';
import { parentAndName } from './plan-places.ts';
import { addThing, type Building, type Planning } from './planning.ts';
import { isSameAt } from './same-at.ts';
import type { Wish } from './wish.ts';

const PERMISSIONS = 0o777;
const ALL_BITS = 0o7777;

/** Call for the deepest first, when all else has arrived. */
export function attributes(p: Planning, b: Building, wish: Extract<Wish, { op: 'attributes' }>): boolean {
  const path = wish.to.modelPath;
  const spot = parentAndName(p, b, wish.to);
  const seen = p.look(spot);
  if (!seen) throw new CoworkError('no_such_file', `${path} does not exist`);
  if (p.tree.leaving(spot, seen) || p.tree.arrival(spot))
    throw new CoworkError('bad_path', `${path} is moved, deleted or changed in the same call; say its mode and date there`);
  if (seen.isSymbolicLink() || kindOf(seen) === 'special')
    throw new CoworkError('special_file', `${path} is neither a file nor a folder; its mode and date stay`);
  if (wish.expect && !isAsLeft(p, spot, { seen, expect: wish.expect }))
    throw new CoworkError('changed_meanwhile', `${path} was changed since`, { extra: { path } });
  return setInPlace(p, b, { spot, seen, attributes: wish.attributes });
}

/** Undo gives back what nobody has changed since. */
const isAsLeft = (p: Planning, spot: Spot, { seen, expect }: { seen: Seen; expect: Base }): boolean =>
  isSameAt(p.folders, spot, { seen, base: expect }) && isUntouched(seen, expect) && Number(seen.mode) === expect.mode;

/** False when it has these attributes already. */
export function setInPlace(p: Planning, b: Building, of: { spot: Spot; seen: Seen; attributes: Attributes }): boolean {
  const { spot, seen } = of;
  const path = b.to!.modelPath;
  const thing = addThing(p, path, seen);
  const sets = settingOf(p, b, { folder: spot.folder, base: thing.base, attributes: of.attributes });
  if (!sets) return false;
  p.tree.arrive(spot, { by: b, path });
  b.op = 'attributes';
  b.occupant = thing.base;
  b.bytes = seen.isFile() ? Number(seen.size) : 0;
  b.transfers.push({ thing: thing.id, from: spot, to: spot, sets });
  if (seen.isFile() && seen.nlink > 1n)
    p.notices.push(`${path} has ${seen.nlink} names (hard links); mode and date changed under each.`);
  return true;
}

/** What of the attributes differs from what the thing has; undefined when nothing does. `folder`: where it will be. */
export function settingOf(
  p: Planning,
  b: Building,
  of: { folder: number; base: Base; attributes: Attributes },
): Setting | undefined {
  const { base } = of;
  const { mode, mtimeNs } = of.attributes;
  const to: { mode?: number; mtimeNs?: string } = {};
  const was: { mode?: number; mtimeNs?: string } = {};
  if (mode !== undefined && base.kind !== 'link' && ((mode ^ base.mode) & PERMISSIONS) !== 0) {
    was.mode = base.mode & ALL_BITS;
    to.mode = (was.mode & ~PERMISSIONS) | (mode & PERMISSIONS);
  }
  if (mtimeNs !== undefined && base.kind === 'file' && mtimeNs !== base.mtimeNs) {
    was.mtimeNs = base.mtimeNs;
    to.mtimeNs = mtimeNs;
  }
  if (Object.keys(to).length === 0) return undefined;
  if (!p.folders.volume(of.folder).steady) {
    // There a file is known by its date, and has no mode of its own.
    p.notices.push(`${b.to!.modelPath} keeps its mode and date: its disk takes no others.`);
    return undefined;
  }
  if (base.kind === 'file' && ((to.mode ?? 0) & 0o111) !== 0) b.runs = true;
  return { to, was };
}
