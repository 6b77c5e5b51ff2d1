// Puts cases into lives: as many into one task as it has phases for, so that a sweep starts few tasks.
import { type Case, spotOf, type Workload } from './case.ts';
import type { Life } from './life.ts';
import type { By } from './story.ts';

export interface Job {
  /** A life of its own, or the first start of a new home. */
  readonly life?: Life;
  readonly firstStart?: Case;
  /** Which instance can do it: one whose runs are over after each step, one whose are not, or any. */
  readonly runs?: 'short' | 'long';
}

/** Cases in one task: a failing one costs the rest another try. */
const ROUNDS = 8;
const TURNS = 6;
/** So many rounds of reading fill the window. */
const FILLING = 8;

export function jobsOf(cases: readonly Case[], by: By = 'file tools'): Job[] {
  const of = (...workloads: Workload[]): Case[] => cases.filter(({ workload }) => workloads.includes(workload));
  const starts = of('start of a task');
  const ends = of('end of a task');
  /** Every life has a start and an end to give away. */
  const life = (more: Partial<Life>): Life => ({
    ...{ by, mode: 'act', rounds: [undefined], after: [] },
    ...{ start: starts.shift(), end: ends.shift() },
    ...more,
  });
  const jobs: Job[] = [
    ...chunks(of('runs'), ROUNDS).map((rounds): Job => ({ life: life({ rounds }), runs: 'short' })),
    ...chunks(of('compaction'), ROUNDS).map((heavy) => {
      const rounds = [...Array.from({ length: FILLING }, () => undefined), ...heavy];
      return { life: life({ rounds, heavy: true }) };
    }),
    ...chunks(of('children'), ROUNDS).map((rounds) => ({ life: life({ by: 'tasks', rounds }) })),
    ...chunks(of('changes asked', 'changes denied'), ROUNDS).map((rounds) => ({ life: life({ mode: 'ask', rounds }) })),
    ...chunks(of('changes unasked', 'changes taken back', 'recovery'), ROUNDS).map((rounds) => ({
      life: life({ rounds: [...rounds, ...(isAtAWord(rounds.at(-1)) ? [undefined] : [])] }),
    })),
    ...chunks(alternating(of('undo'), of('redo')), TURNS).map((after) => ({ life: life({ after }) })),
    ...of('delete', 'prune').map((one) => ({ life: life({ after: [one] }) })),
    ...of('first start').map((firstStart) => ({ firstStart })),
  ];
  while (starts.length + ends.length > 0) jobs.push({ life: life({}) });
  return jobs;
}

/** In its last round a task is told nothing more. */
const isAtAWord = (one: Case | undefined): boolean => one !== undefined && spotOf(one)?.point === 'api-message-stored';

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}

/** What was taken back is done again, and the other way round; where one kind runs out, a turn without a kill stands for it. */
function alternating(undos: readonly Case[], redos: readonly Case[]): Case[] {
  const none = (workload: Workload): Case => ({ workload, victim: 'worker', at: 'never' });
  return Array.from({ length: Math.max(undos.length, redos.length) }, (_, i) => [
    undos[i] ?? none('undo'),
    redos[i] ?? none('redo'),
  ]).flat();
}

/** Every case of a job, in the order in which it comes. */
export function casesIn({ life, firstStart }: Job): Case[] {
  const all = life ? [life.start, ...life.rounds, life.end, ...life.after] : [firstStart];
  return all.filter((one): one is Case => one !== undefined && one.at !== 'never');
}
