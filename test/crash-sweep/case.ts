// What one case of the sweep is, and what came of it.
import type { Spot } from './crash-control.ts';
import type { Victim } from './instance.ts';

/** What the product is at when it is struck. */
export const WORKLOADS = [
  'first start',
  'start of a task',
  'changes unasked',
  'changes asked',
  'changes denied',
  'changes taken back',
  'recovery',
  'runs',
  'compaction',
  'children',
  'end of a task',
  'undo',
  'redo',
  'prune',
  'delete',
] as const;
export type Workload = (typeof WORKLOADS)[number];

/** So long after the round's virtual machine was begun: its guest needs about two seconds to wake. */
export interface MachineAge {
  readonly machineAgeMs: number;
}

export interface Case {
  readonly workload: Workload;
  readonly victim: Victim;
  /** Where a process stands still when the victim is killed; or a moment by chance, so many ms after the work began; or no kill. */
  readonly at: Spot | { readonly afterMs: number } | MachineAge | 'never';
  /** A first strike, out of whose recovery the point is reached. */
  readonly first?: { readonly at: Spot; readonly victim: Victim };
}

export interface Outcome {
  readonly case: Case;
  /** False: the point was not passed in this try, so nobody was killed. */
  readonly struck: boolean;
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  /** A question that was open at the kill: kept as it was, or not. Absent when none was open. */
  readonly approvalKept?: boolean;
  /** Answers of the model beyond the one that counts. */
  readonly paidAgain: number;
  /** Commands that were cut, so that the model ran them once more. Absent where there are none. */
  readonly cut?: number;
  /** From the kill to the next event that a reader of the task sees. Absent where no event follows. */
  readonly firstEventMs?: number;
  /** Everything else that is not as it must be. */
  readonly problems: readonly string[];
}

export const spotOf = ({ at }: Case): Spot | undefined => (typeof at === 'object' && 'point' in at ? at : undefined);
export const chanceOf = ({ at }: Case): { readonly afterMs: number } | undefined =>
  typeof at === 'object' && 'afterMs' in at ? at : undefined;

export const ageOf = ({ at }: Case): MachineAge | undefined => (typeof at === 'object' && 'machineAgeMs' in at ? at : undefined);

/** The case in words, unique among all. */
export function nameOf(one: Case): string {
  const [spot, chance, age] = [spotOf(one), chanceOf(one), ageOf(one)];
  const at = spot
    ? spotText(spot)
    : chance
      ? `${chance.afterMs} ms`
      : age
        ? `${age.machineAgeMs} ms of its machine`
        : 'no moment';
  const first = one.first ? ` after ${one.first.victim} at ${spotText(one.first.at)}` : '';
  return `${one.workload}: ${one.victim} at ${at}${first}`;
}

export const spotText = ({ point, nth }: Spot): string => (nth === 1 ? point : `${point}#${nth}`);

export const isBad = ({ lost, doubled, problems, approvalKept }: Outcome): boolean =>
  lost.length + doubled.length + problems.length > 0 || approvalKept === false;
