// A tool call that wants to change something: frozen, judged by the rules of asking, then applied or left for the question.
import { judge } from '../contract/asking.ts';
import { isCoworkError } from '../contract/errors.ts';
import type { DraftOp, FrozenSet } from '../files/port.ts';
import type { TaskRow } from '../store/port.ts';
import type { ApplyReport, ChangingTool } from '../tools/tool.ts';
import { errorToResult } from '../tools/errors.ts';
import type { Attempt } from './attempt.ts';
import type { ActivityDeps } from './deps.ts';
import { finishCall } from './finish-call.ts';
import { gate } from './gate.ts';
import type { CallOutcome, RunRef, Stop } from './interface.ts';
import type { ToolCall } from './tool-call.ts';

export interface ChangeWork {
  readonly run: RunRef & { step: number };
  readonly call: ToolCall;
  readonly input: unknown;
  readonly task: TaskRow;
  readonly draft: readonly DraftOp[];
  readonly startedAt: number;
}

export async function makeChanges(deps: ActivityDeps, work: ChangeWork, attempt: Attempt): Promise<CallOutcome> {
  const { call, task } = work;
  attempt.phase('freeze');
  const frozen = await freeze(deps, work);
  if (frozen.kind === 'overlap') return { kind: 'overlaps' };
  if (frozen.kind === 'error') return finishCall(deps, call, frozen.result, work.startedAt);
  const set = frozen.set;
  const verdict = judge({
    mode: task.mode,
    tool: call.name,
    internal: set.internal,
    facts: set.facts,
    standing: await deps.grants.standing(task.id),
  });
  switch (verdict.kind) {
    case 'refuse': {
      const receipt = await deps.changeSets.reject(set.id, describe(call, work.input, { kind: 'refused', rule: verdict.rule }));
      await deps.mirror.show(set.id, { reason: verdict.rule });
      return finishCall(deps, call, receipt, work.startedAt);
    }
    case 'ask':
      await deps.mirror.show(set.id);
      return { kind: 'asks' };
    case 'apply': {
      const applied = await applySet(deps, { call, input: work.input, set }, attempt);
      if (applied.kind === 'settled') return finishCall(deps, call, applied.result, work.startedAt);
      if (applied.kind === 'cancelled') return stopped(deps, work.run);
      // Changed between freezing and applying, a moment apart: look at the disk again and judge again.
      await deps.changeSets.refreeze(set.id);
      await deps.mirror.show(set.id, { reason: 'files changed meanwhile' });
      return makeChanges(deps, work, attempt);
    }
  }
}

type Frozen = { kind: 'set'; set: FrozenSet } | { kind: 'overlap' } | { kind: 'error'; result: ReturnType<typeof errorToResult> };

async function freeze(deps: ActivityDeps, { call, draft }: ChangeWork): Promise<Frozen> {
  try {
    const there = await deps.changeSets.ofCall(call.key);
    if (there) return { kind: 'set', set: there };
    const frozen = await deps.changeSets.freeze(call.key, call.name, draft);
    return frozen.kind === 'frozen' ? { kind: 'set', set: frozen.set } : { kind: 'overlap' };
  } catch (error) {
    if (!isCoworkError(error)) throw error;
    return { kind: 'error', result: errorToResult(error) };
  }
}

/** The result for the model; needs only the stored call and how it ended, so it can be made again after a restart. */
export function describe(call: ToolCall, input: unknown, report: ApplyReport): ReturnType<ChangingTool['describe']> {
  const tool = call.tool;
  if (tool?.effect !== 'change') throw new Error(`${call.name} makes no changes`);
  return tool.describe(input, report);
}

export type Settled =
  | { kind: 'settled'; result: ReturnType<ChangingTool['describe']> }
  | { kind: 'changed' }
  | { kind: 'cancelled' };

/** Applies one set and shows it; state and receipt commit together in the desktop store, what the task store shows follows. */
export async function applySet(
  deps: ActivityDeps,
  what: { call: ToolCall; input: unknown; set: FrozenSet; allow?: readonly string[]; approvalId?: string },
  attempt: Attempt,
): Promise<Settled> {
  const { call, input, set } = what;
  attempt.phase('apply');
  const outcome = await deps.changeSets.apply(set.id, {
    ...(what.allow === undefined ? {} : { allow: what.allow }),
    ...(what.approvalId === undefined ? {} : { approvalId: what.approvalId }),
    signal: attempt.signal,
    onProgress: (done, total) =>
      deps.link.ephemeral({ type: 'tool_progress', ...call.key, done, total, text: `Changing files: ${done} of ${total}` }),
    receipt: (report) => describe(call, input, report),
  });
  if (outcome.kind === 'changed' || outcome.kind === 'cancelled') return outcome;
  await showSettled(deps, set.id, outcome.kind === 'failed' ? outcome.detail : undefined);
  return { kind: 'settled', result: outcome.result };
}

async function showSettled(deps: ActivityDeps, setId: string, reason?: string): Promise<void> {
  await deps.mirror.show(setId, reason === undefined ? {} : { reason });
  for (const output of await deps.changeSets.outputs(setId)) await deps.store.putOutput(output);
}

/** A receipt was found: the process ended between the receipt and its show. Shows it now. */
export async function settledBefore(deps: ActivityDeps, call: ToolCall): Promise<void> {
  const set = await deps.changeSets.ofCall(call.key);
  if (set) await showSettled(deps, set.id);
}

/** The user stopped it before the point of no return: the gate knows whether that was a pause or the end. */
export async function stopped(deps: ActivityDeps, run: RunRef): Promise<Stop> {
  const passed = await gate(deps, run, false);
  if (passed.kind !== 'go') return passed;
  throw new Error('the work was interrupted; it is tried again');
}
