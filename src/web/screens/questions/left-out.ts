// What an answer did not allow: all of the question, or the part that its reader took out.
import { missed, missedInWords, nounOf } from '../../../contract/change-words.ts';
import type { Approval, Counts, Operation } from '../../../contract/changes.ts';

export interface LeftOut {
  readonly id: string;
  /** Of how many that were taken out; absent where nothing was allowed. */
  readonly count?: number;
  /** Absent where the list of what was asked is too long to be here whole. */
  readonly what?: { readonly summary: string; readonly counts: Counts };
}

export function leftOutOf({ id, status, preview, operations: allowed }: Approval): LeftOut | undefined {
  if (status === 'denied') return { id, what: missed(preview) };
  if (status !== 'allowed' || !allowed) return undefined;
  const { create, replace, move, delete: gone, other, attributes = 0 } = preview.counts;
  const count = create + replace + move + gone + other + attributes - allowed.length;
  const isOfFiles = missed(preview) !== preview;
  if (preview.next !== undefined || !isOfFiles)
    return count > 0 ? { id, count, ...(isOfFiles ? {} : { what: preview }) } : undefined;
  const out = preview.operations.filter((operation) => !allowed.includes(operation.id));
  if (out.length === 0) return undefined;
  const counts = countsOf(out);
  return { id, count: out.length, what: { summary: missedInWords(counts, nounOf(preview.summary)), counts } };
}

function countsOf(operations: readonly Operation[]): Counts {
  const counts = { create: 0, replace: 0, move: 0, delete: 0, other: 0, attributes: 0 };
  for (const { op } of operations) counts[op in counts ? (op as keyof typeof counts) : 'other'] += 1;
  return counts;
}
