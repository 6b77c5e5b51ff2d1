// Which sandboxes run at once: one a task, no more than memory allows, none that nobody uses. Those that wait say so.
import { freemem } from 'node:os';
import { CoworkError, isCoworkError } from '../contract/errors.ts';
import type { Sandbox, SandboxDriver } from './port.ts';

/** A sandbox that no command used for so long is stopped; its disk stays. */
const IDLE_MS = 10 * 60_000;
/** Memory that is left for everything else when another one starts. */
const SPARE_BYTES = 1024 ** 3;
const LOOK_EVERY_MS = 1_000;

export interface Machines {
  /**
   * The driver's, counted: starts (`isNew`) or finds the task's sandbox, waits for a place, and holds it while `work` runs. Undefined: there
   * is none, or it ended meanwhile.
   */
  use<T>(
    of: { taskId: string; signal: AbortSignal; onWait: () => void; isNew: boolean },
    work: (sandbox: Sandbox) => Promise<T>,
  ): Promise<T | undefined>;
  /** Stops what was idle too long, and ends for good what belongs to no task of these. */
  tidy(tasks: { readonly open: ReadonlySet<string> }): Promise<void>;
}

export function createMachines(deps: {
  driver: SandboxDriver;
  memoryBytes: number;
  now: () => Date;
  freeBytes?: () => number;
}): Machines {
  const freeBytes = deps.freeBytes ?? freemem;
  const inUse = new Set<string>();
  /** Of these, those that have no sandbox yet: nobody gets one by waiting for them. */
  const queued = new Set<string>();
  const usedAt = new Map<string, number>();
  let starting: Promise<unknown> = Promise.resolve();

  const runningNow = async (): Promise<string[]> =>
    (await deps.driver.list()).filter(({ running }) => running).map(({ taskId }) => taskId);

  const hasRoom = (): boolean => freeBytes() > deps.memoryBytes + SPARE_BYTES;

  /** Stops the one that is idle longest. */
  const stopOneIdle = async (): Promise<boolean> => {
    const idle = (await runningNow()).filter((taskId) => !inUse.has(taskId));
    const [oldest] = idle.sort((a, b) => (usedAt.get(a) ?? 0) - (usedAt.get(b) ?? 0));
    if (oldest === undefined) return false;
    await deps.driver.stop(oldest);
    return true;
  };

  const roomFor = async (signal: AbortSignal, onWait: () => void): Promise<void> => {
    while (!hasRoom()) {
      if (await stopOneIdle()) continue;
      if (inUse.size === queued.size)
        throw new CoworkError(
          'sandbox_failed',
          `There is too little free memory for a sandbox (${Math.round(deps.memoryBytes / 1e6)} MB)`,
        );
      onWait();
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      signal.throwIfAborted();
    }
  };

  /** One after the other: each sees the memory that the one before took. Whoever is stopped leaves the queue at once. */
  const open = async (taskId: string, signal: AbortSignal, onWait: () => void): Promise<Sandbox> => {
    const myTurn = starting;
    const mine = myTurn.then(async () => {
      signal.throwIfAborted();
      await roomFor(signal, onWait);
      return deps.driver.open(taskId, signal);
    });
    starting = mine.catch(() => undefined);
    queued.add(taskId);
    try {
      await orAborted(myTurn, signal);
      return await mine;
    } finally {
      queued.delete(taskId);
    }
  };

  return {
    async use({ taskId, signal, onWait, isNew }, work) {
      inUse.add(taskId);
      let sandbox: Sandbox | undefined;
      try {
        sandbox = await deps.driver.attach(taskId);
        if (!sandbox && isNew) sandbox = await open(taskId, signal, onWait);
        return sandbox && (await work(sandbox));
      } catch (error) {
        if (!sandbox || !isCoworkError(error) || error.code !== 'sandbox_failed') throw error;
        // It ended while the work was under way, or is as good as ended.
        if (error.extra['silent'] === true) await deps.driver.stop(taskId);
        if (await deps.driver.attach(taskId)) throw error;
        return undefined;
      } finally {
        inUse.delete(taskId);
        usedAt.set(taskId, deps.now().getTime());
      }
    },
    async tidy({ open: openTasks }) {
      const now = deps.now().getTime();
      for (const { taskId, running } of await deps.driver.list()) {
        if (inUse.has(taskId)) continue;
        if (!usedAt.has(taskId)) usedAt.set(taskId, now);
        if (!openTasks.has(taskId)) await deps.driver.destroy(taskId);
        else if (running && now - (usedAt.get(taskId) ?? now) > IDLE_MS) await deps.driver.stop(taskId);
      }
    },
  };
}

/** What was waited for, or the reason to wait no longer. */
async function orAborted(waited: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const aborted = Promise.withResolvers<never>();
  const leave = (): void => aborted.reject(signal.reason);
  if (signal.aborted) leave();
  signal.addEventListener('abort', leave, { once: true });
  try {
    await Promise.race([waited, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
