// The cases of the long form: every passing of every point in every kind of work, with every victim, as far as the time goes; and chance.
import { randomFrom, shuffled } from '../rig/random.ts';
import { type Case, spotText, type Workload } from './case.ts';
import { VICTIMS, type Victim } from './instance.ts';
import { FILE_TOOL_POINTS, WHERE } from './quick.ts';
import type { Recording, Template } from './recording.ts';

/** Named cases in all; what is drawn beyond the first passings differs with the seed. */
const NAMED = 560;
const BY_CHANCE = 215;
/** Where a first start has its own home, each costs as much as ten others. */
const AT_FIRST_START = 3;

export function longCases(recording: Recording, seed: number): Case[] {
  const random = randomFrom(seed);
  const all = [...recording.templates, ...firstStarts()].flatMap((template) =>
    VICTIMS.map((victim): Case => ({ ...template, victim })),
  );
  // First each point with each victim in each kind of work, then further passings of the same.
  const isFirst = (one: Case): boolean => typeof one.at === 'object' && 'nth' in one.at && one.at.nth === 1;
  const first = all.filter(isFirst);
  const more = shuffled(
    all.filter((one) => !isFirst(one)),
    random,
  );
  const named = [...first, ...more.slice(0, Math.max(0, NAMED - first.length))];
  const chance = Array.from({ length: BY_CHANCE }, (): Case => {
    const workload: Workload = random() < 0.5 ? 'changes unasked' : 'changes asked';
    const victim: Victim = VICTIMS[Math.floor(random() * VICTIMS.length)]!;
    return { workload, victim, at: { afterMs: Math.round(random() * recording.roundMs * 1.1) } };
  });
  return shuffled([...named, ...chance], random);
}

function firstStarts(): Template[] {
  const points = (['migration-due', 'migration-made', 'migration-committed'] as const).flatMap((point) =>
    Array.from({ length: AT_FIRST_START }, (_, i) => ({ point, nth: i + 1 })),
  );
  return points.map((at) => ({ workload: 'first start', at }));
}

/** Points that should have been passed and were not: the table of the quick form is wrong then. */
export function unpassed({ templates }: Recording): string[] {
  const passed = new Set(templates.map(({ at, workload }) => `${workload} ${spotText(at)}`));
  return FILE_TOOL_POINTS.map((point) => [point, WHERE[point]] as const)
    .filter(([, workload]) => workload !== 'first start' && workload !== 'runs')
    .filter(([point, workload]) => !passed.has(`${workload} ${point}`))
    .map(([point, workload]) => `${point} is not passed in "${workload}"`);
}
