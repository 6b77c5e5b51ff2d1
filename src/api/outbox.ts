// Sends what the outbox holds: after each commit, at start, and every 5 s. Sending twice is harmless, so nothing is locked.
import type { CrashPoints } from '../contract/crash-points.ts';
import { isCoworkError } from '../contract/errors.ts';
import { isFinished } from '../contract/task.ts';
import type { OutboxRow, TaskStore } from '../store/port.ts';
import type { ApiLog } from './deps.ts';
import type { Engine } from './engine.ts';
import { settleRun, settleSchedule } from './keep-schedules.ts';

/** Catches a wake that was lost with its process, and an engine that came back. */
const EVERY_MS = 5_000;
const BATCH = 200;
/** Tasks and schedules sent for at once; the orders of one go one after the other. */
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
  store: TaskStore;
  engine: Pick<Engine, 'start' | 'nudge' | 'terminate' | 'remove' | 'schedules' | 'wakeThread' | 'removeThread'>;
  now: () => Date;
  log: ApiLog;
  crash: CrashPoints;
  everyMs?: number;
}): Outbox {
  const { store, engine, log } = deps;
  const keep = { store, engine: engine.schedules, now: deps.now, log };
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
    const bySubject = [...Map.groupBy(rows, subjectOf).values()];
    const sent: number[] = [];
    try {
      await abreast(bySubject, async (orders) => {
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

  async function send(order: OutboxRow): Promise<void> {
    switch (order.kind) {
      case 'start':
        return startOpen(order.taskId);
      case 'nudge':
        if ((await engine.nudge(order.taskId)) === 'not_found') await startOpen(order.taskId);
        return;
      case 'terminate':
        return engine.terminate(order.taskId, 'the task has ended');
      case 'delete':
        return engine.remove(order.taskId);
      case 'thread':
        return settleThread(order.threadId);
      case 'schedule':
        return settleSchedule(keep, order.scheduleId);
      case 'run':
        return settleRun(keep, order);
    }
  }

  async function settleThread(threadId: string): Promise<void> {
    const row = await store.thread(threadId);
    if (!row) return engine.removeThread(threadId);
    if (row.lastSaid > row.answeredTo) await engine.wakeThread(threadId);
  }

  async function startOpen(taskId: string): Promise<void> {
    const row = await store.task(taskId);
    if (row && !isFinished(row.status)) await engine.start(taskId, row.priority);
  }
}

const subjectOf = (row: OutboxRow): string => {
  if ('taskId' in row) return row.taskId;
  return 'threadId' in row ? row.threadId : row.scheduleId;
};

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
