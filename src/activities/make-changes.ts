// A tool call that wants to change something: frozen, judged by the rules of asking, then applied or left for the question.
import type { ApplyOutcome, DraftOp, FrozenSet } from '../files/port.ts';
import type { TaskRow, TaskStore } from '../store/port.ts';
import type { ToolResult } from '../contract/tool-result.ts';
import type { ToolContext } from '../tools/tool.ts';
import type { Attempt } from './attempt.ts';
import type { ActivityDeps } from './deps.ts';
import { finishCall } from './finish-call.ts';
import { stopped } from './gate.ts';
import type { CallOutcome, RunRef } from './interface.ts';
import { judgeNow } from './judge-now.ts';
import { overtakenBy, refuseOvertaken } from './overtaken.ts';
import { describe, type ToolCall } from './tool-call.ts';

export interface ChangeWork {
  readonly run: RunRef & { step: number };
  readonly call: ToolCall;
  readonly input: unknown;
  readonly task: TaskRow;
  readonly draft: readonly DraftOp[];
  readonly said?: unknown;
  readonly unchangedSince?: number;
  readonly context: ToolContext;
  readonly startedAt: number;
}

/** `tries`: with this one, how often it was frozen because files kept changing. */
export async function makeChanges(deps: ActivityDeps, work: ChangeWork, attempt: Attempt, tries = 1): Promise<CallOutcome> {
  const { call, task, startedAt } = work;
  attempt.phase('freeze');
  const frozen = await freeze(deps, work);
  if (frozen.kind === 'overlap') return { kind: 'overlaps' };
  if (frozen.kind === 'error') return finishCall(deps, call, { result: frozen.result, startedAt });
  const set = frozen.set;
  const verdict = judgeNow(set, call.name, {
    mode: task.mode,
    folders: await deps.grants.ofTask(task.id),
    standing: await deps.grants.standing(task),
  });
  switch (verdict.kind) {
    case 'refuse': {
      const result = await deps.changeSets.reject(
        set.id,
        describe(call, { input: work.input, said: set.said }, { kind: 'refused', rule: verdict.rule }),
      );
      return finishCall(deps, call, { result, startedAt, before: await deps.mirror.prepare(set.id, { reason: verdict.rule }) });
    }
    case 'ask':
      await deps.mirror.show(set.id);
      deps.crash('changes-shown');
      return { kind: 'asks' };
    case 'apply': {
      const applied = await applySet(deps, { call, input: work.input, set }, attempt);
      if (applied.kind === 'settled') return finishCall(deps, call, { ...applied, startedAt });
      if (applied.kind === 'cancelled') return stopped(deps, work.run);
      // Changed between freezing and applying, a moment apart: look at the disk again and judge again.
      return (await freezeAgain(deps, work, { set, ...applied, tries })) ?? makeChanges(deps, work, attempt, tries + 1);
    }
  }
}

/** Undefined: there is a new set to be judged. */
async function freezeAgain(
  deps: ActivityDeps,
  { call, context, startedAt }: ChangeWork,
  { set, conflicts, tries }: Extract<Settled, { kind: 'changed' }> & { set: FrozenSet; tries: number },
): Promise<CallOutcome | undefined> {
  try {
    refuseOvertaken(conflicts, tries);
    await deps.changeSets.refreeze(set.id);
    await deps.mirror.show(set.id, { reason: overtakenBy(conflicts) });
    return undefined;
  } catch (error) {
    const result = await deps.changeSets.reject(set.id, await deps.explain(error, { call, context }));
    return finishCall(deps, call, { result, startedAt, before: await deps.mirror.prepare(set.id, { reason: result.summary }) });
  }
}

type Frozen = { kind: 'set'; set: FrozenSet } | { kind: 'overlap' } | { kind: 'error'; result: ToolResult };

async function freeze(deps: ActivityDeps, { call, draft, said, unchangedSince, context }: ChangeWork): Promise<Frozen> {
  try {
    const there = await deps.changeSets.ofCall(call.key);
    if (there) return { kind: 'set', set: there };
    const frozen = await deps.changeSets.freeze(call.key, call.name, draft, {
      ...(said === undefined ? {} : { said }),
      ...(unchangedSince === undefined ? {} : { unchangedSince }),
    });
    return frozen.kind === 'frozen' ? { kind: 'set', set: frozen.set } : { kind: 'overlap' };
  } catch (error) {
    return { kind: 'error', result: await deps.explain(error, { call, context }) };
  }
}

export type Settled =
  /** `before` shows the set; it goes into the transaction that stores the result. */
  | { kind: 'settled'; result: ToolResult; before: (tx: TaskStore) => Promise<void> }
  | Extract<ApplyOutcome, { kind: 'changed' | 'cancelled' }>;

/** Applies one set: state and receipt commit together in the desktop store, what the task store shows follows with the result. */
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
    onWait: () =>
      deps.link.ephemeral({
        ...{ type: 'tool_progress', ...call.key, done: 0, total: set.operations.length },
        text: 'Waiting: other changes are being made in this folder',
      }),
    receipt: (report) => describe(call, { input, said: set.said }, report),
  });
  if (outcome.kind === 'changed' || outcome.kind === 'cancelled') return outcome;
  return { kind: 'settled', result: outcome.result, before: await showing(deps, set.id) };
}

async function showing(deps: ActivityDeps, setId: string): Promise<(tx: TaskStore) => Promise<void>> {
  const show = await deps.mirror.prepare(setId);
  const outputs = await deps.changeSets.outputs(setId);
  return async (tx) => {
    await show(tx);
    for (const output of outputs) await tx.putOutput(output);
  };
}

/** A receipt was found: the process ended between the receipt and its show. Shows it now, with the result. */
export async function finishLate(deps: ActivityDeps, call: ToolCall, receipt: ToolResult): Promise<CallOutcome> {
  const set = await deps.changeSets.ofCall(call.key);
  return finishCall(deps, call, { result: receipt, ...(set && { before: await showing(deps, set.id) }) });
}
