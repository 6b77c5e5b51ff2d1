// The end of a set: its state, its outputs and its receipt in one transaction. Before it, what the set came to is found out.
import { readdirSync } from 'node:fs';
import { isCoworkError } from '../../contract/errors.ts';
import type { Operation } from '../../contract/changes.ts';
import { newId } from '../../contract/ids.ts';
import type { Output } from '../../contract/task.ts';
import { errorResult, type ToolResult } from '../../contract/tool-result.ts';
import { mediaTypeByName } from '../media-type.ts';
import type { Applied } from '../port.ts';
import { spotsAfter } from './attributes.ts';
import { baseOf, isSame, type Seen } from './base.ts';
import { flipHeads } from './chain.ts';
import type { Context } from './context.ts';
import { lookAt } from './folders.ts';
import { type Journal, mtimeOf } from './journal.ts';
import type { Change, Plan, SetFate, SetRecord, Spot } from './model.ts';
import { failureWords, frozenWith } from './frozen.ts';
import { writePart } from './records.ts';
import type { ChangesDb, ChangesTrx } from './schema.ts';

export type Receipt = (
  outcome: { kind: 'applied'; applied: Applied } | { kind: 'failed'; code: string; detail: string },
) => ToolResult;

export function appliedOf(set: SetRecord, plan: Pick<Plan, 'operations'>, fate: SetFate): Applied {
  return {
    set: frozenWith({ ...set, fate, state: 'applied' }, plan.operations),
    leftOut: fate.leftOut ?? [],
    outputs: fate.outputs ?? [],
    emptied: fate.emptied ?? [],
    notices: [...set.head.notices, ...(fate.notices ?? [])],
  };
}

/** Finds out what is only known now. Looks at folders; changes nothing. */
export function observe({ folders, hops, plan, fate }: Journal): void {
  observeAttributes({ folders, hops, plan });
  for (const touched of fate.touched ?? []) touched.after = mtimeOf(folders, touched.folder);
  const left = new Set(hops.filter((hop) => operationOf(plan, hop.change)?.op === 'move').map((hop) => hop.from.folder));
  const going = new Set(
    hops.flatMap((hop) => (folders.records[hop.to.folder]!.own === 'room' ? [plan.things[hop.thing]!.folder] : [])),
  );
  fate.emptied = [...left]
    .map((id) => folders.records[id]!)
    .filter(
      (record) => record.own === undefined && !going.has(record.id) && readdirSync(folders.open(record.id).here).length === 0,
    )
    .map((record) => record.path);
}

/** Undo compares with what was set, as the disk took it. */
function observeAttributes({ folders, hops, plan }: Pick<Journal, 'folders' | 'hops' | 'plan'>): void {
  const ends = spotsAfter(hops);
  for (const { thing: id, sets } of hops) {
    const seen = sets && look(folders, ends.get(id)!);
    const thing = plan.things[id]!;
    if (isSame(seen, thing.base)) thing.base = { ...thing.base, ...baseOf(seen!) };
  }
}

/** A folder that was closed shows nothing of what is in it. */
function look(folders: Journal['folders'], spot: Spot): Seen | undefined {
  try {
    return lookAt(folders, spot);
  } catch {
    return undefined;
  }
}

/** Operations are numbered from 1 in their order. */
const operationOf = (plan: Plan, id: string): Operation | undefined => plan.operations[Number(id) - 1];

/** The outputs that the set will make. Decided with the set, so that a crash does not number them anew. */
export async function outputsOf(c: Context, set: SetRecord, changes: readonly Change[], plan: Plan): Promise<Output[]> {
  const outputs = await outputsMoved(c, set, changes, plan);
  for (const change of changes) {
    if (!change.output) continue;
    const { path, deliveredTo } = change.output;
    const operation = operationOf(plan, change.id)!;
    const known = await newestOutput(c.db, set.key.taskId, path);
    // A version that this very set puts aside is still the one before.
    const earlier = outputs.find((o) => o.path === path || o.id === known?.id) ?? known;
    // Delivering an output shows where it went; it is no new version of it.
    const same = deliveredTo !== undefined && earlier !== undefined && earlier.deliveredTo === undefined;
    outputs.push({
      id: same ? earlier.id : newId('o'),
      taskId: set.key.taskId,
      name: path.slice(path.lastIndexOf('/') + 1),
      path,
      ...(deliveredTo === undefined ? {} : { deliveredTo }),
      type: mediaTypeByName(path),
      bytes: operation.bytes,
      version: same ? earlier.version : (earlier?.version ?? 0) + 1,
      createdAt: c.now().toISOString(),
    });
  }
  return outputs;
}

