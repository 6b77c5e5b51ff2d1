// Undo and redo. Each is a change set of its own with the same journal, so redo is undoing an undo, and a crash is no special case.
import type { CoworkError } from '../../contract/errors.ts';
import { isCoworkError } from '../../contract/errors.ts';
import type { UndoResult } from '../../contract/http.ts';
import type { FrozenSet } from '../port.ts';
import { applySet, type Ended } from './apply.ts';
import type { Context } from './context.ts';
import { forced } from './force.ts';
import { shownSet } from './frozen.ts';
import { prepare } from './freeze.ts';
import { type Doing, inverseOf } from './invert.ts';
import type { SetFate, SetRecord } from './model.ts';
import { readPart, readPlan, recordOf, rowOf, setOrThrow } from './records.ts';
import { giveUp } from './reject.ts';
import type { Chosen, UndoRequest } from './undo-choice.ts';
import { beginUndo, keepUndo } from './undo-request.ts';
import { spokenPaths } from './spoken-path.ts';
import type { Wish } from './wish.ts';

export type UndoOutcome = { results: UndoResult['results']; sets: FrozenSet[] };
type Result = UndoResult['results'][number];

/** What was chosen is stored first: a repeated request goes on with the same sets, and ends with the same answer. */
export async function undo(c: Context, request: UndoRequest): Promise<UndoOutcome> {
  const stored = await beginUndo(c, request);
  const results = stored.results ?? [...stored.settled];
  if (!stored.results) {
    for (const chosen of stored.chosen) results.push(await undoOne(c, request, chosen));
    c.faults('undo-done');
    await keepUndo(c, request, { ...stored, results });
    c.faults('undo-stored');
  }
  const sets: FrozenSet[] = [];
  for (const { undoSetId } of results) {
    const set = undoSetId === undefined ? undefined : await shownSet(c.db, await rowOf(c.db, undoSetId));
    if (set) sets.push(set);
  }
  return { results, sets };
}

async function undoOne(c: Context, request: UndoRequest, chosen: Chosen): Promise<Result> {
  const changeSetId = chosen.root;
  const nothing = (state: Result['state'], summary: string): Result => ({ changeSetId, state, summary, conflicts: [], kept: [] });
  const letGo = nothing('refused', 'Its kept copies were let go to save space; it can no longer be taken back');
  if (chosen.pruned) return letGo;
  if (chosen.operations.length === 0)
    return nothing('nothing', chosen.direction === 'undo' ? 'Nothing to take back' : 'Nothing to do again');
  const undoKey = `${request.requestId}/${changeSetId}`;
  const known = await c.db.selectFrom('change_sets').selectAll().where('undo_key', '=', undoKey).executeTakeFirst();
  const frozen = known
    ? { set: recordOf(known), kept: recordOf(known).fate.kept ?? [] }
    : await freezeUndo(c, request, { chosen, undoKey });
  const set = 'set' in frozen ? frozen.set : undefined;
  // As long as its row stands there nothing is let go from beneath it; before it did, that may have happened.
  if ((!set || set.phase === 'staged' || set.state === 'conflict') && (await setOrThrow(c.db, changeSetId)).pruned) {
    if (set) await giveUp(c, set.id, 'conflict');
    return letGo;
  }
  if ('refused' in frozen) return { ...nothing('refused', refusal(frozen.refused)), conflicts: frozen.refused };
  const end = await applySet(c, frozen.set.id, {});
  return resultOf(c, { changeSetId, set: frozen.set, kept: frozen.kept, end });
}

