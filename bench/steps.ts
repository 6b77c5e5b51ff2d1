// What the engine costs a task: time to first step, step-to-step overhead, workflow overhead; beside plain Temporal and a bare loop. The
// model takes no time here and the tool next to none: everything from its answer to the next request counts, the tool included.
import { globSync, mkdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ScriptedCall } from '../src/demo/model-server/port.ts';
import { call } from '../test/rig/scripts.ts';
import { startBareLoop } from './engines/bare-loop.ts';
import { type Engine, nullCall, runNull } from './engines/engine.ts';
import { startPlainTemporal } from './engines/plain-temporal.ts';
import { type ProductEngine, startProductEngine } from './engines/product.ts';
import { bench } from './harness.ts';
import { firstStep, stepToStep, windowsOf, workflowOverhead } from './overheads.ts';
import { median, spread } from './quantile.ts';
import type { AllSizes } from './sizes.ts';
import { startTimedModel, type TimedModel } from './timed-model.ts';

type Row = [metric: string, engine: string, of: string, samples: readonly number[]];
/** Calls of a step that has several. */
const SEVERAL = 5;
const WARM_UP = 3;

await bench('steps', async (sizes) => {
  await using model = await startTimedModel();
  const rows: Row[] = [];
  let growth = '';
  for (const start of [startBareLoop, startPlainTemporal]) {
    await using engine = await start(model.url);
    rows.push(...(await wholeTasks(engine, model, sizes)));
    rows.push(...(await longTask(engine, model, sizes.beside)));
  }
  {
    await using product = await startProductEngine(model);
    rows.push(...(await wholeTasks(product, model, sizes)));
    const before = diskOf(product.rig.home);
    rows.push(...(await longTask(product, model, sizes.read)));
    growth = growthWords(before, diskOf(product.rig.home), sizes.read);
    rows.push(...(await furtherCalls(product, model, sizes.parallel)));
    rows.push(...(await effects(product, model, sizes.effect)));
  }
  model.noneRefused();
  return {
    table: {
      head: ['metric', 'engine', 'of', 'p50 ms', 'p90 ms', 'p99 ms', 'samples'],
      rows: rows.map(([metric, engine, of, samples]) => [metric, engine, of, ...spread(samples, 0.5, 0.9, 0.99)]),
    },
    notes: ['Goals at p50: STSO reading 28 ms, with an effect 45 ms; a further parallel call 12 ms.', growth],
    ratios: ratiosOf(rows),
  };
});

/** Bytes of the home's databases, their journals included. */
function diskOf(home: string): Record<string, number> {
  const sizes: Record<string, number> = {};
  for (const name of globSync('**/*.db*', { cwd: home })) {
    const whose = basename(name).replace(/\.db.*$/, '.db');
    sizes[whose] = (sizes[whose] ?? 0) + statSync(join(home, name)).size;
  }
  return sizes;
}

function growthWords(before: Record<string, number>, after: Record<string, number>, steps: number): string {
  const grown = Object.keys(after).map(
    (name) => `${name} ${(((after[name] ?? 0) - (before[name] ?? 0)) / steps / 1_000).toFixed(1)} kB`,
  );
  return `On the disk a reading step leaves ${grown.join(', ')} (mean of ${steps.toLocaleString('en-US')}).`;
}

async function wholeTasks(engine: Engine, model: TimedModel, { tasks, stepsOfTask: steps }: AllSizes['steps']): Promise<Row[]> {
  await runNull(engine, model, { name: 'warm-up', steps: WARM_UP });
  const first: number[] = [];
  const whole: number[] = [];
  for (let task = 0; task < tasks; task += 1) {
    const { startedMs, played } = await runNull(engine, model, { name: `task-${task}`, steps });
    first.push(firstStep(played.turns, startedMs));
    whole.push(workflowOverhead(played.turns, startedMs));
  }
  return [
    ['TTFS', engine.name, 'a task', first],
    ['WO', engine.name, `a task of ${steps} steps`, whole],
  ];
}

