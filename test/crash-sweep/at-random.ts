// Kills at any moment, of whatever comes up, while two tasks run commands; and what is left when it is over.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isSameProcess, type ProcessIdentity } from '../../src/process/process-identity.ts';
import { writeTree } from '../rig/job.ts';
import { type Random, randomOf } from '../rig/random.ts';
import { inSteps } from '../rig/scripts.ts';
import type { Instance, Victim } from './instance.ts';
import { cutsIn, live } from './life.ts';
import { answeringIn, jailedIn, mountsIn, runningIn } from './machines-of.ts';
import { patiently, until } from './patiently.ts';
import type { Person } from './person.ts';

const RANDOM_VICTIMS = ['worker', 'machine', 'machine and worker', 'all'] as const;

const WITHOUT_MACHINE = ['worker', 'all'] as const;

export interface Restless {
  /** Kills by victim. */
  readonly kills: Readonly<Record<string, number>>;
  readonly tasks: number;
  /** Commands that were cut, and run again. */
  readonly cut: number;
  /** Machines that ran at once, at most. */
  readonly most: number;
  readonly seconds: number;
  readonly wrong: readonly string[];
}

/** Two tasks side by side: one acts, one asks. */
const MODES = ['act', 'ask'] as const;
const ROUNDS = 3;
/** From one kill to the next. Shorter than what a command takes with the start of its machine, and longer. */
const LULL_MS = { least: 300, most: 15_000 };
/** Of the kills, so many come when the product has not yet come back from the one before. */
const AT_ONCE = 0.2;
/** After so many kills none comes until there are no more machines than running tasks. */
const REST_EVERY = 10;
/** The product's word: within a minute of the task's end. */
const GONE_IN_MS = 60_000;
const LOOK_MS = 500;
const REST_LOOK_MS = 5_000;

/** The instance is stopped afterwards. */
export async function killAtRandom(
  instance: Instance,
  of: { seed: number; kills: number; log: (line: string) => void },
): Promise<Restless> {
  const random = randomOf(of.seed, 'machines');
  const rage: Rage = {
    instance,
    random,
    log: of.log,
    persons: new Set(),
    kills: new Map(),
    wrong: [],
    seen: new Map(),
    most: 0,
    tasks: 0,
    cut: 0,
  };
  const began = performance.now();
  let over = false;
  const lanes = MODES.map(async (mode) => {
    while (!over && rage.wrong.length === 0) await liveOne(rage, mode);
  });
  try {
    for (let n = 1; n <= of.kills && rage.wrong.length === 0; n += 1) {
      await killOne(rage, n);
      if (n % REST_EVERY === 0) await rest(rage, `after ${n} kills`);
    }
  } catch (error) {
    rage.wrong.push(Error.isError(error) ? error.message : String(error));
  }
  over = true;
  const helper = setInterval(() => void resumeHeld(rage).catch(() => undefined), REST_LOOK_MS);
  await Promise.all(lanes);
  clearInterval(helper);
  await rest(rage, 'when all tasks are over');
  await stopInTheMiddle(rage);
  const { kills, tasks, cut, most, wrong } = rage;
  return { kills: Object.fromEntries(kills), tasks, cut, most, wrong, seconds: Math.round((performance.now() - began) / 1_000) };
}

interface Rage {
  readonly instance: Instance;
  readonly random: Random;
  readonly log: (line: string) => void;
  /** Those whose task is under way. */
  readonly persons: Set<Person>;
  readonly kills: Map<Victim, number>;
  readonly wrong: string[];
  /** Every process that was ever seen in a jail, by pid and start. */
  readonly seen: Map<string, ProcessIdentity>;
  most: number;
  tasks: number;
  cut: number;
}

async function liveOne(rage: Rage, mode: (typeof MODES)[number]): Promise<void> {
  const { instance, persons, wrong } = rage;
  const id = `restless-${(rage.tasks += 1)}`;
  const mine: { person?: Person } = {};
  const begun = (person: Person): void => void persons.add((mine.person = person));
  const rounds = Array.from({ length: ROUNDS }, () => undefined);
  await live(instance, { by: 'commands', restless: true, mode, rounds, after: [] }, { id, begun, report: () => undefined }).catch(
    (error: unknown) => wrong.push(Error.isError(error) ? error.message : String(error)),
  );
  if (!mine.person) return;
  persons.delete(mine.person);
  if (wrong.length === 0) rage.cut += await cutsIn(mine.person);
}

