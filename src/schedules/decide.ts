// What becomes of a due time: the misfire and overlap policies as one pure table. Facts in, a decision out; who calls it holds the schedule.
import type { Misfire, Overlap, RunState } from '../contract/schedules.ts';

/** Later than this is no slow start any more: the computer was off or asleep, or the product stopped. */
export const LATE_MS = 60_000;
const MINUTE = 60_000;

export interface Policy {
  readonly misfire: Misfire;
  readonly misfireMost: number;
  readonly windowMinutes: number;
  readonly overlap: Overlap;
}

/** A due time that has a row. */
export interface Known {
  readonly due: number;
  readonly late: boolean;
}

export interface Times {
  readonly policy: Policy;
  readonly now: number;
  /** Every due time that is not accounted for yet, up to now, in order. */
  readonly due: readonly number[];
  readonly known: readonly Known[];
}

export interface Missed {
  /** Longer ago than the window: counted in one row. */
  readonly beyond: readonly number[];
  /** Within it, and left out by the policy. */
  readonly within: readonly number[];
}

/** What is missed for good of all that has no row yet; the rest of it is to run. */
export function missedOf({ policy, now, due, known }: Times): Missed {
  const rows = new Map(known.map((one) => [one.due, one]));
  const open = due.filter((at) => !rows.has(at));
  const beyond = open.filter((at) => at < now - policy.windowMinutes * MINUTE);
  const late = open.slice(beyond.length).filter((at) => isLate(at, now));
  return { beyond, within: late.slice(0, Math.max(0, late.length - runsOfLate({ policy, now, due, known }, rows))) };
}

/** How many of the late ones still run: the newest, or the newest so many less those that were let run before. */
function runsOfLate({ policy, now, due, known }: Times, rows: ReadonlyMap<number, Known>): number {
  switch (policy.misfire) {
    case 'skip':
      return 0;
    case 'once':
      // One on its time, or one that was made up for later, is the run on wake.
      return due.some((at) => !isLate(at, now)) || known.some((one) => one.late && one.due > (lastOpen(due, rows) ?? 0)) ? 0 : 1;
    case 'all': {
      const last = lastOpen(due, rows) ?? 0;
      return policy.misfireMost - known.filter((one) => one.late && one.due > last).length;
    }
  }
}

const lastOpen = (due: readonly number[], rows: ReadonlyMap<number, Known>): number | undefined =>
  due.findLast((at) => !rows.has(at));

export const isLate = (due: number, now: number): boolean => now - due > LATE_MS;

export interface Standing {
  readonly policy: Policy;
  readonly late: boolean;
  /** States of the schedule's other runs that have not ended. */
  readonly open: readonly Extract<RunState, 'waiting' | 'running'>[];
}

export type Decision = { readonly kind: 'run' } | { readonly kind: 'wait' } | { readonly kind: 'skip'; readonly why: string };

/** For one that is not missed. */
export function decide({ policy, late, open }: Standing): Decision {
  if (open.length === 0) return { kind: 'run' };
  // Made up for one after the other, whatever may run side by side otherwise.
  if (late && policy.misfire === 'all') return { kind: 'wait' };
  switch (policy.overlap) {
    case 'allow':
      return { kind: 'run' };
    case 'skip':
      return { kind: 'skip', why: 'the run before it was still at work' };
    case 'queue':
      if (open.includes('waiting')) return { kind: 'skip', why: 'the run before it was still at work, and one waited already' };
      return { kind: 'wait' };
  }
}
