// The soak: many small tasks through the real product, several at once, while everything around them goes wrong. Ends by itself.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { allOf, toArray } from '../../src/client/answers.ts';
import type { Script } from '../../src/demo/model-server/port.ts';
import { type ProductRig, startProduct } from '../rig/product-rig.ts';
import { randomOf } from '../rig/random.ts';
import type { Decision } from './decide.ts';
import { type Crowd, createCrowd } from './crowd.ts';
import { makeClock } from './clock.ts';
import { type Growth, watchGrowth } from './growth.ts';
import { judgeTask, type Played, type Verdict } from './judge-task.ts';
import { type Due, happen, planMishaps, type Schedule, type World } from './mishaps.ts';
import { growthIn, tally } from './report.ts';
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
  const over = new AbortController();
  let rig: ProductRig | undefined;
  try {
    rig = await startProduct({ scripts, base: volumes.base, env: clock.env, remember: 100 });
    await rig.client.patchSettings({ dailyMaxUsd: 1_000_000, runningTasks: 100 });
    const world = { rig, volumes, clock };
    const growth = watchGrowth(() => world.rig.pids());
    const crowd = createCrowd(world, { over: over.signal, options, random, scripts, count: countIn(faults) });
    const both = Promise.all([bringMishaps(world, crowd, options), crowd.run(() => growth.begin())]);
    const [{ happened, wrong, notDone }] = await unlessAborted(both, options.signal);
    options.log(`${options.tasks} tasks tended after ${seconds(began)} s`);
    const grown = await growth.end();
    await crowd.closeWatches();
    const verdicts = await judgeAll(rig, crowd.played());
    wrong.push(...verdicts.flatMap((verdict) => verdict.wrong), ...(await lostOrDouble(rig, crowd.played())));
    wrong.push(...rig.model.refusals().map(({ message }) => `the model server refused: ${message}`));
    // Processes that outlive it are in what it throws.
    const code = await rig.stop().catch(String);
    if (code !== 0) wrong.push(`the product stopped with ${code}`);
    if (options.judgesGrowth) wrong.push(...growthIn(grown));
    return {
      ...{ seconds: seconds(began), verdicts, wrong, mishaps: happened, notDone: [...notDone], faults, growth: grown },
      answers: tally(crowd.played().flatMap(({ tended }) => tended.decisions.flatMap(answerOf))),
      holds: crowd.played().flatMap(({ tended }) => tended.holds),
    };
  } finally {
    over.abort();
    if (options.keep) options.log(`kept: ${volumes.base}`);
    else {
      await rig?.remove();
      clock.remove();
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
