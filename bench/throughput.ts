// Steps a second with 1, 10 and 100 null tasks at once; beside plain Temporal and a bare loop. All three ask the model eight at a time.
import { nowMs } from '../src/demo/model-server/clock.ts';
import { startBareLoop } from './engines/bare-loop.ts';
import { type Engine, runNull } from './engines/engine.ts';
import { startPlainTemporal } from './engines/plain-temporal.ts';
import { startProductEngine } from './engines/product.ts';
import { bench } from './harness.ts';
import { stepToStep } from './overheads.ts';
import { rounded, spread } from './quantile.ts';
import type { AllSizes } from './sizes.ts';
import { startTimedModel, type TimedModel } from './timed-model.ts';

interface Measure {
  readonly engine: string;
  readonly tasks: number;
  readonly stepsPerSecond: number;
  readonly gaps: readonly number[];
}
const WARM_UP = 3;

await bench('throughput', async (sizes) => {
  await using model = await startTimedModel();
  const found: Measure[] = [];
  for (const start of [() => startBareLoop(model.url), () => startPlainTemporal(model.url), () => startProductEngine(model)]) {
    await using engine = await start();
    found.push(...(await measure(engine, model, sizes)));
  }
  model.noneRefused();
  const speed = (engine: string, tasks: number): number =>
    found.find((one) => one.engine === engine && one.tasks === tasks)?.stepsPerSecond ?? NaN;
  return {
    table: {
      head: ['tasks at once', 'engine', 'steps/s', 'STSO p50 ms', 'p90 ms', 'p99 ms', 'samples'],
      rows: found
        .toSorted((a, b) => a.tasks - b.tasks)
        .map(({ engine, tasks, stepsPerSecond, gaps }) => [
          tasks,
          engine,
          rounded(stepsPerSecond),
          ...spread(gaps, 0.5, 0.9, 0.99),
        ]),
    },
    ratios: Object.fromEntries(
      sizes.tasks.map((tasks) => [
        `plain Temporal's steps/s at ${tasks} / ours`,
        speed('plain Temporal', tasks) / speed('Durable Cowork', tasks),
      ]),
    ),
  };
});

async function measure(engine: Engine, model: TimedModel, sizes: AllSizes['throughput']): Promise<Measure[]> {
  await runNull(engine, model, { name: 'warm-up', steps: WARM_UP });
  const found: Measure[] = [];
  for (const tasks of sizes.tasks) {
    const names = Array.from({ length: tasks }, (_, n) => `of-${tasks}-${n}`);
    const startedMs = nowMs();
    const all = await Promise.all(names.map((name) => runNull(engine, model, { name, steps: sizes.steps })));
    const lastMs = Math.max(...all.map(({ played }) => played.turns.at(-1)?.answeredMs ?? NaN));
    const gaps = all.flatMap(({ played }) => stepToStep(played.turns));
    found.push({ engine: engine.name, tasks, stepsPerSecond: (tasks * sizes.steps * 1_000) / (lastMs - startedMs), gaps });
  }
  return found;
}
