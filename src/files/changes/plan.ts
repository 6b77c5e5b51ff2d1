// From wishes to a plan: what leaves, what arrives, what needs what. Looks at the disk and changes nothing.
import type { Operation } from '../../contract/changes.ts';
import { type CoworkError, isCoworkError } from '../../contract/errors.ts';
import type { Folders } from './folders.ts';
import { createListing } from './listing.ts';
import type { Change, Plan, RootRecord } from './model.ts';
import { linkDeletedFolders, takeSource } from './plan-sources.ts';
import { giveTarget } from './plan-targets.ts';
import type { Building, Guard, Planning, Staging } from './planning.ts';
import type { Rooms } from './rooms.ts';
import { createTree } from './tree.ts';
import type { Wish } from './wish.ts';

/** Characters of diff in one preview. */
const DIFF_BUDGET = 256 * 1024;

export interface Planned {
  readonly plan: Plan;
  readonly stagings: readonly Staging[];
  readonly buildings: readonly Building[];
  readonly notices: readonly string[];
  /** What was read and is no thing of the plan. */
  readonly read: Planning['read'];
  /** With `lenient`: wishes that cannot be fulfilled, and why. */
  readonly refused: readonly { wish: Wish; error: CoworkError }[];
}

/** @throws the first CoworkError about a wish, unless `lenient` */
export function makePlan(
  wishes: readonly Wish[],
  of: { folders: Folders; rooms: Rooms; guard: Guard; makesFolders: boolean; lenient: boolean },
): Planned {
  const p: Planning = {
    ...of,
    tree: createTree<Building>(of.folders),
    look: createListing(of.folders),
    things: [],
    stagings: [],
    notices: [],
    read: [],
    roots: new Map<string, RootRecord>(),
    ways: new Map(),
    made: [],
    diffLeft: DIFF_BUDGET,
  };
  const refused: { wish: Wish; error: CoworkError }[] = [];
  const attempt = (wish: Wish, work: () => boolean): boolean => {
    try {
      return work();
    } catch (error) {
      if (!of.lenient || !isCoworkError(error)) throw error;
      refused.push({ wish, error });
      return false;
    }
  };

  const started = wishes.map((wish) => ({ wish, b: start(wish) }));
  const taken = started.filter(({ wish, b }) => attempt(wish, () => takes(p, b, wish)));
  linkDeletedFolders(
    p,
    taken.map(({ b }) => b),
  );
  const arriving = taken.filter(({ wish }) => wish.op !== 'delete' && wish.op !== 'rmdir');
  const given = new Set(
    arriving
      .sort((a, b) => turnOf(a.wish) - turnOf(b.wish))
      .filter(({ wish, b }) => attempt(wish, () => giveTarget(p, b, wish as Parameters<typeof giveTarget>[2]))),
  );
  const buildings = [...p.made, ...taken.filter((t) => t.b.transfers.length > 0 && (given.has(t) || !t.b.to)).map(({ b }) => b)];
  return { plan: assemble(p, buildings), stagings: p.stagings, buildings, notices: p.notices, read: p.read, refused };
}

const KINDS = {
  write: 'create',
  edit: 'replace',
  put: 'create',
  copy: 'create',
  deliver: 'create',
  move: 'move',
  delete: 'delete',
  mkdir: 'mkdir',
  attributes: 'attributes',
} as const;

function start(wish: Wish): Building {
  const op = wish.op === 'restore' || wish.op === 'rmdir' ? wish.op : KINDS[wish.op];
  const made = 'made' in wish && wish.made ? { made: true } : {};
  return { op, wish, transfers: [], needs: new Set(), bytes: 0, ...made };
}

/** First pass for one wish. */
function takes(p: Planning, b: Building, wish: Wish): boolean {
  if (wish.op === 'move' || wish.op === 'delete' || wish.op === 'rmdir') takeSource(p, b, wish);
  return true;
}

/** What stays is given its attributes when all has arrived, and before the folder around it is. */
const turnOf = (wish: Wish): number => (wish.op === 'attributes' ? LAST - depthOf(wish) : depthOf(wish));
const LAST = 1e6;
const depthOf = (wish: Wish): number => ('to' in wish ? wish.to.root.split('/').length + wish.to.components.length : 0);

function assemble(p: Planning, buildings: readonly Building[]): Plan {
  const ids = new Map(buildings.map((b, index) => [b, String(index + 1)]));
  const changes: Change[] = [];
  const operations: Operation[] = [];
  for (const b of buildings) {
    const id = ids.get(b)!;
    const needs = [...b.needs].map((need) => ids.get(need)).filter((need) => need !== undefined);
    const op = b.op === 'create' && b.occupant ? 'replace' : b.op;
    const flips = b.wish && 'flips' in b.wish ? b.wish.flips : undefined;
    changes.push({
      id,
      op,
      transfers: b.transfers,
      needs,
      ...(b.optional ? { optional: true } : {}),
      ...(b.made ? { made: true } : {}),
      ...(b.rewrites ? { rewrites: true } : {}),
      ...(flips === undefined ? {} : { flips }),
      ...(b.output ? { output: b.output } : {}),
    });
    operations.push({
      id,
      op,
      ...(b.from ? { from: b.from.modelPath } : {}),
      ...(b.to ? { to: b.to.modelPath } : {}),
      bytes: b.bytes,
      ...(b.before === undefined ? {} : { before: b.before }),
      ...(b.after === undefined ? {} : { after: b.after }),
      ...(b.diff === undefined ? {} : { diff: b.diff }),
      ...(needs.length > 0 ? { needs } : {}),
      ...(b.irreversible ? { irreversible: true } : {}),
    });
  }
  return { roots: [...p.roots.values()], folders: p.folders.records, things: p.things, changes, operations };
}