async function longTask(engine: Engine, model: TimedModel, steps: number): Promise<Row[]> {
  const { played } = await runNull(engine, model, { name: 'long', steps });
  return windowed(stepToStep(played.turns), engine.name, 'reading');
}

function windowed(gaps: readonly number[], engine: string, kind: string): Row[] {
  return windowsOf(gaps).map(({ name, gaps: samples }) => ['STSO', engine, `${kind}, steps ${name}`, samples]);
}

/** Each step writes a file. */
async function effects(product: ProductEngine, model: TimedModel, steps: number): Promise<Row[]> {
  const gaps = await writing(product, model, { name: 'effect', steps, calls: () => 1 });
  return windowed(gaps, product.name, 'with an effect');
}

/** What another call in the same step costs: steps with one and with several in turn, in one task. */
async function furtherCalls(product: ProductEngine, model: TimedModel, steps: number): Promise<Row[]> {
  const calls = (step: number): number => (step % 2 === 0 ? 1 : SEVERAL);
  const played = model.play('parallel', {
    steps,
    reply: (step) => ({ toolCalls: times(calls(step), (n) => nullCall(step * SEVERAL + n)) }),
  });
  await product.run(played);
  const reading = stepToStep(played.turns);
  const effect = await writing(product, model, { name: 'parallel-effect', steps, calls });
  return [
    ['further parallel call', product.name, 'reading', further(reading)],
    ['further parallel call', product.name, 'with an effect', further(effect)],
  ];
}

/** Of each pair of neighbours, what the calls after the first added, by the call. */
function further(gaps: readonly number[]): number[] {
  return times(Math.floor(gaps.length / 2), (pair) => ((gaps[2 * pair + 1] ?? NaN) - (gaps[2 * pair] ?? NaN)) / (SEVERAL - 1));
}

async function writing(
  product: ProductEngine,
  model: TimedModel,
  of: { name: string; steps: number; calls: (step: number) => number },
): Promise<number[]> {
  const folder = join(product.rig.base, of.name);
  mkdirSync(folder);
  const write = (step: number, n: number): ScriptedCall =>
    call('write_file', { path: `/folders/${of.name}/file-${step}-${n}.txt`, content: `step ${step}` });
  const played = model.play(of.name, {
    steps: of.steps,
    reply: (step) => ({ toolCalls: times(of.calls(step), (n) => write(step, n)) }),
  });
  await product.run(played, { mode: 'act', folders: [{ path: folder, access: 'write' }] });
  return stepToStep(played.turns);
}

function times<T>(n: number, make: (n: number) => T): T[] {
  return Array.from({ length: n }, (_, at) => make(at));
}

function ratiosOf(rows: readonly Row[]): Record<string, number> {
  const p50 = (metric: string, engine: string, of: string): number =>
    median(rows.find((row) => row[0] === metric && row[1] === engine && row[2].startsWith(of))?.[3] ?? []);
  const own = (metric: string, of: string): number => p50(metric, 'Durable Cowork', of);
  const plain = (metric: string, of: string): number => p50(metric, 'plain Temporal', of);
  const first = { reading: own('STSO', 'reading, steps 1–20'), effect: own('STSO', 'with an effect, steps 1–20') };
  const growth = rows.flatMap(([metric, engine, of, samples]) =>
    metric === 'STSO' && engine === 'Durable Cowork' && !of.endsWith('steps 1–20')
      ? [[`${of} / steps 1–20`, median(samples) / (of.startsWith('reading') ? first.reading : first.effect)] as const]
      : [],
  );
  return {
    'TTFS / plain Temporal': own('TTFS', 'a task') / plain('TTFS', 'a task'),
    'WO / plain Temporal': own('WO', 'a task') / plain('WO', 'a task'),
    'STSO reading / plain Temporal': first.reading / plain('STSO', 'reading, steps 1–20'),
    'STSO with an effect / reading': first.effect / first.reading,
    'further call reading / step': own('further parallel call', 'reading') / first.reading,
    'further call with an effect / step': own('further parallel call', 'with an effect') / first.effect,
    ...Object.fromEntries(growth),
  };
}
