// Sends what the outbox holds: after each commit, at start, and every 5 s. Sending twice is harmless, so nothing is locked.
import type { CrashPoints } from '../contract/crash-points.ts';
import { isCoworkError } from '../contract/errors.ts';
import { isFinished } from '../contract/task.ts';
import type { OutboxRow, TaskStore } from '../store/port.ts';
import type { ApiLog } from './deps.ts';
import type { Engine } from './engine.ts';

/** Catches a wake that was lost with its process, and an engine that came back. */
const EVERY_MS = 5_000;
const BATCH = 200;
/** Tasks sent for at once; the orders of one task go one after the other. */
const ABREAST = 8;
/** An order that the living engine refuses so often is not understood by it; reconcile puts right what it was for. */
const TRIES = 20;

export interface Outbox {
  /** There may be something; returns at once. */
  wake(): void;
  /** Resolves when everything that was there has been tried. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

export function createOutbox(deps: {
  store: Pick<TaskStore, 'outbox' | 'outboxDone' | 'task'>;
  engine: Pick<Engine, 'start' | 'nudge' | 'terminate' | 'remove'>;
  log: ApiLog;
  crash: CrashPoints;
  everyMs?: number;
}): Outbox {
  const { store, engine, log } = deps;
  const tries = new Map<number, number>();
  let running: Promise<void> | undefined;
  let again = false;
  let closed = false;

  const drain = (): Promise<void> => {
    if (closed) return running ?? Promise.resolve();
    if (running) {
      again = true;
      return running;
    }
    running = run().finally(() => (running = undefined));
    return running;
  };
  const timer = setInterval(() => void drain(), deps.everyMs ?? EVERY_MS);
  timer.unref();
  void drain();

  return {
    wake: () => void drain(),
    drain,
    async close() {
      closed = true;
      clearInterval(timer);
      await running;
    },
  };

  /** Never throws: what could not be sent stays in the table for the next time. */
  async function run(): Promise<void> {
    do {
      again = false;
      try {
        while (await sendBatch());
      } catch (error) {
        if (!isDown(error)) log.warn({ err: error }, 'the outbox could not be sent; it is tried again');
      }
    } while (again && !closed);
  }

  /** True when there may be more. */
  async function sendBatch(): Promise<boolean> {
    const rows = await store.outbox(BATCH);
    const byTask = [...Map.groupBy(rows, (row) => row.taskId).values()];
    const sent: number[] = [];
    try {
      await abreast(byTask, async (orders) => {
        for (const order of orders) if (!closed && (await sendOne(order))) sent.push(order.id);
      });
    } finally {
      await store.outboxDone(sent);
      for (const id of sent) tries.delete(id);
    }
    return rows.length === BATCH && sent.length > 0 && !closed;
  }

  /** False when it must be tried again. Throws only when the engine is down: then nothing else would get through either. */
  async function sendOne(order: OutboxRow): Promise<boolean> {
    try {
      deps.crash('outbox-before-send');
      await send(order);
      deps.crash('outbox-sent');
      return true;
    } catch (error) {
      if (isDown(error)) throw error;
      const count = (tries.get(order.id) ?? 0) + 1;
      tries.set(order.id, count);
      log.error({ err: error, order, count }, 'the engine refused an order');
      return count >= TRIES;
    }
  }

  async function send({ kind, taskId }: OutboxRow): Promise<void> {
    switch (kind) {
      case 'start':
        if (await isOpen(taskId)) await engine.start(taskId);
        return;
      case 'nudge':
        if ((await engine.nudge(taskId)) === 'not_found' && (await isOpen(taskId))) await engine.start(taskId);
        return;
      case 'terminate':
        return engine.terminate(taskId, 'the task has ended');
      case 'delete':
        return engine.remove(taskId);
    }
  }

  async function isOpen(taskId: string): Promise<boolean> {
    const row = await store.task(taskId);
    return row !== undefined && !isFinished(row.status);
  }
}

const isDown = (error: unknown): boolean => isCoworkError(error) && error.code === 'engine_down';

/** All of them, some at a time; the first failure ends it after those that run. */
async function abreast<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  let failed = false;
  const lane = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined && !failed; item = queue.shift())
      await work(item).catch((error: unknown) => {
        failed = true;
        throw error;
      });
  };
  const lanes = await Promise.allSettled(Array.from({ length: ABREAST }, lane));
  const broken = lanes.find((result) => result.status === 'rejected');
  if (broken) throw broken.reason;
}
