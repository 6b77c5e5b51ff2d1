// Works off jobs with several products side by side, and keeps going: what hangs or breaks is blamed on the case under way.
import type { Case, Outcome } from './case.ts';
import { firstStart } from './first-start.ts';
import { type Instance, openInstance } from './instance.ts';
import { live } from './life.ts';
import { casesIn, type Job, jobsOf } from './plan.ts';

export interface Sweep {
  readonly jobs: readonly Job[];
  report(outcome: Outcome): void;
  /** Instances that run now, for whoever ends the rig. */
  readonly open: Set<Instance>;
}

/** Two products side by side: one whose runs are over after each step, one whose are not. */
export async function sweepAll(sweep: Sweep): Promise<void> {
  const queue = [...sweep.jobs];
  /** Tried once and not struck: by chance something else came first. Once more, then it is a fault of the rig. */
  const again = new Set<string>();
  const lane = async (runs: 'short' | 'long'): Promise<void> => {
    let instance: Instance | undefined;
    let lives = 0;
    const take = (): Job | undefined => {
      const at = queue.findIndex((job) => job.runs === undefined || job.runs === runs);
      return at < 0 ? undefined : queue.splice(at, 1)[0];
    };
    try {
      for (let job = take(); job; job = take()) {
        const left = casesIn(job);
        const report = (outcome: Outcome): void => {
          left.splice(left.indexOf(outcome.case), 1);
          const key = JSON.stringify(outcome.case);
          const missed = !outcome.struck && outcome.problems.length === 0;
          if (missed && outcome.case.at !== 'never' && !again.has(key)) {
            again.add(key);
            queue.push(...jobsOf([outcome.case]));
          } else sweep.report(outcome);
        };
        try {
          if (job.firstStart) report(await firstStart(job.firstStart, { shortRuns: runs === 'short' }));
          if (!job.life) continue;
          instance ??= await opened(sweep, runs);
          lives += 1;
          await live(instance, job.life, { id: `${runs}-${lives}`, report });
        } catch (error) {
          const [blamed, ...rest] = left;
          if (!blamed) throw error;
          sweep.report(broken(blamed, error));
          queue.push(...jobsOf(rest));
          await closed(sweep, instance, 'at once');
          instance = undefined;
        }
      }
    } finally {
      await closed(sweep, instance, 'in order');
    }
  };
  // What a lane gave back after the other had ended is done in another turn.
  while (queue.length > 0) await Promise.all([lane('short'), lane('long')]);
}

async function opened(sweep: Sweep, runs: 'short' | 'long'): Promise<Instance> {
  const instance = await openInstance({ shortRuns: runs === 'short' });
  sweep.open.add(instance);
  return instance;
}

async function closed(sweep: Sweep, instance: Instance | undefined, how: 'in order' | 'at once'): Promise<void> {
  if (!instance) return;
  try {
    if (how === 'in order') await instance.close();
  } finally {
    await instance.remove();
    sweep.open.delete(instance);
  }
}

const broken = (blamed: Case, error: unknown): Outcome => ({
  ...{ case: blamed, struck: true, lost: [], doubled: [], paidAgain: 0 },
  problems: [Error.isError(error) ? error.message : String(error)],
});
