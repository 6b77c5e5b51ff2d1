// What happens to the product while it works, and when: a schedule from the seed, by the number of tasks that were handed over.
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProductRig } from '../rig/product-rig.ts';
import type { ProcessOf } from '../rig/processes.ts';
import { type Random, shuffled } from '../rig/random.ts';
import type { Clock } from './clock.ts';
import type { Volumes } from './volumes.ts';

const KILLS = ['kill worker', 'kill api', 'kill temporal', 'kill all', 'kill all twice'] as const;
const OTHERS = ['stop worker', 'stop all', 'full small disk', 'full home', 'clock jump'] as const;
export type Mishap = (typeof KILLS)[number] | (typeof OTHERS)[number];

export interface Due {
  readonly what: Mishap;
  /** After so many tasks were begun. */
  readonly atTask: number;
  readonly forMs: number;
}

export interface Schedule {
  readonly tasks: number;
  /** Kills only among the first so many: the processes of the rest live long enough to be measured. */
  readonly killsUpTo: number;
  readonly kills: number;
  readonly others: number;
  /** How long a stopped process sleeps. */
  readonly stopMs: number;
}

/** Every kind as often as every other, in an order of the seed's. */
export function planMishaps(random: Random, schedule: Schedule): Due[] {
  const draw = random.fork('mishaps');
  const spread = (kinds: readonly Mishap[], times: number, upTo: number): Due[] =>
    shuffled(
      Array.from({ length: times }, (_, i) => kinds[i % kinds.length]!),
      draw,
    ).map((what, i) => ({
      what,
      atTask: Math.floor(((i + 0.2 + 0.6 * draw()) * upTo) / times),
      forMs: what.startsWith('stop') ? schedule.stopMs : draw.between(1_000, 3_000),
    }));
  return [...spread(KILLS, schedule.kills, schedule.killsUpTo), ...spread(OTHERS, schedule.others, schedule.tasks * 0.9)].sort(
    (a, b) => a.atTask - b.atTask,
  );
}

export interface World {
  readonly rig: ProductRig;
  readonly volumes: Volumes;
  readonly clock: Clock;
}

/** A day and a bit: past every wait, past midnight, past the daily budget. */
const JUMP_S = 25 * 3600;
const ALL: readonly ProcessOf[] = ['launcher', 'worker', 'api', 'temporal'];

/** Does it and waits until the product works again. False: it cannot be done on this machine. */
export async function happen({ rig, volumes, clock }: World, { what, forMs }: Due): Promise<boolean> {
  switch (what) {
    case 'kill worker':
    case 'kill api':
    case 'kill temporal':
      await rig.kill(what.slice(5) as 'worker' | 'api' | 'temporal');
      break;
    case 'kill all':
      await rig.kill('all');
      await rig.restart();
      break;
    case 'kill all twice': {
      await rig.kill('all');
      // Somewhere in its start, or in what it recovers right after.
      const start = rig.restart().catch(() => undefined);
      await sleep(forMs);
      await rig.kill('what lives');
      await start;
      await rig.restart();
      break;
    }
    case 'stop worker':
    case 'stop all': {
      const thaw = (what === 'stop all' ? ALL : (['worker'] as const)).map((name) => rig.freeze(name));
      await sleep(forMs);
      for (const letGoOn of thaw) letGoOn();
      break;
    }
    case 'full small disk':
    case 'full home': {
      if (!volumes.areReal) return false;
      const free = volumes.fill(what === 'full home' ? 'same' : 'small');
      await sleep(forMs);
      free();
      break;
    }
    case 'clock jump':
      if (!clock.isReal) return false;
      clock.jump(JUMP_S);
      // The library looks at its file once a second.
      await sleep(1_100);
      break;
  }
  await rig.untilReady();
  return true;
}