async function resultOf(
  c: Context,
  of: { changeSetId: string; set: SetRecord; kept: readonly string[]; end: Ended },
): Promise<Result> {
  const { changeSetId, set, end } = of;
  const base = { changeSetId, undoSetId: set.id, conflicts: [], kept: [...of.kept] };
  switch (end.kind) {
    case 'applied':
      return { ...base, state: 'undone', summary: set.head.summary };
    case 'failed':
      return { ...base, state: 'failed', summary: end.detail, conflicts: await inTheWay(c, set.id), kept: [] };
    case 'changed':
      await giveUp(c, set.id, 'conflict', end.conflicts);
      return { changeSetId, state: 'refused', summary: refusal(end.conflicts), conflicts: [...end.conflicts], kept: [] };
    case 'cancelled':
      return { ...base, state: 'failed', summary: 'It was stopped; nothing was changed', kept: [] };
  }
}

/** What keeps a set stuck; nothing when it was taken back whole. */
const inTheWay = async (c: Context, id: string): Promise<Refused[]> => [...((await setOrThrow(c.db, id)).fate.stuck ?? [])];

type Refused = { path: string; reason: string };

const refusal = (conflicts: readonly Refused[]): string =>
  `${conflicts.length === 1 ? '1 file' : `${conflicts.length} files`} changed since, so this change was not taken back. Say force to keep both copies.`;

/** The path stands beside it. */
const reasonOf = (path: string, detail: string): string =>
  detail.startsWith(`${path} `) ? `it${detail.slice(path.length)}` : detail;

/** Rounds of adapting to what stands in the way; each keeps at least one more file aside. */
const ROUNDS = 20;

async function freezeUndo(
  c: Context,
  request: UndoRequest,
  of: { chosen: Chosen; undoKey: string },
): Promise<{ set: SetRecord; kept: readonly string[] } | { refused: Refused[] }> {
  const { chosen, undoKey } = of;
  const root = await setOrThrow(c.db, chosen.root);
  const entangled = await entanglements(c, root, chosen);
  if (entangled.length > 0) return { refused: entangled };
  const { doings, dates } = await doingsOf(c, root, chosen);
  let makesFolders = false;
  let kept: readonly string[] = [];
  let wished: readonly Wish[] | undefined;
  for (let round = 1; ; round++) {
    const given = wished;
    try {
      const { set, refused } = await prepare(c, {
        key: root.key,
        tool: chosen.direction,
        wishes: (folders) =>
          (wished = given ? given.map((wish) => again(wish, folders, doings)) : doings.flatMap((d) => inverseOf(d, folders))),
        makesFolders,
        lenient: true,
        hidden: () => false,
        fate: { direction: chosen.direction, flipped: chosen.operations, kept, dates },
        rootId: root.id,
        undoKey,
      });
      if (set) return { set, kept };
      const moot = refused.filter(({ wish, error }) => isMoot(wish, error));
      if (moot.length > 0) wished = wished!.filter((wish) => !moot.some((m) => m.wish === wish));
      const left = refused.filter((r) => !moot.includes(r));
      if (left.length === 0) continue;
      const conflicts = left.map(({ wish, error }) => ({ path: pathOf(wish), reason: reasonOf(pathOf(wish), error.detail) }));
      if (!request.force || round >= ROUNDS) return { refused: conflicts };
      const adapted = forced(wished!, left);
      ({ makesFolders } = { makesFolders: makesFolders || adapted.makesFolders });
      wished = adapted.wishes;
      kept = [...kept, ...adapted.kept];
    } catch (error) {
      if (!isCoworkError(error)) throw error;
      return {
        refused: [
          { path: (error.extra['path'] as string | undefined) ?? root.head.roots[0]?.modelRoot ?? '', reason: error.detail },
        ],
      };
    }
  }
}

/**
 * Operations that stand on others cannot be left alone: what was moved onto a name that another operation had freed, or into a folder
 * that it had moved. A folder that was made is no such case: it is only removed when it is empty.
 */
