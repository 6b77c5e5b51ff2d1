// The question about one or several adjacent change sets, and what follows from its answer. Called again after each nudge.
import type { Approval, ChangeSet } from '../contract/changes.ts';
import { isCoworkError } from '../contract/errors.ts';
import { callKeyText } from '../contract/ids.ts';
import type { Standing, Verdict } from '../contract/asking.ts';
import { standingFor } from '../contract/standing.ts';
import type { FrozenSet } from '../files/port.ts';
import { errorToResult } from '../tools/errors.ts';
import type { ApplyReport } from '../tools/tool.ts';
import type { TaskRow } from '../store/port.ts';
import { approvalOf, operationsOf } from './approval-of.ts';
import type { Attempt } from './attempt.ts';
import type { ActivityDeps } from './deps.ts';
import { finishCall } from './finish-call.ts';
import { gate, held, stopped, working } from './gate.ts';
import type { RunRef, SettleOutcome } from './interface.ts';
import { judgeNow } from './judge-now.ts';
import { applySet, finishLate, type Settled } from './make-changes.ts';
import { overtakenBy, refuseOvertaken } from './overtaken.ts';
import { describe, toolCall, type ToolCall } from './tool-call.ts';

interface Proposal {
  readonly call: ToolCall;
  readonly set: FrozenSet;
  readonly verdict: Verdict;
  /** The question that was put about this very set. */
  readonly approval: Approval | undefined;
}
export type Asking = Proposal & { readonly verdict: Extract<Verdict, { kind: 'ask' }> };

export type StepCalls = RunRef & { step: number; indexes: readonly number[] };

export async function applyChanges(deps: ActivityDeps, input: StepCalls, attempt: Attempt): Promise<SettleOutcome> {
  const overtaken = new Map<string, number>();
  // Each round settles what can be settled, then waits for an answer, or puts a question about what is new.
  for (;;) {
    const passed = await gate(deps, input, false);
    if (passed.kind !== 'go') return passed;
    const proposals = await openProposals(deps, input, passed.task);
    if (proposals.length === 0) return { kind: 'done' };
    const ready = proposals.filter(isReady);
    if (ready.length > 0) await working(deps, input, passed.task);
    for (const proposal of ready) {
      const end = await settle(deps, { ...input, scheduleId: passed.task.scheduleId, overtaken }, proposal, attempt);
      if (end) return end;
    }
    if (ready.length > 0) continue;
    const waiting = proposals.find((p) => p.approval);
    return waitFor(deps, input, waiting?.approval ?? (await ask(deps, input, proposals.filter(isAsking), passed.task)));
  }
}

/** Somebody answered, or no answer is needed (any more). */
function isReady({ approval, verdict }: Proposal): boolean {
  if (approval && approval.status !== 'pending') return true;
  return verdict.kind !== 'ask';
}
const isAsking = (proposal: Proposal): proposal is Asking => proposal.verdict.kind === 'ask';

/** The sets of these calls that are still proposed, newest freeze of each; what a crash left unshown is shown on the way. */
async function openProposals(deps: ActivityDeps, input: StepCalls, task: TaskRow): Promise<Proposal[]> {
  const proposals: Proposal[] = [];
  const now = { mode: task.mode, folders: await deps.grants.ofTask(input.taskId), standing: await deps.grants.standing(task) };
  // Newest first: those of this step are among them, however often files changed meanwhile.
  const { items: approvals } = await deps.store.listApprovals({ taskId: input.taskId, limit: 20 });
  for (const index of input.indexes) {
    const key = { taskId: input.taskId, step: input.step, index };
    const call = await toolCall(deps, key);
    if (!call || (await deps.store.toolResult(key))) continue;
    const receipt = await deps.ledger.receiptOf(key);
    if (receipt) {
      await finishLate(deps, call, receipt);
      continue;
    }
    const set = await deps.changeSets.ofCall(key);
    if (!set) continue;
    const approval = approvals.find((a) => a.changeSetIds.includes(set.id) && a.status !== 'superseded');
    proposals.push({
      call,
      set,
      approval,
      verdict: judgeNow(set, call.name, now),
    });
  }
  return proposals;
}

/** One question for all of them; the key makes a repeat find the first. */
async function ask(deps: ActivityDeps, input: StepCalls, proposals: readonly Asking[], task: TaskRow): Promise<Approval> {
  const at = { now: deps.now().toISOString(), step: input.step, taskId: input.taskId, bySchedule: task.scheduleId !== undefined };
  deps.crash('approval-before-ask');
  const approval = await deps.store.putApproval(proposals.map((p) => p.set.id).join('+'), approvalOf(proposals, at));
  deps.crash('approval-asked');
  return approval;
}