/** Outputs that the set gives another name in /outputs, as an older version gets one: the same outputs, found where they are now. */
async function outputsMoved(c: Context, set: SetRecord, changes: readonly Change[], plan: Plan): Promise<Output[]> {
  const outputs: Output[] = [];
  for (const change of changes) {
    const { op, from, to } = operationOf(plan, change.id)!;
    if (op !== 'move' || !from?.startsWith('/outputs/') || !to?.startsWith('/outputs/')) continue;
    const known = await newestOutput(c.db, set.key.taskId, from);
    if (known) outputs.push({ ...known, path: to });
  }
  return outputs;
}

async function newestOutput(db: ChangesDb, taskId: string, path: string): Promise<Output | undefined> {
  const row = await db
    .selectFrom('change_outputs')
    .select('body')
    .where('task_id', '=', taskId)
    .where('path', '=', path)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && (JSON.parse(row.body) as Output);
}

/** State, outputs, chain and receipt, all or none. Answers the receipt that is stored (undefined for undo sets, which have none). */
export async function commitApplied(c: Context, journal: Journal, receipt: Receipt | undefined): Promise<ToolResult | undefined> {
  const { set, plan, fate } = journal;
  const applied = appliedOf(set, plan, fate);
  const result = set.isUndo ? undefined : (receipt?.({ kind: 'applied', applied }) ?? fate.planned);
  c.faults('before-receipt');
  const stored = await commit(c, async (trx) => {
    const { n } = await trx
      .selectFrom('change_sets')
      .select((eb) => eb.fn.max('applied_n').as('n'))
      .executeTakeFirstOrThrow();
    await trx
      .updateTable('change_sets')
      .set({
        state: 'applied',
        phase: 'done',
        fate: JSON.stringify(endOf(fate)),
        applied_n: (n ?? 0) + 1,
        applied_at: c.now().toISOString(),
        kept_bytes: keptBytes(journal),
        pruned: set.head.internal ? 1 : 0,
      })
      .where('id', '=', set.id)
      .execute();
    await writePart(trx, set.id, 'draft', []);
    if (journal.hops.some(({ sets }) => sets)) await writePart(trx, set.id, 'thing', plan.things);
    for (const output of fate.outputs ?? []) await putOutput(trx, set.id, output);
    if (set.rootId !== undefined) await flipHeads(trx, journal, set.rootId);
    return result && (await c.ledger.receiptIn(trx, set.key, result));
  });
  c.faults('receipt');
  return stored;
}

export async function commitFailed(
  c: Context,
  of: { set: SetRecord; fate: SetFate; state: 'failed' | 'stuck'; open?: boolean },
  receipt: Receipt | undefined,
): Promise<ToolResult | undefined> {
  const { set, fate } = of;
  const failure = failureWords(fate, of.state);
  // What was planned says that everything was taken back.
  const planned = of.state === 'failed' ? fate.plannedFailure : undefined;
  const result = set.isUndo ? undefined : (receipt?.({ kind: 'failed', ...failure }) ?? planned ?? failedResult(failure));
  c.faults('before-receipt');
  const stored = await commit(c, async (trx) => {
    await trx
      .updateTable('change_sets')
      .set({ state: of.state, phase: of.open ? 'back' : 'done', fate: JSON.stringify(endOf(fate)) })
      .where('id', '=', set.id)
      .execute();
    return result && (await c.ledger.receiptIn(trx, set.key, result));
  });
  c.faults('receipt');
  return stored;
}

export const failedResult = ({ code, detail }: { code: string; detail: string }): ToolResult =>
  errorResult('task', `${code}: ${detail}`);

/** Receipts that were only written in case are not kept twice. */
const endOf = ({ planned: _p, plannedFailure: _f, ...fate }: SetFate): SetFate => fate;

/** A full disk must not lose a receipt: the ballast makes room, once. */
async function commit<T>(c: Context, work: (trx: ChangesTrx) => Promise<T>): Promise<T> {
  try {
    return await c.db.transaction().execute(work);
  } catch (error) {
    if (!isCoworkError(error) || error.code !== 'disk_full' || !c.ballast.drop()) throw error;
    return c.db.transaction().execute(work);
  }
}

async function putOutput(trx: ChangesTrx, setId: string, output: Output): Promise<void> {
  const body = JSON.stringify(output);
  await trx
    .insertInto('change_outputs')
    .values({ id: output.id, task_id: output.taskId, set_id: setId, path: output.path, version: output.version, body })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ body, set_id: setId, path: output.path }))
    .execute();
}

/** What lies in the rooms now and counts against the limit. */
function keptBytes({ hops, plan, folders }: Journal): number {
  let bytes = 0;
  for (const hop of hops) {
    if (hop.over) bytes += plan.things[hop.over.thing]!.base.size;
    if (folders.records[hop.to.folder]!.own === 'room' && !hop.optional)
      bytes += Math.max(plan.things[hop.thing]!.base.size, operationOf(plan, hop.change)?.bytes ?? 0);
  }
  return bytes;
}
