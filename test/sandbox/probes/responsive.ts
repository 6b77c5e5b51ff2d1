// Whether the host goes on while a guest takes all that it can get: its event loop turns, and a file tool answers. Told by another thread of this
// process, not by a clock: what a busy computer keeps from one it keeps from the other.
import { Worker } from 'node:worker_threads';
import type { Place } from './place.ts';

export interface Strain {
  /** The longest that the event loop stood still. */
  readonly stillMs: number;
  /** The longest that a file tool took to list and read a folder of its own. */
  readonly toolMs: number;
}
const LOOKS_EVERY_MS = 20;
const TURNS = `const { workerData } = require('node:worker_threads'); setInterval(() => Atomics.add(workerData, 0, 1), ${LOOKS_EVERY_MS});`;
/** Far more than a person notices as an answer, far less than a stop. */
const MOST = { stillMs: 2_500, toolMs: 5_000 };

export const isHeldUp = ({ stillMs, toolMs }: Strain): boolean => stillMs > MOST.stillMs || toolMs > MOST.toolMs;
export const inWords = ({ stillMs, toolMs }: Strain): string =>
  `the host stood still for at most ${Math.round(stillMs)} ms, a file tool took at most ${Math.round(toolMs)} ms`;

/** `work` is given what has passed by the other thread, in milliseconds. */
export async function whileWatched<T>(
  place: Place,
  work: (passed: () => number) => Promise<T>,
): Promise<{ result: T; strain: Strain }> {
  let isOver = false;
  let stillMs = 0;
  let toolMs = 0;
  const turns = new Int32Array(new SharedArrayBuffer(4));
  const other = new Worker(TURNS, { eval: true, workerData: turns });
  const passed = (): number => Atomics.load(turns, 0) * LOOKS_EVERY_MS;
  await new Promise((resolve) => other.once('online', resolve));
  let last = passed();
  const look = setInterval(() => {
    const now = passed();
    stillMs = Math.max(stillMs, now - last - LOOKS_EVERY_MS);
    last = now;
  }, LOOKS_EVERY_MS);
  const { reader } = place.computer;
  const tools = (async () => {
    while (!isOver) {
      const began = passed();
      await reader.list('t1', { path: '/folders/Granted', recursive: true, offset: 0, limit: 100 });
      await reader.read('t1', { path: '/folders/Granted/a.txt', offset: 0, limit: 100 });
      toolMs = Math.max(toolMs, passed() - began);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  try {
    const result = await work(passed);
    return {
      result,
      get strain() {
        return { stillMs, toolMs };
      },
    };
  } finally {
    isOver = true;
    await tools.finally(() => clearInterval(look));
    await other.terminate();
  }
}
