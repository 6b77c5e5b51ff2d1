// Freezing: from wishes to a set that says exactly what would happen, with its new content already on the disk. Nothing of the
// user's is touched.
import { CoworkError } from '../../contract/errors.ts';
import { type CallKey, newId } from '../../contract/ids.ts';
import type { DraftOp, FreezeOptions, FrozenSet } from '../port.ts';
import type { TaskPlaces } from '../places.ts';
import { toHostPath } from '../places.ts';
import { type Context, registerStore } from './context.ts';
import { countsOf, FRESH_MS, factsOf, summaryOf } from './facts.ts';
import { createFolders, type Folders } from './folders.ts';
import type { Base, Plan, SetFate, SetHead, SetRecord } from './model.ts';
import { makePlan, type Planned } from './plan.ts';
import type { Building, Guard } from './planning.ts';
import { frozenWith } from './frozen.ts';
import { insertParts, insertSet, readPart, recordOf, setOrThrow, writePart } from './records.ts';
import { refuseChanged } from './refuse-changed.ts';
import { createRooms, makeRooms, STORE } from './rooms.ts';
import { stageAll } from './stage.ts';
import { discardStaged } from './tidy.ts';
import { type Wish, wishesOf } from './wish.ts';

export interface Preparation {
  readonly key: CallKey;
  readonly tool: string;
  readonly wishes: (folders: Folders) => readonly Wish[];
  readonly makesFolders: boolean;
  readonly lenient: boolean;
  readonly hidden: Guard['hidden'];
  readonly fate?: SetFate;
  readonly rootId?: string;
  readonly undoKey?: string;
  readonly draft?: readonly unknown[];
  /** A set that the new one takes the place of, in one transaction. */
  readonly replaces?: string;
  readonly options?: FreezeOptions | undefined;
}

/** Of `said`, as JSON. */
const MOST_SAID = 64 * 1024;

export async function freezeDraft(
  c: Context,
  of: { key: CallKey; tool: string; draft: readonly DraftOp[]; replaces?: string; options?: FreezeOptions | undefined },
): Promise<{ kind: 'frozen'; set: FrozenSet } | { kind: 'overlap'; with: string }> {
  const places = await c.places.ofTask(of.key.taskId);
  const { options = {} } = of;
  if (JSON.stringify(options.said ?? null).length > MOST_SAID)
    throw new CoworkError('internal', 'a tool keeps more with its change than 64 kB');
  const read = options.unchangedSince === undefined ? places : { ...places, resolve: spelled(places) };
  const wishes = await wishesOf(of.draft, { places: read, deliverRoot: () => c.deliverRoot(of.key.taskId) });
  const other = await overlapping(c, { wishes, taskId: of.key.taskId, except: of.replaces });
  if (other !== undefined) return { kind: 'overlap', with: other };
  const prepared = await prepare(c, {
    key: of.key,
    tool: of.tool,
    wishes: () => wishes,
    makesFolders: true,
    lenient: false,
    hidden: hiddenIn(places),
    draft: of.draft,
    options,
    ...(of.replaces === undefined ? {} : { replaces: of.replaces }),
  });
  return { kind: 'frozen', set: frozenWith(prepared.set!, prepared.operations!) };
}

const spelled =
  (places: TaskPlaces): TaskPlaces['resolve'] =>
  (modelPath) =>
    places.resolve(modelPath, 'spelled');

