// Reads and writes sets in desktop.db. Lists are chunks of JSON: a set of 10,000 moves costs dozens of rows, not tens of thousands.
import type { Selectable } from 'kysely';
import type { Operation } from '../../contract/changes.ts';
import { CoworkError } from '../../contract/errors.ts';
import type { CallKey } from '../../contract/ids.ts';
import type { Base, Change, FolderRecord, Hop, Plan, SetFate, SetHead, SetRecord, Thing } from './model.ts';
import type { ChangesDb, ChangeTables } from './schema.ts';

const CHUNK = 500;
/** Rows per statement: a small set is one statement, a big one holds little at a time. */
const ROWS = 20;

export interface Parts {
  operation: Operation;
  change: Change;
  thing: Thing;
  folder: FolderRecord;
  hop: Hop;
  /** DraftOp, content left out where it lies in the room. */
  draft: unknown;
}

export async function writePart<K extends keyof Parts>(
  db: ChangesDb,
  setId: string,
  part: K,
  items: readonly Parts[K][],
): Promise<void> {
  await db.deleteFrom('change_parts').where('set_id', '=', setId).where('part', '=', part).execute();
  await insertParts(db, setId, { [part]: items });
}

function* rowsOf(setId: string, part: keyof Parts, items: readonly unknown[]): Generator<ChangeTables['change_parts']> {
  for (let at = 0, n = 0; at < items.length; at += CHUNK, n++)
    yield { set_id: setId, part, n, body: JSON.stringify(packed(part, items.slice(at, at + CHUNK))) };
}

export async function readPart<K extends keyof Parts>(db: ChangesDb, setId: string, part: K): Promise<Parts[K][]> {
  const rows = await db
    .selectFrom('change_parts')
    .select('body')
    .where('set_id', '=', setId)
    .where('part', '=', part)
    .orderBy('n')
    .execute();
  return rows.flatMap((row) => unpacked(part, JSON.parse(row.body)));
}

const packed = (part: keyof Parts, items: readonly unknown[]): unknown =>
  part === 'thing' ? (items as Thing[]).map(packThing) : items;
const unpacked = <K extends keyof Parts>(part: K, body: unknown): Parts[K][] =>
  part === 'thing' ? ((body as PackedThing[]).map(unpackThing) as Parts[K][]) : (body as Parts[K][]);

/** Half of a big set is the bases of its things, so their member names are left out. */
type PackedThing = [
  rest: Omit<Thing, 'base'>,
  kind: Base['kind'],
  ids: string[],
  numbers: number[],
  sums: (string | null | undefined)[],
];

function packThing({ base, ...rest }: Thing): PackedThing {
  const { kind, ino, size, mtimeNs, ctimeNs, mode, sha256, tree } = base;
  return [rest, kind, [ino, mtimeNs, ctimeNs], [size, mode], [sha256, tree]];
}

function unpackThing([rest, kind, ids, numbers, sums]: PackedThing): Thing {
  const [ino, mtimeNs, ctimeNs] = ids as [string, string, string];
  const [size, mode] = numbers as [number, number];
  const [sha256, tree] = sums;
  const base = { kind, ino, size, mtimeNs, ctimeNs, mode };
  return { ...rest, base: { ...base, ...(sha256 ? { sha256 } : {}), ...(tree ? { tree } : {}) } };
}

/** The lists of a set that has none yet. */
export async function insertParts(
  db: ChangesDb,
  setId: string,
  parts: { [K in keyof Parts]?: readonly Parts[K][] },
): Promise<void> {
  let rows: ChangeTables['change_parts'][] = [];
  const write = async (): Promise<void> => {
    if (rows.length > 0) await db.insertInto('change_parts').values(rows).execute();
    rows = [];
  };
  for (const part of Object.keys(parts) as (keyof Parts)[])
    for (const row of rowsOf(setId, part, parts[part]!)) {
      rows.push(row);
      if (rows.length === ROWS) await write();
    }
  await write();
}

export async function readPlan(db: ChangesDb, set: SetRecord): Promise<Plan> {
  return {
    roots: set.head.roots,
    folders: await readPart(db, set.id, 'folder'),
    things: await readPart(db, set.id, 'thing'),
    changes: await readPart(db, set.id, 'change'),
    operations: await readPart(db, set.id, 'operation'),
  };
}

export async function insertSet(
  db: ChangesDb,
  of: {
    id: string;
    key: CallKey;
    tool: string;
    head: SetHead;
    fate: SetFate;
    createdAt: string;
    rootId?: string;
    undoKey?: string;
  },
): Promise<void> {
  await db
    .insertInto('change_sets')
    .values({
      id: of.id,
      task_id: of.key.taskId,
      step: of.key.step,
      call_index: of.key.index,
      tool: of.tool,
      is_undo: of.rootId === undefined ? 0 : 1,
      state: 'proposed',
      phase: 'staged',
      head: JSON.stringify(of.head),
      fate: JSON.stringify(of.fate),
      root_id: of.rootId ?? null,
      undo_key: of.undoKey ?? null,
      approval_id: null,
      applied_n: null,
      applied_at: null,
      created_at: of.createdAt,
      kept_bytes: 0,
      pruned: 0,
    })
    .execute();
}

export const rowOf = (db: ChangesDb, id: string): Promise<SetRow | undefined> =>
  db.selectFrom('change_sets').selectAll().where('id', '=', id).executeTakeFirst();

export async function readSet(db: ChangesDb, id: string): Promise<SetRecord | undefined> {
  const row = await rowOf(db, id);
  return row && recordOf(row);
}

export async function setOrThrow(db: ChangesDb, id: string): Promise<SetRecord> {
  const set = await readSet(db, id);
  if (!set) throw new CoworkError('not_found', `there is no change ${id}`);
  return set;
}

/** The newest set of a call: a refrozen one replaces what was before. */
export async function readSetOfCall(db: ChangesDb, key: CallKey): Promise<SetRecord | undefined> {
  const row = await rowOfCall(db, key);
  return row && recordOf(row);
}

export const rowOfCall = (db: ChangesDb, key: CallKey): Promise<SetRow | undefined> =>
  db
    .selectFrom('change_sets')
    .selectAll()
    .where('task_id', '=', key.taskId)
    .where('step', '=', key.step)
    .where('call_index', '=', key.index)
    .where('is_undo', '=', 0)
    .orderBy('n', 'desc')
    .limit(1)
    .executeTakeFirst();

export type SetRow = Selectable<ChangeTables['change_sets']>;

export const keyOf = (row: Pick<SetRow, 'task_id' | 'step' | 'call_index'>): CallKey => ({
  taskId: row.task_id,
  step: row.step,
  index: row.call_index,
});

export function recordOf(row: SetRow): SetRecord {
  return {
    n: row.n,
    id: row.id,
    key: keyOf(row),
    tool: row.tool,
    isUndo: row.is_undo === 1,
    state: row.state,
    phase: row.phase,
    head: JSON.parse(row.head) as SetHead,
    fate: JSON.parse(row.fate) as SetFate,
    rootId: row.root_id ?? undefined,
    appliedN: row.applied_n ?? undefined,
    appliedAt: row.applied_at ?? undefined,
    createdAt: row.created_at,
    pruned: row.pruned === 1,
  };
}
