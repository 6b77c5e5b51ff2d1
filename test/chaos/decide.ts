// One question about changes, answered in one of the ways in which people answer.
import type { Approval } from '../../src/contract/changes.ts';
import { refusalOf } from './calm.ts';
import type { Reaction } from './plan-person.ts';
import type { People } from './tend-task.ts';

export interface Decision {
  readonly approvalId: string;
  readonly decision: 'allow' | 'deny';
  /** Of an allow: only these. */
  readonly operations?: readonly string[];
  /** Why the product did not take it, as a code; undefined: it counts. */
  readonly refusal: string | undefined;
}

type Answer = Omit<Decision, 'approvalId' | 'refusal'> & { readonly note?: string };

export async function decideAs(
  people: People,
  approval: Approval,
  reaction: Exclude<Reaction, 'leave'>,
): Promise<readonly Decision[]> {
  const laptop = (answer: Answer): Promise<Decision> => decide(people, 'laptop', approval, answer);
  switch (reaction) {
    case 'allow':
      return [await laptop({ decision: 'allow' })];
    case 'deny':
      return [await laptop({ decision: 'deny' })];
    case 'deny_with_note':
      return [await laptop({ decision: 'deny', note: 'Not this one.' })];
    case 'untick':
      return [await laptop({ decision: 'allow', operations: unticked(approval) })];
    case 'two_at_once':
      return Promise.all([laptop({ decision: 'allow' }), decide(people, 'phone', approval, { decision: 'deny' })]);
  }
}

async function decide(people: People, device: 'laptop' | 'phone', { id }: Approval, answer: Answer): Promise<Decision> {
  const { note, decision, operations } = answer;
  const choice = { decision, ...(note === undefined ? {} : { note }), ...(operations ? { operations: [...operations] } : {}) };
  const once = { idempotencyKey: crypto.randomUUID() };
  const refusal = await refusalOf(people.calm(() => people[device]().decide(id, choice, once)));
  return { approvalId: id, decision, ...(operations ? { operations } : {}), refusal };
}

/** Leaves out every second operation, but keeps what the kept ones need. */
function unticked(approval: Approval): string[] {
  const { operations } = approval.preview;
  const kept = new Set(operations.filter((_, at) => at % 2 === 0).map(({ id }) => id));
  for (const operation of operations.toReversed())
    if (kept.has(operation.id)) for (const id of operation.needs ?? []) kept.add(id);
  return operations.filter(({ id }) => kept.has(id)).map(({ id }) => id);
}