/** Plans, stages, commits. With `lenient` refused wishes are answered instead of thrown, and then nothing is made. */
export async function prepare(
  c: Context,
  of: Preparation,
): Promise<{ set?: SetRecord; operations?: Plan['operations']; refused: Planned['refused'] }> {
  const id = newId('c');
  const folders = createFolders();
  const rooms = createRooms({ folders, setId: id, home: c.home });
  try {
    const guard = await guardOf(c, of.hidden);
    const planned = makePlan(of.wishes(folders), { folders, rooms, guard, makesFolders: of.makesFolders, lenient: of.lenient });
    if (planned.refused.length > 0) return { refused: planned.refused };
    refuseChanged(planned, of.options?.unchangedSince);
    if (planned.stagings.length > 0) {
      await makeRooms(folders, (store, settle) => registerStore(c.db, store, { setId: id, settle }));
      await stageAll(planned.stagings, folders);
    }
    c.faults('staged');
    const head = await headOf(c, planned, of);
    await c.db.transaction().execute(async (trx) => {
      if (of.replaces !== undefined) {
        await trx.updateTable('change_sets').set({ state: 'conflict', phase: 'done' }).where('id', '=', of.replaces).execute();
        await writePart(trx, of.replaces, 'draft', []);
      }
      await insertSet(trx, {
        id,
        key: of.key,
        tool: of.tool,
        head,
        fate: of.fate ?? {},
        createdAt: c.now().toISOString(),
        ...(of.rootId === undefined ? {} : { rootId: of.rootId }),
        ...(of.undoKey === undefined ? {} : { undoKey: of.undoKey }),
      });
      const { operations: operation, changes: change, things: thing, folders: folder } = planned.plan;
      await insertParts(trx, id, { operation, change, thing, folder, ...(of.draft && { draft: of.draft.map(draftLine) }) });
    });
    c.faults('frozen');
    c.latest.id = id;
    c.latest.plan = new WeakRef(planned.plan);
    return { set: await setOrThrow(c.db, id), operations: planned.plan.operations, refused: [] };
  } catch (error) {
    discardStaged(folders);
    throw error;
  } finally {
    folders.close();
  }
}

/** Binary content has no JSON; text is kept as it came, so that freezing again needs nothing but this row. */
const draftLine = (op: unknown): unknown => {
  const { content } = op as { content?: unknown };
  return content instanceof Uint8Array
    ? { ...(op as object), content: undefined, base64: Buffer.from(content).toString('base64') }
    : op;
};

export async function readDraft(c: Context, setId: string): Promise<DraftOp[]> {
  const lines = (await readPart(c.db, setId, 'draft')) as (DraftOp & { base64?: string })[];
  return lines.map((line) =>
    line.base64 === undefined ? line : ({ ...line, content: Buffer.from(line.base64, 'base64') } as DraftOp),
  );
}

const hiddenIn =
  (places: TaskPlaces): Guard['hidden'] =>
  (place, components) =>
    places.hidden(place as Parameters<TaskPlaces['hidden']>[0], components);

/** A folder stays when something in it would be torn out of its place: protected data, another grant's kept copies. */
export async function guardOf(c: Context, hidden: Guard['hidden']): Promise<Guard> {
  const stores = await c.db.selectFrom('change_stores').select('path').execute();
  return {
    hidden,
    folderStays(hostPath) {
      const protectedPlace = c.sensitive.below(hostPath);
      if (protectedPlace) return 'a protected place';
      return stores.some(({ path }) => path.startsWith(`${hostPath}/`)) ? `what undo needs (${STORE})` : undefined;
    },
  };
}

async function headOf(c: Context, planned: Planned, of: Pick<Preparation, 'fate' | 'options'>): Promise<SetHead> {
  const { buildings, plan } = planned;
  const counts = countsOf(buildings);
  const ours = await ourFiles(c, buildings);
  return {
    summary: summaryOf(counts, { folders: hasFolders(plan, buildings), undo: of.fate?.direction }),
    counts,
    irreversible: buildings.filter((b) => b.irreversible).map((b) => (b.from ?? b.to)!.modelPath),
    facts: factsOf(buildings, { now: c.now(), ours: (base) => ours.has(identityOf(base)) }),
    internal: buildings.every((b) => (b.op === 'create' && b.output?.deliveredTo !== undefined ? true : isOwnPlace(b))),
    notices: planned.notices,
    roots: plan.roots,
    ...of.options,
  };
}

const isOwnPlace = (b: Building): boolean => [b.from, b.to].every((place) => place === undefined || place.area !== 'folder');

const hasFolders = (plan: Plan, buildings: readonly Building[]): boolean =>
  buildings.some(
    (b) =>
      (b.op === 'move' || b.op === 'delete' ? b.source?.thing.base : b.op === 'attributes' ? b.occupant : undefined)?.kind ===
      'folder',
  ) && plan.changes.length > 0;

