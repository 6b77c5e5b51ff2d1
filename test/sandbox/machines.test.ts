// Which sandboxes run at once: those that wait wait for somebody, and leave the queue when their task is stopped.
import { expect, it } from '@jest/globals';
import { createMachines, type Machines } from '../../src/sandbox/machines.ts';
import type { Sandbox, SandboxDriver } from '../../src/sandbox/port.ts';

const MEMORY = 512 * 2 ** 20;
const PLENTY = 2 ** 40;
const never = new AbortController().signal;

/** A driver that starts nothing, and a computer whose free memory the test says. */
function rig(): { machines: Machines; running: Map<string, Sandbox>; free: (bytes: number) => void } {
  const running = new Map<string, Sandbox>();
  let bytes = PLENTY;
  const driver: SandboxDriver = {
    availability: async () => ({ kind: 'ready', accelerator: 'kvm' }),
    attach: async (taskId) => running.get(taskId),
    async open(taskId) {
      const sandbox = {} as Sandbox;
      running.set(taskId, sandbox);
      return sandbox;
    },
    stop: async (taskId) => void running.delete(taskId),
    destroy: async (taskId) => void running.delete(taskId),
    list: async () => [...running.keys()].map((taskId) => ({ taskId, running: true })),
    close: async () => undefined,
  };
  const machines = createMachines({ driver, memoryBytes: MEMORY, now: () => new Date(), freeBytes: () => bytes });
  return { machines, running, free: (now) => (bytes = now) };
}

const use = (machines: Machines, taskId: string, of: { signal?: AbortSignal; onWait?: () => void } = {}) =>
  machines.use({ taskId, signal: of.signal ?? never, onWait: of.onWait ?? (() => undefined), isNew: true }, async () => taskId);

/** Holds a sandbox until it is let go. */
async function hold(machines: Machines, taskId: string): Promise<{ letGo: () => void; ended: Promise<unknown> }> {
  const [begun, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const ended = machines.use({ taskId, signal: never, onWait: () => undefined, isNew: true }, async () => {
    begun.resolve();
    await end.promise;
  });
  await begun.promise;
  return { letGo: end.resolve, ended };
}

it('tasks that all want a sandbox and have none do not wait for each other: memory is short, and that is said', async () => {
  const { machines, free } = rig();
  free(0);
  const waits: string[] = [];
  const ends = await Promise.allSettled(
    ['a', 'b', 'c'].map((task) => use(machines, task, { signal: AbortSignal.timeout(5_000), onWait: () => waits.push(task) })),
  );
  expect(ends).toEqual(
    ends.map(() => ({
      status: 'rejected',
      reason: expect.objectContaining({ code: 'sandbox_failed', detail: expect.stringContaining('too little free memory') }),
    })),
  );
  expect(waits).toEqual([]);
});

it('a task waits while another one holds a sandbox, and gets its own when that one ends', async () => {
  const { machines, free, running } = rig();
  const held = await hold(machines, 'a');
  free(0);
  const waiting = Promise.withResolvers<void>();
  const second = use(machines, 'b', { onWait: waiting.resolve });
  await waiting.promise;
  held.letGo();
  free(PLENTY);
  expect(await second).toBe('b');
  expect(running.has('b')).toBe(true);
});

it('a task that is stopped behind another one’s wait leaves at once, and no sandbox is started for it later', async () => {
  const { machines, free, running } = rig();
  const held = await hold(machines, 'a');
  free(0);
  const waiting = Promise.withResolvers<void>();
  const first = use(machines, 'b', { onWait: waiting.resolve });
  await waiting.promise;
  const stop = new AbortController();
  const second = use(machines, 'c', { signal: stop.signal });
  const third = use(machines, 'd');
  stop.abort(new Error('stopped by the user'));
  const late = new Promise((resolve) => setTimeout(() => resolve('still queued'), 500));
  await expect(Promise.race([second, late])).rejects.toThrow('stopped by the user');
  held.letGo();
  free(PLENTY);
  expect(await Promise.all([first, third])).toEqual(['b', 'd']);
  expect(running.has('c')).toBe(false);
});