async function waitFor(deps: ActivityDeps, run: RunRef, approval: Approval): Promise<SettleOutcome> {
  const passed = await gate(deps, run, true);
  if (passed.kind !== 'go') return passed;
  const waitingFor = {
    kind: 'approval' as const,
    since: approval.createdAt,
    text: `Waiting for you: ${approval.preview.summary}`,
    action: `cowork approve ${approval.id}`,
  };
  const waiting = await held(deps, run, waitingFor, 'waiting_approval');
  deps.crash('approval-waits');
  return waiting;
}

/** Applies or refuses one set by its answer or verdict; undefined when its result is stored or it must be asked anew. */
async function settle(
  deps: ActivityDeps,
  run: RunRef & { scheduleId: string | undefined; overtaken: Map<string, number> },
  proposal: Proposal,
  attempt: Attempt,
): Promise<SettleOutcome | undefined> {
  const { scheduleId } = run;
  const startedAt = performance.now();
  const { call, set, approval, verdict } = proposal;
  // Somebody answered in this very moment: the next round reads the answer.
  if (approval?.status === 'pending' && !(await deps.store.supersedeApproval(approval.id))) return undefined;
  const answered = approval?.status === 'pending' ? undefined : approval;
  if (answered) deps.crash('approval-answered');
  if (answered?.status === 'denied')
    return refuse(deps, proposal, { kind: 'denied', ...noteOf(answered) }, answered.note ?? 'you did not allow it');
  if (verdict.kind === 'refuse') return refuse(deps, proposal, { kind: 'refused', rule: verdict.rule }, verdict.rule);
  const allow = answered && operationsOf(answered, set);
  if (allow?.length === 0) return refuse(deps, proposal, { kind: 'denied', ...noteOf(answered) }, 'you left all of it out');
  if (answered) await remember(deps, proposal, answered, scheduleId);
  const applied = await applySet(
    deps,
    {
      call,
      input: call.input,
      set,
      ...(answered === undefined ? {} : { approvalId: answered.id }),
      ...(allow === undefined ? {} : { allow }),
    },
    attempt,
  );
  if (applied.kind === 'settled') await finishCall(deps, call, { ...applied, startedAt });
  if (applied.kind === 'changed') {
    const tries = (run.overtaken.get(callKeyText(call.key)) ?? 0) + 1;
    run.overtaken.set(callKeyText(call.key), tries);
    await freezeAgain(deps, proposal, { ...applied, tries });
  }
  return applied.kind === 'cancelled' ? stopped(deps, run) : undefined;
}

const noteOf = (approval: Approval | undefined): { note?: string } =>
  approval?.note === undefined ? {} : { note: approval.note };

async function refuse(
  deps: ActivityDeps,
  { call, set }: Proposal,
  report: ApplyReport,
  reason: NonNullable<ChangeSet['reason']>,
): Promise<undefined> {
  const result = await deps.changeSets.reject(set.id, describe(call, { input: call.input, said: set.said }, report));
  await finishCall(deps, call, { result, before: await deps.mirror.prepare(set.id, { reason }) });
}

/** A scope beyond `once` becomes a standing permission on this machine, before anything is applied. */
async function remember(
  deps: ActivityDeps,
  { call, set, verdict }: Proposal,
  approval: Approval,
  scheduleId: string | undefined,
): Promise<void> {
  const { scope, taskId } = approval;
  if (scope === undefined || scope === 'once' || (verdict.kind === 'ask' && verdict.always)) return;
  if (scope === 'schedule' && (scheduleId === undefined || !(await deps.store.schedule(scheduleId)))) return;
  const allowed = operationsOf(approval, set);
  const part = allowed && set.operations.filter(({ id }) => allowed.includes(id));
  const answers = standingFor(set.facts, part).map((one): Standing =>
    scope === 'always'
      ? { scope, ...one }
      : scope === 'task'
        ? { scope, tool: call.name, ...one }
        : { scope, scheduleId: scheduleId!, tool: call.name, ...one },
  );
  try {
    await deps.folders.remember(taskId, answers);
  } catch (error) {
    // Taken away in this very moment: applying says so.
    if (!isCoworkError(error) || error.code !== 'not_granted') throw error;
  }
}

/** Files changed since the question was put: nothing was applied; the same wish against the present disk is a new question. */
async function freezeAgain(
  deps: ActivityDeps,
  { call, set, approval }: Proposal,
  { conflicts, tries }: Extract<Settled, { kind: 'changed' }> & { tries: number },
): Promise<void> {
  try {
    refuseOvertaken(conflicts, tries);
    const fresh = await deps.changeSets.refreeze(set.id);
    // Where sets share the question, the others go on by the answer; else it allowed what is no longer there to allow.
    if (approval?.changeSetIds.length === 1) await deps.store.supersedeApproval(approval.id, 'allowed');
    await deps.mirror.show(set.id, { reason: overtakenBy(conflicts) });
    await deps.mirror.show(fresh.id);
  } catch (error) {
    const result = errorToResult(error);
    if (!result) throw error;
    const receipt = await deps.changeSets.reject(set.id, result);
    await finishCall(deps, call, { result: receipt, before: await deps.mirror.prepare(set.id, { reason: result.summary }) });
  }
}
