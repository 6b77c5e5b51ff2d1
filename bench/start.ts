// How long a start takes, how soon a task goes on after kill -9 of everything, and what memory the processes need; beside a plain dev server.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProductRig } from '../test/rig/product-rig.ts';
import { nullCall, runNull } from './engines/engine.ts';
import { startPlainServer } from './engines/plain-temporal.ts';
import { NO_LIMIT, startProductEngine } from './engines/product.ts';
import { bench } from './harness.ts';
import { type Memory, memoryOf } from './memory.ts';
import { median, spread } from './quantile.ts';
import type { AllSizes } from './sizes.ts';
import { startTimedModel, type TimedModel } from './timed-model.ts';

const READY = 'start to ready, after a stop';
const READY_KILLED = 'start to ready, after kill -9 of all';
const GOES_ON = 'start to first new event, after kill -9 of all';
const PLAIN = 'plain Temporal dev server to its first answer';
/** Long enough for the task to be in the middle of a step. */
const AT_WORK_MS = 1_500;
/** Only a hang comes near. */
const LIMIT_MS = 60_000;

await bench('start', async (sizes) => {
  await using model = await startTimedModel();
  const times: Record<string, number[]> = { [PLAIN]: await plainStarts(sizes.rounds) };
  await using product = await startProductEngine(model);
  const { rig } = product;
  await sleep(sizes.idleMs);
  const idle = memoryNow(rig);
  await runNull(product, model, { name: 'load', steps: sizes.steps });
  const loaded = memoryNow(rig);
  times[READY] = await restarts(rig, sizes.rounds);
  Object.assign(times, await killsOfAll(rig, model, sizes));
  const { temporal, all } = idle;
  return {
    table: {
      head: ['what', 'p50', 'p90', 'samples'],
      rows: [
        ...Object.entries(times).map(([what, samples]) => [`${what}, ms`, ...spread(samples, 0.5, 0.9)]),
        ...[idle, loaded].flatMap((memory, at) => memoryRows(memory, at === 0 ? 'idle' : `after a task of ${sizes.steps} steps`)),
      ],
    },
    notes: [
      'Goals: ready after 2 s, the first new event after 3 s, idle memory 500 MB.',
      'Memory is of launcher, api, worker and Temporal: as resident (RSS), and with shared pages counted once (PSS).',
      'Starts find the Temporal binary, the workflow bundle and compiled code where an earlier start has left them.',
    ],
    ratios: {
      [`${READY} / plain server`]: median(times[READY]) / median(times[PLAIN] ?? []),
      [`${READY_KILLED} / plain server`]: median(times[READY_KILLED] ?? []) / median(times[PLAIN] ?? []),
      [`${GOES_ON} / plain server`]: median(times[GOES_ON] ?? []) / median(times[PLAIN] ?? []),
      'idle memory / its Temporal part': all.pssMb / temporal.pssMb,
    },
  };
});

async function plainStarts(rounds: number): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    const server = await startPlainServer();
    times.push(performance.now() - began);
    await server.teardown();
  }
  return times;
}

async function restarts(rig: ProductRig, rounds: number): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await rig.stop();
    const began = performance.now();
    await rig.restart();
    times.push(performance.now() - began);
  }
  return times;
}

async function killsOfAll(rig: ProductRig, model: TimedModel, { rounds }: AllSizes['start']): Promise<Record<string, number[]>> {
  const { name } = model.play('killed', { steps: 1_000_000, reply: (step) => ({ toolCalls: [nullCall(step)], delayMs: 50 }) });
  const { id } = await rig.client.createTask({ prompt: `Look around. [[script:${name}]]`, budget: NO_LIMIT });
  const ready: number[] = [];
  const goesOn: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await sleep(AT_WORK_MS);
    await rig.kill('all');
    const before = lastSeq(rig, id);
    const began = performance.now();
    await rig.restart();
    ready.push(performance.now() - began);
    while (lastSeq(rig, id) === before) {
      if (performance.now() - began > LIMIT_MS) throw new Error(`no new event in ${LIMIT_MS / 1_000} s after ${before}`);
      await sleep(5);
    }
    goesOn.push(performance.now() - began);
  }
  await rig.client.cancel(id);
  return { [READY_KILLED]: ready, [GOES_ON]: goesOn };
}

/** Straight from the file: nobody serves while everything is dead. */
function lastSeq({ home }: ProductRig, id: string): number {
  using database = new DatabaseSync(join(home, 'tasks.db'), { readOnly: true });
  return Number(database.prepare('select last_seq from tasks where id = ?').get(id)?.['last_seq'] ?? 0);
}

interface MemoryNow {
  readonly all: Memory;
  readonly temporal: Memory;
}

function memoryNow(rig: ProductRig): MemoryNow {
  const { launcher, api, worker, temporal } = rig.pids();
  if (!launcher || !api || !worker || !temporal) throw new Error('not every process lives');
  const each = [launcher, api, worker, temporal].map(({ pid }) => memoryOf(pid));
  const sum = (field: keyof Memory): number => each.reduce((total, memory) => total + memory[field], 0);
  return { all: { rssMb: sum('rssMb'), pssMb: sum('pssMb') }, temporal: each[3]! };
}

function memoryRows({ all, temporal }: MemoryNow, when: string): (string | number)[][] {
  return [
    [`memory ${when}, RSS MB (Temporal: ${Math.round(temporal.rssMb)})`, ...spread([all.rssMb], 0.5, 0.9)],
    [`memory ${when}, PSS MB (Temporal: ${Math.round(temporal.pssMb)})`, ...spread([all.pssMb], 0.5, 0.9)],
  ];
}
