// Works off jobs with two products side by side, and keeps going: what hangs or breaks is blamed on the case under way.
import type { Case, Outcome } from './case.ts';
import { firstStart } from './first-start.ts';
import { type Instance, openInstance } from './instance.ts';
import type { By } from './story.ts';
import { live } from './life.ts';
import { casesIn, type Job, jobsOf } from './plan.ts';

export interface Sweep {
  readonly jobs: readonly Job[];
  /** With what the jobs' models work; absent: file tools. */
  readonly by?: By;
  readonly report: (outcome: Outcome) => void;
  /** Instances that run now, for whoever ends the rig. */
  readonly open: Set<Instance>;
}

type Runs = 'short' | 'long';

/** One product's runs are over after each step, the other's are not. */
export async function sweepAll(sweep: Sweep): Promise<void> {
  const work: Work = { sweep, queue: [...sweep.jobs], again: new Set() };
  // What a lane gave back after the other had ended is done in another turn.
  while (work.queue.length > 0) await Promise.all([lane(work, 'short'), lane(work, 'long')]);
}

interface Work {
  readonly sweep: Sweep;
  readonly queue: Job[];
  /** Cases whose moment did not come in their first try: by chance something else came first. They get one more. */
  readonly again: Set<string>;
}

async function lane(work: Work, runs: Runs): Promise<void> {
  const { queue, sweep } = work;
  let instance: Instance | undefined;
  let lives = 0;
  const take = (): Job | undefined => {
    const at = queue.findIndex((job) => job.runs === undefined || job.runs === runs);
    return at < 0 ? undefined : queue.splice(at, 1)[0];
  };
  try {
    for (let job = take(); job; job = take()) {
      const left = casesIn(job);
      const report = reporter(work, left);
      try {
        if (job.firstStart) report(await firstStart(job.firstStart, { shortRuns: runs === 'short' }));
        if (!job.life) continue;
        instance ??= await opened(sweep, runs);
        lives += 1;
        await live(instance, job.life, { id: `${runs}-${lives}`, report });
      } catch (error) {
        // When all are reported, the whole life was looked at and found wrong.
        const [blamed = casesIn(job).at(-1), ...rest] = left;
        if (!blamed) throw error;
        sweep.report(broken(blamed, error));
        queue.push(...jobsOf(rest, sweep.by));
        await closed(sweep, instance, 'at once');
        instance = undefined;
      }
    }
  } finally {
    await closed(sweep, instance, 'in order');
  }
}

function reporter({ sweep, queue, again }: Work, left: Case[]): (outcome: Outcome) => void {
  return (outcome) => {
    if (outcome.case.at === 'never') return;
    left.splice(left.indexOf(outcome.case), 1);
    const key = JSON.stringify(outcome.case);
    if (outcome.struck || outcome.problems.length > 0 || again.has(key)) return sweep.report(outcome);
    again.add(key);
    queue.push(...jobsOf([outcome.case], sweep.by));
  };
}

/** A product that does not get ready before any case has begun is no case's fault: once more, and then nothing can be said. */
async function opened(sweep: Sweep, runs: Runs): Promise<Instance> {
  const options = { shortRuns: runs === 'short', machines: sweep.by === 'commands' };
  const instance = await openInstance(options).catch(() => openInstance(options));
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