async function killOne(rage: Rage, n: number): Promise<void> {
  const { instance, random, persons, kills } = rage;
  if (!random.chance(AT_ONCE)) await instance.rig.untilReady();
  await sleep(random.between(LULL_MS.least, LULL_MS.most));
  look(rage);
  await resumeHeld(rage);
  const open = new Set([...persons].map((person) => person.taskId()));
  const running = runningIn(instance.rig.home).filter((task) => open.has(task));
  const victim = random.pick(running.length === 0 ? WITHOUT_MACHINE : RANDOM_VICTIMS);
  const whose = running.length === 0 ? [] : [random.pick(running)];
  const struck = await instance.strike(victim, whose);
  const name: Victim = !struck && victim === 'machine and worker' ? 'worker' : victim;
  rage.log(`kill ${n}: ${struck || name === 'worker' ? name : 'no machine runs'}`);
  if (struck || name === 'worker') kills.set(name, (kills.get(name) ?? 0) + 1);
  if (victim !== 'all') return;
  await instance.rig.restart();
  for (const person of persons) person.moved();
}

/** A step in which the program died again and again is held by the product, and goes on when somebody says so. */
async function resumeHeld({ instance, persons, log }: Rage): Promise<void> {
  for (const taskId of [...persons].flatMap((person) => person.taskId() ?? [])) {
    const { status, waitingFor } = await patiently(() => instance.rig.client.task(taskId));
    if (status !== 'paused') continue;
    log(`goes on: ${JSON.stringify(waitingFor)}`);
    await patiently(() => instance.rig.client.resume(taskId));
  }
}

/** Machines that run, whoever knows of them; never two of one task. */
function look(rage: Rage): string[] {
  const { instance, seen, wrong } = rage;
  const jailed = jailedIn(instance.rig.home);
  for (const one of jailed) seen.set(`${one.pid} ${one.startTime}`, one);
  rage.most = Math.max(rage.most, jailed.length);
  const twice = jailed.filter(
    ({ machine }, i) => !machine.startsWith('.') && jailed.findIndex((other) => other.machine === machine) !== i,
  );
  wrong.push(...twice.map(({ machine }) => `two machines of ${machine}`));
  return [...new Set(jailed.map(({ machine }) => machine))];
}

/** The product lets go of a task's machine within a minute of its end; a worker that dies again and again cannot. */
async function rest(rage: Rage, when: string): Promise<void> {
  const { persons, wrong } = rage;
  for (const end = performance.now() + GONE_IN_MS; ; await sleep(LOOK_MS)) {
    const machines = look(rage);
    if (machines.length <= persons.size) return;
    if (performance.now() > end) return void wrong.push(`${when}: ${machines.join(', ')} run for ${persons.size} tasks`);
  }
}

/** `cowork stop` while a command runs: afterwards nothing of any machine is left, and nobody answers. */
async function stopInTheMiddle(rage: Rage): Promise<void> {
  const { instance, wrong, seen } = rage;
  const { rig, scripts } = instance;
  const folder = join(rig.base, 'stopped');
  mkdirSync(folder);
  writeTree(folder, new Map([['a.txt', 'a\n']]));
  scripts['stopped'] = inSteps(
    { text: 'Slowly.', toolCalls: [{ name: 'bash', input: { command: 'sleep 300' } }] },
    { text: 'Done.' },
  );
  const { id } = await patiently(() =>
    rig.client.createTask({ prompt: 'Wait. [[script:stopped]]', folders: [{ path: folder }] }),
  );
  const note = join(rig.home, 'files', 'incoming', id, '0-0', 'command.json');
  await until('the command runs', async () => existsSync(note));
  look(rage);
  const { code, err } = await rig.cowork(['stop']);
  if (code !== 0) wrong.push(`cowork stop ended with ${code}: ${err}`);
  const left = [...seen.values()].filter(isSameProcess);
  wrong.push(
    ...left.map(({ pid }) => `process ${pid} of a machine is left after the stop`),
    ...jailedIn(rig.home).map(({ pid, machine }) => `process ${pid} is left in the jail of ${machine}`),
    ...runningIn(rig.home).map((task) => `the machine of ${task} is left`),
    ...(await answeringIn(rig.home)).map((socket) => `somebody answers at ${socket}`),
    ...mountsIn(rig.home).map((mount) => `a mount is left: ${mount}`),
  );
}
