// The budget of a family: what a task and all below it use together never exceeds what it was given, however many of them call at once.
import { DEFAULT_BUDGET, type WaitingFor } from '../contract/task.ts';
import type { FamilyMember } from '../store/port.ts';
import { counted, moreThan } from './limit-words.ts';

type Reason = Omit<WaitingFor, 'since'>;

/** A call that is about to be made, and what it may cost at most. Absent: whether anything may be called at all. */
interface Need {
  readonly usd: number;
}

/**
 * Why a call of this task must not be made now; undefined when it may. `others`: what is left is held by calls that run, and most of them will cost
 * less than they may.
 */
export function overShared(family: readonly FamilyMember[], taskId: string, need?: Need): Reason | { others: true } | undefined {
  // One call at a time: what it still holds is of a call that died.
  const others = family.map((member) => (member.id === taskId ? without(member) : member));
  for (const member of withAbove(others, taskId)) {
    const over = overOne(member, sumOf(others, member.id), need);
    if (over) return over;
  }
  return undefined;
}

const without = ({ calling: _, ...member }: FamilyMember): FamilyMember => member;

/** The task and those above it: each has been given a part of what the next one has. */
function withAbove(family: readonly FamilyMember[], taskId: string): FamilyMember[] {
  const found = family.find(({ id }) => id === taskId);
  return found ? [found, ...(found.parentId === undefined ? [] : withAbove(family, found.parentId))] : [];
}

interface Sum {
  readonly usd: number;
  readonly steps: number;
  readonly minutes: number;
  /** Of calls that run now. */
  readonly heldUsd: number;
  readonly calls: number;
}

function sumOf(family: readonly FamilyMember[], id: string): Sum {
  const parents = new Map(family.map((member) => [member.id, member.parentId]));
  const isBelow = (from: string | undefined): boolean => from !== undefined && (from === id || isBelow(parents.get(from)));
  const all = family.filter((member) => isBelow(member.id));
  const add = (of: (member: FamilyMember) => number): number => all.reduce((sum, member) => sum + of(member), 0);
  return {
    usd: add(({ usd }) => usd),
    steps: add(({ steps }) => steps),
    minutes: add(({ activeMs }) => activeMs) / 60_000,
    heldUsd: add(({ calling }) => calling?.usd ?? 0),
    calls: all.filter(({ calling }) => calling).length,
  };
}

function overOne(
  { id, budget, parentId }: FamilyMember,
  sum: Sum,
  need: Need | undefined,
): Reason | { others: true } | undefined {
  // What a person started has the usual limits; the rest only what is said of them.
  const {
    maxUsd = Infinity,
    maxSteps = Infinity,
    maxMinutes = Infinity,
  } = { ...(parentId === undefined ? DEFAULT_BUDGET : {}), ...budget };
  const isOver = (used: number, max: number, more: number): boolean => used >= max || used + more > max;
  const reason = (text: string, option: string): Reason => ({ kind: 'budget', text, action: `cowork resume ${id} ${option}` });
  if (isOver(sum.usd, maxUsd, need?.usd ?? 0))
    return reason(
      `The budget of ${maxUsd} $ for task ${id} and those that it started is used up, or too small for one more call`,
      `--max-usd ${moreThan(sum.usd + (need?.usd ?? 0), maxUsd)}`,
    );
  if (isOver(sum.steps, maxSteps, need ? 1 : 0))
    return reason(
      `The limit of ${counted(maxSteps, 'step')} for task ${id} and those that it started is reached`,
      `--max-steps ${moreThan(sum.steps, maxSteps)}`,
    );
  if (sum.minutes >= maxMinutes)
    return reason(
      `The limit of ${counted(maxMinutes, 'minute')} at work for task ${id} and those that it started is reached`,
      `--max-minutes ${moreThan(sum.minutes, maxMinutes)}`,
    );
  if (need && (isOver(sum.usd + sum.heldUsd, maxUsd, need.usd) || isOver(sum.steps + sum.calls, maxSteps, 1)))
    return { others: true };
  return undefined;
}
