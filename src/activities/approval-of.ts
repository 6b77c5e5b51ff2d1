// Builds the question about change sets: what people see, bound by a hash to exactly what would be applied.
import { addCounts, nounOf, plannedInWords } from '../contract/change-words.ts';
import { type Approval, underSet } from '../contract/changes.ts';
import { newId } from '../contract/ids.ts';
import { scopesFor } from '../contract/standing.ts';
import type { FrozenSet } from '../files/port.ts';
import { argumentsHash } from './arguments-hash.ts';
import type { Asking } from './apply-changes.ts';

/** Operations shown inside the question itself; GET /approvals/{id}?cursor shows the rest. */
const SHOWN = 1_000;
/** Arguments beyond this size are named by their change set instead of repeated. */
const ARGUMENTS_LIMIT = 64 * 1024;

/** One proposal keeps its tool's name; several adjacent ones share the question as `changes`. */
export function approvalOf(
  proposals: readonly Asking[],
  at: { taskId: string; step: number; now: string; bySchedule: boolean },
): Approval {
  const single = proposals.length === 1;
  const first = proposals[0]!;
  const tool = single ? first.call.name : 'changes';
  const sets = proposals.map((p) => p.set);
  const args = argumentsOf(proposals);
  const counts = sets.map((s) => s.counts).reduce(addCounts);
  const operations = sets.flatMap((set) => set.operations.map((op) => (single ? op : underSet(set.id, op))));
  const asking = proposals.map((p) => p.verdict).find((v) => v.always) ?? first.verdict;
  return {
    id: newId('a'),
    taskId: at.taskId,
    step: at.step,
    tool,
    arguments: args,
    argumentsHash: argumentsHash({ tool, arguments: args, operations }),
    preview: {
      summary: single ? first.set.summary : plannedInWords(counts, nounOf(sets.map((s) => s.summary).join(' '))),
      rule: asking.rule,
      always: asking.always,
      counts,
      irreversible: sets.flatMap((s) => s.irreversible),
      operations: operations.slice(0, SHOWN),
      ...(operations.length > SHOWN ? { next: String(SHOWN) } : {}),
    },
    changeSetIds: sets.map((s) => s.id),
    scopes: scopesFor(asking, at.bySchedule),
    status: 'pending',
    createdAt: at.now,
  };
}

/** Which operations of this set were allowed; undefined = all of them. */
export function operationsOf(approval: Approval, set: FrozenSet): string[] | undefined {
  if (!approval.operations) return undefined;
  if (approval.changeSetIds.length === 1) return approval.operations;
  return approval.operations.filter((id) => id.startsWith(`${set.id}:`)).map((id) => id.slice(set.id.length + 1));
}

function argumentsOf(proposals: readonly Asking[]): Record<string, unknown> {
  const changeSetIds = proposals.map((p) => p.set.id);
  const input = proposals[0]!.call.input;
  if (proposals.length > 1 || typeof input !== 'object' || input === null) return { changeSetIds };
  return JSON.stringify(input).length <= ARGUMENTS_LIMIT ? { ...input } : { changeSetIds };
}