async function entanglements(c: Context, root: SetRecord, chosen: Chosen): Promise<Refused[]> {
  const changes = await readPart(c.db, root.id, 'change');
  const operations = await readPart(c.db, root.id, 'operation');
  const picked = new Set(chosen.operations);
  const left = new Set(root.fate.leftOut ?? []);
  const isDone = (id: string): boolean => !left.has(id) && !(root.fate.heads?.[id]?.undone ?? false);
  const refused: Refused[] = [];
  for (const change of changes)
    for (const need of change.needs) {
      const made = changes[Number(need) - 1]!.op === 'mkdir';
      const [first, second] = chosen.direction === 'undo' ? [need, change.id] : [change.id, need];
      if (!picked.has(first) || picked.has(second)) continue;
      if (chosen.direction === 'undo' ? made || !isDone(second) : isDone(second)) continue;
      const { from, to } = operations[Number(second) - 1]!;
      const verb = chosen.direction === 'undo' ? 'take that back' : 'do that again';
      refused.push({ path: (to ?? from)!, reason: `operation ${first} and operation ${second} hang together; ${verb} as well` });
    }
  return refused;
}

/** What is to be taken away, or to get its old mode and date, is away already. */
const isMoot = (wish: Wish, error: CoworkError): boolean =>
  error.code === 'no_such_file' && (wish.op === 'delete' || wish.op === 'rmdir' || wish.op === 'attributes');

const pathOf = (wish: Wish): string =>
  'to' in wish && wish.op !== 'move' ? wish.to.modelPath : 'from' in wish ? wish.from.modelPath : '';

/** Kept things are named by folder records, and each round has a table of its own. */
function again(wish: Wish, folders: Parameters<typeof inverseOf>[1], doings: readonly Doing[]): Wish {
  if (wish.op !== 'restore') return wish;
  for (const doing of doings) {
    if (doing.flips !== wish.flips) continue;
    for (const other of inverseOf(doing, folders))
      if (other.op === 'restore' && other.kept.base.ino === wish.kept.base.ino && other.to.modelPath === wish.to.modelPath)
        return { ...wish, kept: other.kept };
  }
  return wish;
}

/** The changes that did the chosen operations last, and the dates that their folders had before. */
async function doingsOf(
  c: Context,
  root: SetRecord,
  chosen: Chosen,
): Promise<{ doings: Doing[]; dates: NonNullable<SetFate['dates']> }> {
  const bySet = Map.groupBy(chosen.operations, (id) => root.fate.heads?.[id]?.set ?? root.id);
  const doings: Doing[] = [];
  const heads: SetRecord[] = [];
  for (const [setId, ids] of bySet) {
    const set = await setOrThrow(c.db, setId);
    const plan = await readPlan(c.db, set);
    heads.push(set);
    const wanted = new Set(ids);
    const took = new Set(set.fate.allowed);
    const paths = spokenPaths(plan, (id) => took.has(id));
    for (const change of plan.changes) {
      const flips = set.id === root.id ? change.id : change.flips;
      if (flips !== undefined && wanted.has(flips)) doings.push({ plan, paths, change, flips });
    }
  }
  return { doings, dates: await datesOf(c, root, heads) };
}

async function datesOf(c: Context, root: SetRecord, heads: readonly SetRecord[]): Promise<NonNullable<SetFate['dates']>> {
  const rows = await c.db
    .selectFrom('change_sets')
    .selectAll()
    .where('task_id', '=', root.key.taskId)
    .where((eb) => eb.or([eb('root_id', '=', root.id), eb('id', '=', root.id)]))
    .execute();
  const ours = new Map<string, string[]>();
  for (const { fate } of rows.map(recordOf))
    for (const { dev, ino, after } of fate.touched ?? [])
      if (after !== undefined) ours.set(`${dev}:${ino}`, [...(ours.get(`${dev}:${ino}`) ?? []), after]);
  const dates = new Map<string, NonNullable<SetFate['dates']>[number]>();
  for (const { fate } of [...heads].sort((a, b) => (b.appliedN ?? 0) - (a.appliedN ?? 0)))
    for (const { dev, ino, before } of fate.touched ?? [])
      dates.set(`${dev}:${ino}`, { dev, ino, to: before, ours: ours.get(`${dev}:${ino}`) ?? [] });
  return [...dates.values()];
}
