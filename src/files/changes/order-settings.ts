// When attributes are set: last, and what is deep in the tree first, so that no folder is closed before all in it is done. Only a folder
// that is to be opened to its owner is opened before anything goes into it or out of it, where it is then.
import type { Change, FolderRecord, Hop, Spot, Thing, Transfer } from './model.ts';

const OWNER = 0o700;

/** Nothing moves: it is there for the sake of what it sets. */
export const isInPlace = ({ from, to }: Transfer): boolean => from.folder === to.folder && from.name === to.name;

export function settingHops(of: { changes: readonly Change[]; things: readonly Thing[]; folders: readonly FolderRecord[] }): {
  first: Hop[];
  last: Hop[];
} {
  const first: { hop: Hop; depth: number }[] = [];
  const last: { hop: Hop; depth: number }[] = [];
  const depthOf = depths(of);
  for (const { id, transfers } of of.changes)
    for (const { thing, from, to, sets } of transfers) {
      if (!sets) continue;
      const opens = of.things[thing]!.base.kind === 'folder' && opensOwner(sets.to.mode, sets.was.mode);
      const spot = opens ? from : to;
      const hop: Hop = { thing, from: spot, to: spot, sets, change: id };
      (opens ? first : last).push({ hop, depth: depthOf(spot, opens ? 'before' : 'after') });
    }
  return {
    first: first.sort((a, b) => a.depth - b.depth).map(({ hop }) => hop),
    last: last.sort((a, b) => b.depth - a.depth).map(({ hop }) => hop),
  };
}

const opensOwner = (to: number | undefined, was: number | undefined): boolean =>
  to !== undefined && was !== undefined && (to & ~was & OWNER) !== 0;

/** How many folders are above a spot, in the tree before or after. */
function depths(of: Parameters<typeof settingHops>[0]): (spot: Spot, tree: 'before' | 'after') => number {
  const moved = new Map<number, Spot>();
  for (const { thing, to } of of.changes.flatMap(({ transfers }) => transfers)) {
    const { folder } = of.things[thing]!;
    if (folder !== undefined) moved.set(folder, to);
  }
  return (spot, tree) => {
    let depth = 0;
    for (let id = spot.folder; ; depth++) {
      const { at } = of.folders[id]!;
      const next = (tree === 'after' ? moved.get(id) : undefined) ?? ('root' in at ? undefined : at);
      if (!next) return depth;
      id = next.folder;
    }
  };
}
