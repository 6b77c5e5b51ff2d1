// The soak: many small tasks through the real product, several at once, while everything around them goes wrong. Ends by itself.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '../../src/client/client.ts';
import { allOf, toArray } from '../../src/client/answers.ts';
import type { Script } from '../../src/demo/model-server/port.ts';
import { addressOf } from '../../src/launcher/running.ts';
import { writeTree } from '../rig/job.ts';
import { type ProductRig, startProduct } from '../rig/product-rig.ts';
import { randomOf } from '../rig/random.ts';
import { type TaskWatch, watchTask } from '../rig/watch-task.ts';
import type { Decision } from './decide.ts';
import { makeClock } from './clock.ts';
import { type Growth, watchGrowth } from './growth.ts';
import { judgeTask, type Played, type Verdict } from './judge-task.ts';
import { type Due, happen, planMishaps, type Schedule, type World } from './mishaps.ts';
import { planTask, type TaskPlan } from './plan-task.ts';
import { growthIn, tally } from './report.ts';
import { scriptOf } from './script.ts';
import { type People, tendTask } from './tend-task.ts';
import { makeVolumes } from './volumes.ts';

export interface SoakOptions extends Schedule {
  readonly seed: number;
  /** Tasks under way at once. */
  readonly lanes: number;
  /** A task that works and to which nothing happens for this long is a find. */
  readonly patienceMs: number;
  /** Size of the disk that holds the home. */
  readonly homeMegabytes: number;
  /** Growth of memory and files counts as wrong: only where it was looked at for minutes. */
  readonly judgesGrowth: boolean;
  /** Leaves home and folders where they are, to be looked at. */
  readonly keep?: boolean;
  /** Aborted: everything that was started is ended and removed, and `soak` throws. */
  readonly signal?: AbortSignal;
  /** One line of progress. */
  log(line: string): void;
}

export interface SoakReport {
  readonly seconds: number;
  readonly verdicts: readonly Verdict[];
  /** Everything that is not as it must be; empty when all is well. */
  readonly wrong: readonly string[];
  /** How often each mishap happened. */
  readonly mishaps: Readonly<Record<string, number>>;
  /** Mishaps that this machine does not allow. */
  readonly notDone: readonly string[];
  readonly faults: Readonly<Record<string, number>>;
  /** How often people gave which answer, and it counted. */
  readonly answers: Readonly<Record<string, number>>;
  /** Pauses by the product itself, in its words. */
  readonly holds: readonly string[];
  readonly growth: readonly Growth[];
}

export async function soak(options: SoakOptions): Promise<SoakReport> {
  const began = performance.now();
  const random = randomOf(options.seed);
  const volumes = makeVolumes(options.homeMegabytes);
  const clock = makeClock(volumes.folderOf('other'));
  const scripts: Record<string, Script> = {};
  const faults: Record<string, number> = {};
  let rig: ProductRig | undefined;
  try {
    rig = await startProduct({ scripts, base: volumes.base, env: clock.env, remember: 100 });
    await rig.client.patchSettings({ dailyMaxUsd: 1_000_000 });
    const world = { rig, volumes, clock };
    const growth = watchGrowth(() => world.rig.pids());
    const crowd = createCrowd(world, { options, random, scripts, count: countIn(faults) });
    const both = Promise.all([bringMishaps(world, crowd, options), crowd.run(() => growth.begin())]);
    const [{ happened, wrong, notDone }] = await unlessAborted(both, options.signal);
    options.log(`${options.tasks} tasks tended after ${seconds(began)} s`);
    const grown = growth.end();
    await crowd.closeWatches();
    const verdicts = await judgeAll(rig, crowd.played());
    wrong.push(...verdicts.flatMap((verdict) => verdict.wrong), ...(await lostOrDouble(rig, crowd.played())));
    wrong.push(...rig.model.refusals().map(({ message }) => `the model server refused: ${message}`));
    const code = await rig.stop();
    if (code !== 0) wrong.push(`the product stopped with ${code}`);
    if (options.judgesGrowth) wrong.push(...growthIn(grown));
    return {
      ...{ seconds: seconds(began), verdicts, wrong, mishaps: happened, notDone: [...notDone], faults, growth: grown },
      answers: tally(crowd.played().flatMap(({ tended }) => tended.decisions.flatMap(answerOf))),
      holds: crowd.played().flatMap(({ tended }) => tended.holds),
    };
  } finally {
    if (options.keep) options.log(`kept: ${volumes.base}`);
    else {
      await rig?.remove();
      volumes.remove();
    }
  }
}

const answerOf = ({ decision, operations, refusal }: Decision): string[] =>
  refusal === undefined ? [operations ? 'allow in part' : decision] : [];
const seconds = (began: number): number => Math.round((performance.now() - began) / 1_000);
const countIn =
  (counts: Record<string, number>) =>
  (what: string): void => {
    counts[what] = (counts[what] ?? 0) + 1;
  };

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  // Whoever is in the middle of something when the product goes away will say so; nobody listens then.
  work.catch(() => undefined);
  const aborted = new Promise<never>((_, reject) =>
    signal?.addEventListener('abort', () => reject(new Error('the soak was stopped')), { once: true }),
  );
  return Promise.race([work, aborted]);
}

