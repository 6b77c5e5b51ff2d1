// `npm run crash-sweep`: kill -9 at every named moment, of every process, in every kind of work; then at moments by chance. Exit 1 when
// anything was lost or done twice. `-- --quick`; `-- --seed N`; `-- --only <point>[#n] [--victim v] [--workload w]`. `-- --machines`: tasks that
// run commands, with their virtual machines among the victims, and then `--kills N` (100) at random; with `--only`
// one moment of those, or `--only starts`, or `--only chance`.
import { parseArgs } from 'node:util';
import { CRASH_POINTS } from '../../src/contract/crash-points.ts';
import { type Case, isBad, nameOf, type Outcome, WORKLOADS } from './case.ts';
import { killAtRandom, type Restless } from './at-random.ts';
import { type Instance, type InstanceOptions, MACHINE_VICTIMS, openInstance, VICTIMS } from './instance.ts';
import { longCases, unpassed } from './long.ts';
import { machineCases } from './machine-cases.ts';
import { jobsOf } from './plan.ts';
import { caseAt, quickCases, WHERE } from './quick.ts';
import { recordAll, recordCommands } from './recording.ts';
import { saveMachines, saveRestless, saveSweep } from './report.ts';
import { sweepAll } from './sweep.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    seed: { type: 'string' },
    machines: { type: 'boolean', default: false },
    kills: { type: 'string', default: '100' },
    only: { type: 'string' },
    victim: { type: 'string' },
    workload: { type: 'string' },
  },
});
/** Of `--only`: the kills at random alone; those alone that come while a machine starts. */
const [CHANCE, STARTS] = ['chance', 'starts'] as const;
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
const by = values.machines ? 'commands' : 'file tools';
await sweepAll({ jobs: jobsOf(cases, by), by, open, report: told }).catch((error: unknown) => {
  broke = true;
  console.log('the sweep itself broke:', error);
});
const seconds = Math.round((performance.now() - startedAt) / 1_000);
const bad = outcomes.filter(isBad);
const struck = outcomes.filter((outcome) => outcome.struck).length;
console.log(`${struck} of ${outcomes.length} struck, ${bad.length} bad, ${seconds} s`);
const save = values.machines ? saveMachines : saveSweep;
if (!values.quick && values.only === undefined) console.log(save({ outcomes, seed, seconds }).join('\n'));
const restless = values.machines && (values.only ?? CHANCE) === CHANCE ? await atRandom() : undefined;
if (restless) console.log(saveRestless(restless, { seed, kills: Number(values.kills) }));
process.exit(bad.length > 0 || broke || (restless?.wrong.length ?? 0) > 0 ? 1 : 0);

function atRandom(): Promise<Restless> {
  const log = (line: string): void => console.log(`${Math.round((performance.now() - startedAt) / 1_000)} s  ${line}`);
  return within({ machines: true }, async (instance) => {
    const restless = await killAtRandom(instance, { seed, kills: Number(values.kills), log });
    // At once: what is left may also keep the instance from ending.
    for (const line of restless.wrong) log(`WRONG  ${line}`);
    return restless;
  });
}

async function casesWanted(): Promise<Case[]> {
  if (values.only === CHANCE) return [];
  if (values.only === STARTS) return machineCases([], seed);
  if (values.only !== undefined) return casesOf(values.only);
  if (values.quick) return quickCases(seed);
  if (values.machines) return machineCases(await within({ machines: true }, recordCommands), seed);
  return within({}, async (instance) => {
    const recording = await recordAll(instance);
    const missing = unpassed(recording);
    if (missing.length > 0) throw new Error(missing.join('; '));
    return longCases(recording, seed);
  });
}

/** An instance for this alone, which must end in order. */
async function within<T>(options: InstanceOptions, work: (instance: Instance) => Promise<T>): Promise<T> {
  const instance = await openInstance(options);
  open.add(instance);
  try {
    const answer = await work(instance);
    await instance.close();
    return answer;
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
  const all = values.machines ? [...VICTIMS, ...MACHINE_VICTIMS] : VICTIMS;
  const victims = all.filter((victim) => values.victim === undefined || victim === values.victim);
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
  if (typeof at !== 'object' || !('point' in at)) return `--seed ${seed}`;
  const machines = values.machines ? '--machines ' : '';
  return `${machines}--seed ${seed} --only ${at.point}#${at.nth} --victim "${victim}" --workload "${workload}"`;
}
