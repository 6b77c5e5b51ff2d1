// Applying a frozen set: look again, decide, roll, receipt.
import { closeSync, constants, fsyncSync, openSync, utimesSync } from 'node:fs';
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { CoworkError, isCoworkError } from '../../contract/errors.ts';
import type { ToolResult } from '../../contract/tool-result.ts';
import { lstatAt } from '../at.ts';
import { errnoOf, fileError } from '../fs-errors.ts';
import type { ApplyOutcome } from '../port.ts';
import { baseOf } from './base.ts';
import { conflictsOf } from './check.ts';
import { type Context, registerStore } from './context.ts';
import { makeCopies } from './copies.ts';
import { countsOfPart } from './facts.ts';
import { createFolders } from './folders.ts';
import { failureWords } from './frozen.ts';
import { refuseUnmetNeeds } from './freeze.ts';
import { decideForward, expectMoves, type Journal, openJournal, touchedFolders } from './journal.ts';
import type { Change, Conflict, Plan, SetRecord } from './model.ts';
import { orderHops } from './order.ts';
import { readPart, readPlan, setOrThrow } from './records.ts';
import { createRooms, makeRooms } from './rooms.ts';
import { roll } from './roll.ts';
import { appliedOf, commitApplied, commitFailed, observe, outputsOf, type Receipt } from './settle.ts';
import { discardAttempt, discardStaged, tidyRooms } from './tidy.ts';

export interface ApplyOptions {
  readonly allow?: readonly string[];
  readonly approvalId?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
  /** Another set is being applied in these folders, and comes first. */
  readonly onWait?: () => void;
  readonly receipt?: Receipt;
}

/** What a set came to, with its receipt. Undo sets have none, so `result` is optional here. */
export type Ended =
  | { kind: 'applied'; set: SetRecord; operations?: Plan['operations']; result: ToolResult | undefined }
  | { kind: 'failed'; code: string; detail: string; result: ToolResult | undefined }
  | { kind: 'changed'; conflicts: Conflict[] }
  | { kind: 'cancelled' };

export async function applySet(c: Context, id: string, options: ApplyOptions): Promise<Ended> {
  const set = await setOrThrow(c.db, id);
  return c.locks.run<Ended>(
    set.head.roots.map((root) => root.root),
    async () => {
      // Read again: another call may have ended it while this one waited.
      const now = await setOrThrow(c.db, id);
      if (now.phase === 'done') return ended(c, now);
      if (now.phase !== 'staged') return finish(c, await openJournal(c, id), { ...options, fresh: false });
      return decide(c, now, options);
    },
    { ...options, left: () => ({ kind: 'cancelled' }) },
  );
}

/** For a set that got stuck: on to the end that its journal names. Any other answers what it came to. */
export async function retrySet(c: Context, id: string): Promise<Ended> {
  const set = await setOrThrow(c.db, id);
  return c.locks.run(
    set.head.roots.map((root) => root.root),
    async () => {
      const now = await setOrThrow(c.db, id);
      return now.state === 'stuck' ? finish(c, await openJournal(c, id), { fresh: false }) : ended(c, now);
    },
  );
}

async function ended(c: Context, set: SetRecord): Promise<Ended> {
  const result = set.isUndo ? undefined : await c.ledger.receiptOf(set.key);
  if (set.state === 'applied' || set.state === 'undone') return { kind: 'applied', set, result };
  if (set.state === 'failed' || set.state === 'stuck') return { kind: 'failed', ...failureWords(set.fate, set.state), result };
  if (set.state === 'conflict') return { kind: 'changed', conflicts: [...(set.fate.conflicts ?? [])] };
  throw new CoworkError('already_decided', 'This change was given up; it cannot be applied any more');
}

/** Everything up to the point of no return can fail, be refused or be cancelled, and then nothing has happened. */
async function decide(c: Context, set: SetRecord, options: ApplyOptions): Promise<Ended> {
  const plan = takeLatest(c, set.id) ?? (await readPlan(c.db, set));
  const allowed = new Set(options.allow ?? plan.changes.map((change) => change.id));
  refuseUnmetNeeds(plan, allowed);
  const changes = plan.changes.filter((change) => allowed.has(change.id));
  const folders = createFolders(plan.folders);
  const unmade = plan.folders.filter((record) => record.serves !== undefined && record.ino === '');
  const leave = (end: Ended): Ended => {
    discardAttempt(folders, { unmade, things: plan.things });
    return end;
  };
  try {
    let journal: Journal;
    try {
      c.ballast.require();
      await refuseLostGrants(c, set);
      const rooms = createRooms({ folders, setId: set.id, home: c.home });
      await makeRooms(folders, (store, settle) => registerStore(c.db, store, { setId: set.id, settle }));
      await makeCopies({ changes, things: plan.things, folders, signal: options.signal });
      // Copies that were broken off look like files that somebody changed.
      if (options.signal?.aborted) return leave({ kind: 'cancelled' });
      const conflicts = await patiently(conflictsOf({ folders, things: plan.things, changes }));
      if (conflicts.length > 0) return leave({ kind: 'changed', conflicts });
      journal = await decisionOf(c, { set, plan, changes, folders, rooms }, options);
      if (options.signal?.aborted) return leave({ kind: 'cancelled' });
    } catch (thrown) {
      const error = fileError(thrown, set.head.roots[0]?.modelRoot ?? 'the folder');
      if (!isCoworkError(error) || error.code === 'internal') throw error;
      return await fail(c, { set, plan, folders }, { error, receipt: options.receipt });
    }
    const decided = await decideForward(c, journal, options.approvalId);
    if (!decided) return await ended(c, await setOrThrow(c.db, set.id));
    return await finish(c, journal, { ...options, fresh: true });
  } finally {
    folders.close();
  }
}

