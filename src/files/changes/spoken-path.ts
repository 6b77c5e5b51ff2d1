// The model's path of a spot, in the tree before a set and in the tree after it.
import type { Plan, Spot, Transfer } from './model.ts';

/** Spots in rooms have no path: do not ask for them. */
export interface SpokenPaths {
  before(spot: Spot): string;
  after(spot: Spot): string;
}

/** `done` tells which changes of the plan took part. */
export function spokenPaths(plan: Plan, done: (changeId: string) => boolean): SpokenPaths {
  const rootOf = new Map(plan.roots.map((root) => [root.folder, root.modelRoot]));
  const moved = new Map<number, Transfer>();
  for (const change of plan.changes)
    if (done(change.id))
      for (const transfer of change.transfers) {
        const { folder } = plan.things[transfer.thing]!;
        if (folder !== undefined) moved.set(folder, transfer);
      }
  const pathOf = (id: number, after: boolean): string => {
    const transfer = after ? moved.get(id) : undefined;
    if (transfer) return spoken(transfer.to, after);
    const known = rootOf.get(id);
    if (known !== undefined) return known;
    const { at, path } = plan.folders[id]!;
    return 'root' in at ? path : spoken(at, after);
  };
  const spoken = (spot: Spot, after: boolean): string => `${pathOf(spot.folder, after)}/${spot.name}`;
  return { before: (spot) => spoken(spot, false), after: (spot) => spoken(spot, true) };
}
