// `npm run crash-sweep`: kill -9 at every named moment, of every process, in every kind of work; then at moments by chance. Exit 1 when
// anything was lost or done twice. `-- --quick`; `-- --seed N`; `-- --only <point>[#n] [--victim v] [--workload w]`.
import { parseArgs } from 'node:util';
import { CRASH_POINTS } from '../../src/contract/crash-points.ts';
import { type Case, isBad, nameOf, type Outcome, WORKLOADS } from './case.ts';
import { type Instance, openInstance, VICTIMS } from './instance.ts';
import { longCases, unpassed } from './long.ts';
import { jobsOf } from './plan.ts';
import { caseAt, quickCases, WHERE } from './quick.ts';
import { recordAll } from './recording.ts';
import { saveSweep } from './report.ts';
import { sweepAll } from './sweep.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    seed: { type: 'string' },
    only: { type: 'string' },
    victim: { type: 'string' },
    workload: { type: 'string' },
  },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const open = new Set<Instance>();
for (const name of ['SIGINT', 'SIGTERM'] as const)
  process.once(name, () => void Promise.all([...open].map((instance) => instance.remove())).finally(() => process.exit(130)));

const startedAt = performance.now();
console.log(`crash sweep, seed ${seed}`);
const cases = await casesWanted();
console.log(`${cases.length} cases`);
const outcomes: Outcome[] = [];
let broke = false;
await sweepAll({ jobs: jobsOf(cases), open, report: told }).catch((error: unknown) => {
  broke = true;
  console.log('the sweep itself broke:', error);
});
const seconds = Math.round((performance.now() - startedAt) / 1_000);
const bad = outcomes.filter(isBad);
const struck = outcomes.filter((outcome) => outcome.struck).length;
console.log(`${struck} of ${outcomes.length} struck, ${bad.length} bad, ${seconds} s`);
if (!values.quick && values.only === undefined) console.log(saveSweep({ outcomes, seed, seconds }).join('\n'));
process.exit(bad.length > 0 || broke ? 1 : 0);

async function casesWanted(): Promise<Case[]> {
  if (values.only !== undefined) return casesOf(values.only);
  if (values.quick) return quickCases(seed);
  const instance = await openInstance();
  open.add(instance);
  try {
    const recording = await recordAll(instance);
    await instance.close();
    const missing = unpassed(recording);
    if (missing.length > 0) throw new Error(missing.join('; '));
    return longCases(recording, seed);
  } finally {
    await instance.remove();
    open.delete(instance);
  }
}

function casesOf(spot: string): Case[] {
  const [name, nth] = spot.split('#');
  const point = CRASH_POINTS.find((known) => known === name);
  if (!point) throw new Error(`there is no point ${name}; there are ${CRASH_POINTS.join(', ')}`);
  const workload = WORKLOADS.find((known) => known === values.workload) ?? WHERE[point];
  const victims = VICTIMS.filter((victim) => values.victim === undefined || victim === values.victim);
  return victims.map((victim) => caseAt({ point, nth: Number(nth ?? 1) }, workload, victim));
}

function told(outcome: Outcome): void {
  outcomes.push(outcome);
  const at = Math.round((performance.now() - startedAt) / 1_000);
  if (isBad(outcome)) {
    console.log(`${at} s  BAD  ${nameOf(outcome.case)}: ${JSON.stringify({ ...outcome, case: undefined })}`);
    console.log(`     again: npm run crash-sweep -- ${repeatOf(outcome.case)}`);
  } else if (!outcome.struck) console.log(`${at} s  not struck: ${nameOf(outcome.case)}`);
  else if (outcomes.length % 20 === 0) console.log(`${at} s  ${outcomes.length} cases`);
}

function repeatOf({ at, workload, victim }: Case): string {
  if (typeof at !== 'object' || 'afterMs' in at) return `--seed ${seed}`;
  return `--seed ${seed} --only ${at.point}#${at.nth} --victim ${victim} --workload "${workload}"`;
}
