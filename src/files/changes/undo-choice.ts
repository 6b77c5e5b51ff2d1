// Which operations of which sets an undo or redo is about.
import { CoworkError } from '../../contract/errors.ts';
import type { SetRecord } from './model.ts';
import { readPart, readSet, recordOf } from './records.ts';
import type { ChangesDb } from './schema.ts';

export interface UndoRequest {
  readonly requestId: string;
  readonly taskId: string;
  /** Tasks below it, of which all is meant as well where no single change is named. */
  readonly descendants?: readonly string[];
  readonly changeSetId?: string;
  readonly operations?: readonly string[];
  readonly force: boolean;
  readonly redo: boolean;
}

export interface Chosen {
  readonly root: string;
  /** Ids of the root's operations. */
  readonly operations: readonly string[];
  readonly direction: 'undo' | 'redo';
  readonly pruned: boolean;
}

export async function choose(db: ChangesDb, request: UndoRequest): Promise<Chosen[]> {
  if (request.changeSetId !== undefined) return [await chooseOne(db, request, request.changeSetId)];
  return request.redo ? chooseLastUndone(db, request) : chooseAllDone(db, request);
}

async function chooseOne(db: ChangesDb, request: UndoRequest, id: string): Promise<Chosen> {
  const set = await readSet(db, id);
  if (!set || set.key.taskId !== request.taskId) throw new CoworkError('not_found', `there is no change ${id} in this task`);
  const root = set.rootId === undefined ? set : (await readSet(db, set.rootId))!;
  if (set.id !== root.id) return chooseFlipped(db, request, { set, root });
  return chosen(root, request.redo ? 'redo' : 'undo', await withNamed(db, root, request));
}

/** Naming an undo set means: take that undo back, as far as it still stands. */
async function chooseFlipped(db: ChangesDb, request: UndoRequest, of: { set: SetRecord; root: SetRecord }): Promise<Chosen> {
  const { set, root } = of;
  const changes = await readPart(db, set.id, 'change');
  const named = request.operations && new Set(changes.filter((ch) => request.operations!.includes(ch.id)).map((ch) => ch.flips));
  const standing = (set.fate.flipped ?? []).filter(
    (op) => root.fate.heads?.[op]?.set === set.id && (named === undefined || named.has(op)),
  );
  return {
    root: root.id,
    operations: standing,
    direction: set.fate.direction === 'undo' ? 'redo' : 'undo',
    pruned: root.pruned || set.pruned,
  };
}

async function withNamed(db: ChangesDb, root: SetRecord, request: UndoRequest): Promise<string[]> {
  const left = new Set(root.fate.leftOut ?? []);
  const all = (await readPart(db, root.id, 'change')).map((change) => change.id).filter((id) => !left.has(id));
  if (!request.operations) return all;
  const unknown = request.operations.filter((id) => !all.includes(id));
  if (unknown.length > 0)
    throw new CoworkError('invalid', `there is no operation ${unknown.slice(0, 5).join(', ')} in this change`);
  return all.filter((id) => request.operations!.includes(id));
}

function chosen(root: SetRecord, direction: 'undo' | 'redo', ids: readonly string[]): Chosen {
  const isDone = root.state === 'applied' || root.state === 'undone';
  const operations = isDone ? ids.filter((id) => (root.fate.heads?.[id]?.undone ?? false) === (direction === 'redo')) : [];
  return { root: root.id, operations, direction, pruned: root.pruned };
}

/** Of an undo key: the request that made the set. */
export const requestOf = (undoKey: string): string => undoKey.slice(0, undoKey.lastIndexOf('/'));

export const familyOf = ({ taskId, descendants = [] }: UndoRequest): string[] => [taskId, ...descendants];

/** Newest first: what came later stands on what came before. */
async function chooseAllDone(db: ChangesDb, request: UndoRequest): Promise<Chosen[]> {
  const ofEach = await Promise.all(familyOf(request).map((taskId) => rootsOf(db, taskId)));
  const roots = ofEach.flat().filter((root) => root.state === 'applied');
  const all: Chosen[] = [];
  for (const root of roots.sort((a, b) => b.appliedN! - a.appliedN!))
    all.push(chosen(root, 'undo', await withNamed(db, root, request)));
  return all;
}

/** What the newest undo that still stands took back, in the order in which it was first done. */
async function chooseLastUndone(db: ChangesDb, request: UndoRequest): Promise<Chosen[]> {
  const rows = await db
    .selectFrom('change_sets')
    .selectAll()
    .where('task_id', 'in', familyOf(request))
    .where('is_undo', '=', 1)
    .where('state', '=', 'applied')
    .orderBy('applied_n', 'desc')
    .execute();
  const newest = rows.find((row) => recordOf(row).fate.direction === 'undo');
  if (!newest) return [];
  const requestId = requestOf(newest.undo_key!);
  const together = rows.filter((row) => row.undo_key!.startsWith(`${requestId}/`)).map(recordOf);
  const all: { n: number; chosen: Chosen }[] = [];
  for (const set of together) {
    const root = (await readSet(db, set.rootId!))!;
    all.push({ n: root.appliedN!, chosen: await chooseFlipped(db, request, { set, root }) });
  }
  return all.sort((a, b) => a.n - b.n).map(({ chosen: one }) => one);
}

/** Sets of tool calls that were applied and that people see. */
export async function rootsOf(db: ChangesDb, taskId: string): Promise<SetRecord[]> {
  const rows = await db
    .selectFrom('change_sets')
    .selectAll()
    .where('task_id', '=', taskId)
    .where('is_undo', '=', 0)
    .where('applied_n', 'is not', null)
    .execute();
  return rows.map(recordOf).filter((set) => !set.head.internal);
}
