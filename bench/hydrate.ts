// How long a long finished task takes to be read anew: as JSON pages, as a stream, and as a screen does it; beside the bare rows.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { emptyTask, reduceTask } from '../src/client/task-state.ts';
import { addressOf } from '../src/launcher/running.ts';
import type { ProductRig } from '../test/rig/product-rig.ts';
import { startProductEngine } from './engines/product.ts';
import { bench } from './harness.ts';
import { median, spread } from './quantile.ts';
import { startTimedModel } from './timed-model.ts';
import { writeTask } from './written-task.ts';

/** The most that one answer holds. */
const PAGE = 1_000;
const BARE = 'rows of the database, parsed';

await bench('hydrate', async (sizes, seed) => {
  await using model = await startTimedModel();
  let id = '';
  await using product = await startProductEngine(model, async ({ home }) => {
    id = await writeTask(home, { events: sizes.events, seed });
  });
  const ways: Record<string, () => Promise<number>> = {
    [BARE]: async () => bareRows(product.rig, id),
    [`JSON, pages of ${PAGE.toLocaleString('en-US')}`]: () => jsonPages(product.rig, id),
    'SSE, frames parsed': () => sseFrames(product.rig, id),
    'SSE, checked and reduced to a screen': () => screen(product.rig, id, sizes.events),
  };
  const times = new Map(Object.keys(ways).map((way) => [way, [] as number[]]));
  // The first round of each warms caches and code.
  for (let run = 0; run <= sizes.runs; run += 1) {
    for (const [way, read] of Object.entries(ways)) {
      const began = performance.now();
      const events = await read();
      if (events !== sizes.events) throw new Error(`${way} read ${events} events, not ${sizes.events}`);
      if (run > 0) times.get(way)?.push(performance.now() - began);
    }
  }
  const bare = median(times.get(BARE) ?? []);
  return {
    seeded: true,
    table: {
      head: ['read as', 'p50 ms', 'p90 ms', 'runs'],
      rows: [...times].map(([way, samples]) => [way, ...spread(samples, 0.5, 0.9)]),
    },
    ratios: Object.fromEntries(
      [...times].filter(([way]) => way !== BARE).map(([way, all]) => [`${way} / rows`, median(all) / bare]),
    ),
  };
});

/** The floor: what the file has, straight from it. */
function bareRows({ home }: ProductRig, id: string): number {
  using database = new DatabaseSync(join(home, 'tasks.db'), { readOnly: true });
  const rows = database.prepare('select body from events where task_id = ? order by seq').all(id);
  return rows.map((row) => JSON.parse(String(row['body'])) as unknown).length;
}

async function jsonPages(rig: ProductRig, id: string): Promise<number> {
  let after = 0;
  for (;;) {
    const answer = await ask(rig, `${id}/events?after=${after}&limit=${PAGE}`, 'application/json');
    const page = (await answer.json()) as { seq: number }[];
    after = page.at(-1)?.seq ?? after;
    if (page.length < PAGE) return after;
  }
}

async function sseFrames(rig: ProductRig, id: string): Promise<number> {
  const answer = await ask(rig, `${id}/events?follow=0`, 'text/event-stream');
  const frames = (await answer.text()).split('\n\n').filter((frame) => frame.startsWith('id: '));
  return frames.map((frame) => JSON.parse(frame.slice(frame.indexOf('data: ') + 6)) as unknown).length;
}

async function screen({ client }: ProductRig, id: string, last: number): Promise<number> {
  let state = emptyTask(id);
  for await (const item of client.events(id)) {
    state = reduceTask(state, item);
    if (state.lastSeq === last) break;
  }
  return state.lastSeq;
}

function ask({ runtime }: ProductRig, path: string, accept: string): Promise<Response> {
  return fetch(`${addressOf(runtime)}/api/v1/tasks/${path}`, { headers: { accept, authorization: `Bearer ${runtime.token}` } });
}
