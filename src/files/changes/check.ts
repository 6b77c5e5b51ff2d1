// The last look before the decision: everything must be what it was when the set was frozen.
import { isCoworkError } from '../../contract/errors.ts';
import { baseOf, isSame, isUntouched, type Seen } from './base.ts';
import { type Folders, lookAt } from './folders.ts';
import { sameName } from './folded-name.ts';
import { createListing, isListed } from './listing.ts';
import type { Change, Conflict, Spot, Thing, Transfer } from './model.ts';
import { hashOf } from './hash.ts';
import { isSameAt } from './same-at.ts';
import { putAt, type Spots } from './spots.ts';
import { survey } from './survey.ts';

/** Conflicts beyond this many are not worth naming. */
const NAMED = 200;

/** Yields now and then, so that a big set does not hold the event loop. */
export function* conflictsOf(of: {
  folders: Folders;
  things: readonly Thing[];
  changes: readonly Change[];
}): Generator<undefined, Conflict[]> {
  const { folders, things } = of;
  const conflicts: Conflict[] = [];
  const look = createListing(folders);
  const leaving: Spots<true> = new Map();
  for (const change of of.changes) for (const { from } of change.transfers) putAt(leaving, from, true);
  let n = 0;
  for (const change of of.changes) {
    for (const transfer of change.transfers) {
      if (++n % 200 === 0) yield undefined;
      if (conflicts.length >= NAMED) return conflicts;
      const thing = things[transfer.thing]!;
      const over = transfer.over && things[transfer.over.thing]!;
      try {
        const reason = changed(folders, thing, transfer.from) ?? targetTaken(transfer.to, over);
        if (reason) conflicts.push({ path: thing.path, reason });
      } catch (error) {
        if (!isCoworkError(error)) throw error;
        conflicts.push({ path: thing.path, reason: error.detail });
      }
    }
  }
  return conflicts;

  function targetTaken(to: Spot, over: Thing | undefined): string | undefined {
    if (folders.records[to.folder]!.own === 'room' || leaving.get(to.folder)?.has(to.name)) return undefined;
    const seen = look(to);
    if (!over) return seen && !leavesUnderAnotherName(seen, to) ? 'there is something at its new name now' : undefined;
    if (!seen) return 'the file that it replaces is gone';
    return compare(folders, over, { seen, spot: to });
  }

  /** On a disk that ignores case the name may be left under another spelling. */
  function leavesUnderAnotherName(seen: Seen, to: Spot): boolean {
    const isIt = ({ from, thing }: Transfer): boolean =>
      sameName(from, to) && isSameAt(folders, to, { seen, base: things[thing]!.base });
    return of.changes.some((c) => c.transfers.some(isIt)) && !isListed(folders, to);
  }
}

function changed(folders: Folders, thing: Thing, spot: Spot): string | undefined {
  const seen = lookAt(folders, spot);
  if (!seen) return thing.staged ? 'its new content is gone' : 'it is gone';
  // An attempt that ended before its decision may have dated the new content; only its bytes were approved.
  if (thing.staged && thing.base.sha256 !== undefined && isSame(seen, thing.base) && !isUntouched(seen, thing.base)) {
    const sha256 = hashOf(folders, spot);
    if (sha256 !== thing.base.sha256) return 'its new content was changed';
    thing.base = { ...baseOf(seen), sha256 };
  }
  return compare(folders, thing, { seen, spot });
}

function compare(folders: Folders, thing: Thing, { seen, spot }: { seen: Seen; spot: Spot }): string | undefined {
  const { base } = thing;
  if (!isSameAt(folders, spot, { seen, base })) return 'another file is there now';
  if (!isUntouched(seen, base)) return 'it was changed meanwhile';
  if (Number(seen.mode) !== base.mode) return 'its permissions were changed meanwhile';
  if (base.tree !== undefined && thing.folder !== undefined) {
    const found = survey({ folder: folders.open(thing.folder), path: thing.path });
    return found.digest === base.tree ? undefined : 'what is in it was changed meanwhile';
  }
  // Size and time can be set back; a younger ctime is reason enough to read what was hashed.
  if (base.sha256 !== undefined && String(seen.ctimeNs) !== base.ctimeNs)
    return hashOf(folders, spot) === base.sha256 ? undefined : 'it was changed meanwhile';
  return undefined;
}