/** Once only: applying works on the plan's records. */
function takeLatest({ latest }: Context, id: string): Plan | undefined {
  const plan = latest.id === id ? latest.plan?.deref() : undefined;
  delete latest.plan;
  return plan;
}

async function decisionOf(
  c: Context,
  of: {
    set: SetRecord;
    plan: Plan;
    changes: readonly Change[];
    folders: Journal['folders'];
    rooms: ReturnType<typeof createRooms>;
  },
  options: ApplyOptions,
): Promise<Journal> {
  const { set, plan, changes, folders, rooms } = of;
  const hops = orderHops({ changes, things: plan.things, folders: plan.folders, roomOf: (folder) => rooms.roomOf(folder) });
  dateNewContent(c, { plan, changes, folders });
  const applied = new Set(changes.map((change) => change.id));
  const fate = {
    ...set.fate,
    allowed: [...applied],
    leftOut: plan.changes.filter((change) => !applied.has(change.id)).map((change) => change.id),
    ...(changes.length < plan.changes.length ? { counts: countsOfPart(changes) } : {}),
    touched: touchedFolders({ folders, hops }),
    outputs: await outputsOf(c, set, changes, plan),
  };
  const planned = options.receipt?.({ kind: 'applied', applied: appliedOf(set, plan, fate) });
  expectMoves(folders, plan, hops);
  // Only what is staged or copied can have got a new base since.
  const planChanged = plan.things.some((thing) => thing.staged);
  return { set, plan, folders, hops, planChanged, fate: { ...fate, ...(planned ? { planned } : {}) } };
}

/** New content is as old as its being put in place, however long the question waited. */
function dateNewContent(c: Context, of: { plan: Plan; changes: readonly Change[]; folders: Journal['folders'] }): void {
  const now = c.now();
  for (const { transfers, op } of of.changes)
    for (const { thing: id, from } of transfers) {
      const thing = of.plan.things[id]!;
      if (!thing.staged || thing.dated || thing.copyOf !== undefined || op === 'mkdir') continue;
      if (now.getTime() - Number(BigInt(thing.base.mtimeNs) / 1_000_000n) < 2_000) continue;
      const room = of.folders.open(from.folder);
      utimesSync(room.at(from.name), now, now);
      syncFile(room.at(from.name));
      thing.base = { ...thing.base, ...baseOf(lstatAt(room, from.name)!) };
    }
}

/** The date is part of what the decision remembers. A file that its owner may not read keeps the older one if the power fails. */
function syncFile(path: string): void {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if (errnoOf(error) === 'EACCES') return;
    throw error;
  }
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Rolls, commits, tidies. Also what recovery calls. */
export async function finish(
  c: Context,
  journal: Journal,
  of: { fresh: boolean; receipt?: Receipt; onProgress?: (done: number, total: number) => void },
): Promise<Ended> {
  const { set, fate, folders, plan } = journal;
  try {
    const { end } = await roll(c, journal, {
      fresh: of.fresh,
      onProgress: of.onProgress,
      onBack: () => {
        if (of.receipt) fate.plannedFailure = of.receipt({ kind: 'failed', ...failureWords(fate, 'failed') });
      },
    });
    if (end === 'forward') {
      observe(journal);
      const result = await commitApplied(c, journal, of.receipt);
      if (set.head.internal) discardStaged(folders);
      else tidyRooms(folders, plan.things);
      c.faults('cleaned');
      return { kind: 'applied', set: await setOrThrow(c.db, set.id), operations: plan.operations, result };
    }
    const state = end === 'back' ? 'failed' : 'stuck';
    const result = await commitFailed(c, { set, fate, state, open: end === 'unreachable' }, of.receipt);
    if (end === 'back') tidyRooms(folders, plan.things);
    c.faults('cleaned');
    return { kind: 'failed', ...failureWords(fate, state), result };
  } finally {
    folders.close();
  }
}

async function fail(
  c: Context,
  of: { set: SetRecord; plan: Plan; folders: Journal['folders'] },
  why: { error: CoworkError; receipt: Receipt | undefined },
): Promise<Ended> {
  const { code, detail } = why.error;
  const result = await commitFailed(
    c,
    { set: of.set, fate: { ...of.set.fate, failure: { code, detail } }, state: 'failed' },
    why.receipt,
  );
  discardStaged(of.folders);
  return { kind: 'failed', code, detail, result };
}

/** The user may have taken a folder away, or its access, since the set was frozen. Undo is the user's own wish and asks nobody. */
async function refuseLostGrants(c: Context, set: SetRecord): Promise<void> {
  if (set.isUndo) return;
  const places = await c.places.ofTask(set.key.taskId);
  for (const root of set.head.roots) {
    if (root.area !== 'folder') continue;
    const place = places.resolve(root.modelRoot);
    if (String(place.rootId.ino) !== root.ino) throw new CoworkError('folder_gone', `${root.modelRoot} is another folder now`);
    const touched = set.head.facts.folders.some((folder) => folder.name === place.folder?.name);
    if (touched && !place.writable) throw new CoworkError('not_granted', `${root.modelRoot} may only be read now`);
  }
}

async function patiently<T>(steps: Generator<undefined, T>): Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await yieldToOthers();
  }
}

export async function outcomeOf(c: Context, end: Ended): Promise<ApplyOutcome> {
  if (end.kind === 'cancelled' || end.kind === 'changed') return end;
  if (!end.result) throw new CoworkError('internal', 'a change of a tool call ended without a receipt');
  if (end.kind === 'failed') return { ...end, result: end.result };
  const operations = end.operations ?? (await readPart(c.db, end.set.id, 'operation'));
  return { kind: 'applied', applied: appliedOf(end.set, { operations }, end.set.fate), result: end.result };
}