interface Crowd {
  /** Hands over and tends all tasks, some at once. `onWarm` is called when no kill comes any more and a tenth of the rest is done. */
  run(onWarm: () => void): Promise<void>;
  begun(): number;
  isOver(): boolean;
  played(): readonly Played[];
  /** Those who watch follow the product to where it serves now. */
  moveWatches(): void;
  closeWatches(): Promise<void>;
}

function createCrowd(
  world: World,
  of: {
    options: SoakOptions;
    random: ReturnType<typeof randomOf>;
    scripts: Record<string, Script>;
    count: (what: string) => void;
  },
): Crowd {
  const { rig, volumes } = world;
  const { options, random } = of;
  const played: Played[] = [];
  const watches = new Map<string, TaskWatch>();
  let begun = 0;
  let over = false;
  const people: People = {
    laptop: () => rig.client,
    phone: () => createClient({ baseUrl: addressOf(rig.runtime), token: rig.runtime.token, device: 'phone' }),
    isFull: (plan) => volumes.isFull(plan.place),
  };

  const playOne = async (number: number): Promise<void> => {
    const plan = planTask(random, number);
    const folder = join(volumes.folderOf(plan.place), plan.name);
    await makeFolder(folder, plan);
    const scripted = scriptOf(plan, random, of.count);
    of.scripts[plan.name] = scripted.script;
    const onCreated = (taskId: string): void => {
      if (plan.person.watches) watches.set(plan.name, watchTask(rig.client, taskId));
    };
    const tended = await tendTask(people, { plan, folder, patienceMs: options.patienceMs, onCreated });
    played.push({ plan, folder, tended, scripted, watched: () => watches.get(plan.name)?.events() });
    if (tended.end === 'late')
      options.log(`${plan.name} is late: ${JSON.stringify(await rig.client.task(tended.taskId).catch(String))}`);
  };

  return {
    async run(onWarm) {
      const warm = options.killsUpTo + Math.ceil((options.tasks - options.killsUpTo) / 10);
      const lane = async (): Promise<void> => {
        while (begun < options.tasks) {
          begun += 1;
          if (begun === warm) onWarm();
          if (begun % 50 === 0) options.log(`${begun} tasks begun`);
          await playOne(begun);
        }
      };
      await Promise.all(Array.from({ length: options.lanes }, lane));
      over = true;
    },
    begun: () => begun,
    isOver: () => over,
    played: () => played,
    moveWatches: () => watches.forEach((watch) => watch.moveTo(rig.client)),
    async closeWatches() {
      for (const watch of watches.values()) await watch.close();
    },
  };
}

/** The user's own files; where there is no room just now, the user waits too. */
async function makeFolder(folder: string, plan: TaskPlan): Promise<void> {
  for (;;) {
    try {
      mkdirSync(folder, { recursive: true });
      return writeTree(folder, plan.before);
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'ENOSPC') throw error;
      rmSync(folder, { recursive: true, force: true });
      await sleep(250);
    }
  }
}

async function bringMishaps(world: World, crowd: Crowd, options: SoakOptions) {
  const happened: Record<string, number> = {};
  const notDone = new Set<string>();
  const wrong: string[] = [];
  for (const due of planMishaps(randomOf(options.seed), options)) {
    while (crowd.begun() < due.atTask && !crowd.isOver()) await sleep(100);
    if (crowd.isOver()) break;
    const at = performance.now();
    if (await survived(world, due, wrong)) countIn(happened)(due.what);
    else notDone.add(due.what);
    crowd.moveWatches();
    options.log(`${due.what} at task ${crowd.begun()}: ${Math.round(performance.now() - at)} ms until it works again`);
  }
  return { happened, notDone, wrong };
}

/** A product that does not come back by itself is a find; it is started again, so that the rest can be looked at. */
async function survived(world: World, due: Due, wrong: string[]): Promise<boolean> {
  try {
    return await happen(world, due);
  } catch (error) {
    wrong.push(`${due.what}: ${Error.isError(error) ? error.message : String(error)}`);
    if (!world.rig.pids().launcher) await world.rig.restart();
    return true;
  }
}

async function judgeAll(rig: ProductRig, played: readonly Played[]): Promise<Verdict[]> {
  const delivered = join(rig.base, 'user', 'Cowork');
  const verdicts: Verdict[] = [];
  for (const one of played) verdicts.push(await judgeTask(rig.client, one, delivered));
  return verdicts;
}

/** Every task that was handed over is there, once; and no other. */
async function lostOrDouble(rig: ProductRig, played: readonly Played[]): Promise<string[]> {
  const tasks = await toArray(allOf((cursor) => rig.client.tasks({ cursor, limit: 100 })));
  const titles = tasks.map(({ title }) => title).sort();
  const expected = played.map(({ plan }) => plan.name).sort();
  return JSON.stringify(titles) === JSON.stringify(expected)
    ? []
    : [`${titles.length} tasks are there for ${expected.length} that were handed over`];
}