/** Files that this program wrote itself a moment ago are not somebody else's. Asked only when something is that young. */
async function ourFiles(c: Context, buildings: readonly Building[]): Promise<ReadonlySet<string>> {
  const since = c.now().getTime() - FRESH_MS;
  const young = buildings.some((b) =>
    [b.source?.thing.base, b.occupant].some((base) => base?.kind === 'file' && Number(base.mtimeNs) / 1e6 > since),
  );
  if (!young) return new Set();
  const rows = await c.db
    .selectFrom('change_sets')
    .select('id')
    .where('applied_at', '>', new Date(since - 60_000).toISOString())
    .execute();
  const things = (await Promise.all(rows.map((row) => readPart(c.db, row.id, 'thing')))).flat();
  return new Set(things.filter((t) => t.staged).map(({ base }) => identityOf(base)));
}

const identityOf = (base: Base): string => `${base.ino}:${base.mtimeNs}`;

/** A set of the task that waits and touches a path above, below or at one of these. */
async function overlapping(
  c: Context,
  of: { wishes: readonly Wish[]; taskId: string; except: string | undefined },
): Promise<string | undefined> {
  const rows = await c.db
    .selectFrom('change_sets')
    .selectAll()
    .where('task_id', '=', of.taskId)
    .where('state', '=', 'proposed')
    .where('is_undo', '=', 0)
    .execute();
  const waiting = rows.map(recordOf).filter((set) => set.id !== of.except);
  if (waiting.length === 0) return undefined;
  const mine = pathIndex(of.wishes.flatMap(hostPathsOf));
  for (const set of waiting) {
    const operations = await readPart(c.db, set.id, 'operation');
    const theirs = operations.flatMap(({ from, to }) => [from, to].flatMap((path) => (path ? [hostOf(set.head, path)] : [])));
    if (theirs.some(mine)) return set.id;
  }
  return undefined;
}

const hostPathsOf = (wish: Wish): string[] => [
  ...('from' in wish ? [toHostPath(wish.from, wish.from.components)] : []),
  ...('to' in wish ? [toHostPath(wish.to, wish.to.components)] : []),
];

function hostOf(head: SetHead, modelPath: string): string {
  const root = head.roots.find((r) => modelPath === r.modelRoot || modelPath.startsWith(`${r.modelRoot}/`));
  return root ? root.root + modelPath.slice(root.modelRoot.length) : modelPath;
}

/** Tells whether a path is at, above or below one of the given. */
function pathIndex(paths: readonly string[]): (path: string) => boolean {
  const all = new Set(paths);
  const above = new Set<string>();
  for (const path of paths)
    for (let cut = path.lastIndexOf('/'); cut > 0; cut = path.lastIndexOf('/', cut - 1)) {
      const folder = path.slice(0, cut);
      if (above.has(folder)) break;
      above.add(folder);
    }
  return (path) => {
    if (all.has(path) || above.has(path)) return true;
    for (let cut = path.lastIndexOf('/'); cut > 0; cut = path.lastIndexOf('/', cut - 1))
      if (all.has(path.slice(0, cut))) return true;
    return false;
  };
}

/** @throws CoworkError operations_needed, naming the operations without which the chosen ones cannot be done */
export function refuseUnmetNeeds(plan: Plan, allowed: ReadonlySet<string>): void {
  const known = new Set(plan.changes.map((change) => change.id));
  const unknown = [...allowed].filter((id) => !known.has(id));
  if (unknown.length > 0)
    throw new CoworkError('invalid', `there is no operation ${unknown.slice(0, 5).join(', ')} in this change`);
  const missing = new Map<string, string[]>();
  for (const change of plan.changes)
    if (allowed.has(change.id))
      for (const need of change.needs) if (!allowed.has(need)) missing.set(need, [...(missing.get(need) ?? []), change.id]);
  if (missing.size === 0) return;
  const words = [...missing].slice(0, 10).map(([need, by]) => `${need} (needed by ${by.slice(0, 5).join(', ')})`);
  throw new CoworkError('operations_needed', `These operations are needed by others that are ticked: ${words.join('; ')}`, {
    extra: { needed: [...missing.keys()] },
  });
}
