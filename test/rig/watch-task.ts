// One task as somebody at a screen sees it: its events as they come, over cut connections and restarts.
import type { Client } from '../../src/client/client.ts';
import type { StreamItem } from '../../src/client/event-stream.ts';
import type { TaskEvent } from '../../src/contract/events.ts';
import { isFinished, type TaskStatus } from '../../src/contract/task.ts';
import type { Task } from '../../src/contract/http.ts';

/** Far more than any step takes on a busy machine; only a hang reaches it. */
const LIMIT_MS = 120_000;
/** Each look costs the product some milliseconds of the processor that it needs for the work that is waited for. */
const POLL_MS = 100;

export interface TaskWatch {
  readonly items: readonly StreamItem[];
  /** Numbered ones only. */
  events(): TaskEvent[];
  /** The first item that fits, past or to come, within two minutes or what is said. */
  sees(what: string, fits: (item: StreamItem) => boolean, limitMs?: number): Promise<StreamItem>;
  /** Goes on with another client (the product came back at another address) after the last number seen. */
  moveTo(client: Client): void;
  close(): Promise<void>;
}

export function watchTask(client: Client, taskId: string): TaskWatch {
  const items: StreamItem[] = [];
  const wakers = new Set<() => void>();
  let stop = new AbortController();
  let failure: unknown;
  const events = (): TaskEvent[] => items.filter((item) => 'seq' in item);
  let running = listen(client, stop.signal);

  async function listen(from: Client, signal: AbortSignal): Promise<void> {
    try {
      for await (const item of from.events(taskId, { after: events().at(-1)?.seq ?? 0, signal })) {
        items.push(item);
        for (const wake of wakers) wake();
      }
    } catch (error) {
      failure = error;
    }
  }

  return {
    ...{ items, events },
    async sees(what, fits, limitMs = LIMIT_MS) {
      const limit = performance.now() + limitMs;
      for (;;) {
        const found = items.find(fits);
        if (found) return found;
        const leftMs = limit - performance.now();
        if (failure !== undefined) throw new Error('the stream of events failed', { cause: failure });
        if (leftMs <= 0) throw new Error(`${what} did not come; seen: ${items.map((item) => item.type).join(' ')}`);
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, leftMs);
          const wake = (): void => {
            clearTimeout(timer);
            wakers.delete(wake);
            resolve();
          };
          wakers.add(wake);
        });
      }
    },
    moveTo(next) {
      stop.abort();
      stop = new AbortController();
      const { signal } = stop;
      running = running.then(() => listen(next, signal));
    },
    async close() {
      stop.abort();
      await running;
    },
  };
}

/** Polls until the task has one of these states; an end that nobody asked for, or a pause, is an error at once. */
export const untilStatus = (client: () => Client, taskId: string, ...wanted: TaskStatus[]): Promise<Task> =>
  untilStatusWithin(LIMIT_MS, client, taskId, ...wanted);

/** The same, for what a virtual machine without hardware's help does in minutes on a busy computer. */
export async function untilStatusWithin(
  limitMs: number,
  client: () => Client,
  taskId: string,
  ...wanted: TaskStatus[]
): Promise<Task> {
  const limit = performance.now() + limitMs;
  for (;;) {
    const task = await client()
      .task(taskId)
      .catch((error: unknown) => {
        if (performance.now() > limit) throw error;
      });
    if (task && wanted.includes(task.status)) return task;
    if (task && (performance.now() > limit || isFinished(task.status) || task.status === 'paused'))
      throw new Error(`task is ${task.status} (${task.error ?? JSON.stringify(task.waitingFor)}), not ${wanted.join(' or ')}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** Polls until a task that was told to go on has heard of it: until then it is still shown as paused. */
export async function untilResumed(client: () => Client, taskId: string): Promise<void> {
  const limit = performance.now() + LIMIT_MS;
  while ((await client().task(taskId)).status === 'paused') {
    if (performance.now() > limit) throw new Error('the task stays paused');
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
