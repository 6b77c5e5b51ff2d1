// From writing an event to reading it from the stream: what the api writes (a message of the user) and what the worker writes (a step).
import { nowMs } from '../src/demo/model-server/clock.ts';
import { addressOf } from '../src/launcher/running.ts';
import { nullCall } from './engines/engine.ts';
import { NO_LIMIT, type ProductEngine, startProductEngine } from './engines/product.ts';
import { bench } from './harness.ts';
import { median, spread } from './quantile.ts';
import { readSse, type SseReaders } from './sse-readers.ts';
import { startTimedModel, type TimedModel } from './timed-model.ts';

type Row = [written: string, readers: number, samples: readonly number[]];
const BY_API = 'by the api: POST sent → read';
const BY_WORKER = 'by the worker: stamped → read';

await bench('events', async (sizes) => {
  await using model = await startTimedModel();
  await using product = await startProductEngine(model);
  const rows: Row[] = [];
  for (const readers of sizes.subscribers) {
    rows.push([BY_API, readers, await apiWrites(product, model, { readers, writes: sizes.writes })]);
    rows.push([BY_WORKER, readers, await workerWrites(product, model, { readers, steps: sizes.steps })]);
  }
  const p50 = (by: string, readers: number | undefined): number =>
    median(rows.find((row) => row[0] === by && row[1] === readers)?.[2] ?? []);
  const [few, many] = [sizes.subscribers[0], sizes.subscribers.at(-1)];
  return {
    table: {
      head: ['written', 'readers', 'p50 ms', 'p95 ms', 'samples'],
      rows: rows.map(([written, readers, samples]) => [written, readers, ...spread(samples, 0.5, 0.95)]),
    },
    notes: ['The readers are one process on the same machine: what they need to read is in the figures.'],
    ratios: {
      [`api, ${many} readers / ${few}`]: p50(BY_API, many) / p50(BY_API, few),
      [`worker, ${many} readers / ${few}`]: p50(BY_WORKER, many) / p50(BY_WORKER, few),
    },
  };
});

/** Messages to a task whose model is silent: nothing else is written meanwhile. */
async function apiWrites(product: ProductEngine, model: TimedModel, of: { readers: number; writes: number }): Promise<number[]> {
  const { client } = product.rig;
  const silence = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const { name } = model.play(`silent-${of.readers}`, {
    steps: 1,
    async reply() {
      asked.resolve();
      await silence.promise;
      return { toolCalls: [nullCall(0)] };
    },
  });
  const { id } = await client.createTask({ prompt: `Wait. [[script:${name}]]`, budget: NO_LIMIT });
  await asked.promise;
  using readers = await read(product, id, of.readers);
  const samples: number[] = [];
  for (let n = 0; n < of.writes; n += 1) {
    const text = `word ${n} of many`;
    const arrived = readers.next(text);
    const sentMs = nowMs();
    const [timesMs] = await Promise.all([arrived, client.say(id, { text })]);
    samples.push(...timesMs.map((atMs) => atMs - sentMs));
  }
  silence.resolve();
  return samples;
}

/** The events of a working task; they carry the time of their writing in whole milliseconds. */
async function workerWrites(
  product: ProductEngine,
  model: TimedModel,
  of: { readers: number; steps: number },
): Promise<number[]> {
  const begin = Promise.withResolvers<void>();
  const played = model.play(`working-${of.readers}`, {
    steps: of.steps,
    async reply(step) {
      await begin.promise;
      return { toolCalls: [nullCall(step)] };
    },
  });
  const { id } = await product.rig.client.createTask({ prompt: `Work. [[script:${played.name}]]`, budget: NO_LIMIT });
  using readers = await read(product, id, of.readers);
  const openedMs = nowMs();
  const finished = readers.next('"type":"task_finished"');
  begin.resolve();
  await finished;
  return readers.seen.flatMap(({ frame, atMs }) => {
    const writtenMs = Date.parse(/"at":"([^"]+)"/.exec(frame)?.[1] ?? '');
    return writtenMs > openedMs ? [atMs - writtenMs] : [];
  });
}

function read(product: ProductEngine, id: string, readers: number): Promise<SseReaders> {
  const { runtime } = product.rig;
  return readSse({ url: `${addressOf(runtime)}/api/v1/tasks/${id}/events`, token: runtime.token, readers });
}
