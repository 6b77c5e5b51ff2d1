// QEMU's monitor (QMP): commands in, answers and events out. One conversation at a time; each is opened for what it is needed for.
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { CoworkError } from '../../contract/errors.ts';
import { connectIn } from '../sockets.ts';
import { FILES } from './command-line.ts';

const Line = z.object({
  return: z.unknown().optional(),
  error: z.object({ desc: z.string() }).optional(),
  event: z.string().optional(),
  data: z.unknown().optional(),
});

export interface Monitor {
  /** @throws CoworkError sandbox_failed with QEMU's words, or when it does not answer in time */
  execute(command: string, parameters?: Record<string, unknown>): Promise<unknown>;
  /** Resolves when QEMU has said this of that device; false when the time is over before. */
  event(name: string, device: string, patienceMs: number): Promise<boolean>;
}

const ANSWERS_IN_MS = 10_000;

export async function withMonitor<T>(machine: string, work: (monitor: Monitor) => Promise<T>): Promise<T> {
  const socket = connectIn(machine, FILES.monitor);
  const events: { name: string; device: unknown }[] = [];
  const hearers = new Set<() => void>();
  let waiting: PromiseWithResolvers<unknown> | undefined = Promise.withResolvers<unknown>();
  const broken = (error?: Error): void =>
    waiting?.reject(
      new CoworkError('sandbox_failed', `the virtual machine’s monitor is gone${error ? ` (${error.message})` : ''}`),
    );
  socket.on('error', broken);
  socket.on('close', () => broken());
  // The first line is a greeting; what is answered is answered in order.
  let isGreeted = false;
  createInterface({ input: socket }).on('line', (text) => {
    const line = Line.safeParse(JSON.parse(text));
    if (!line.success) return;
    const { event, error, data } = line.data;
    if (event !== undefined) {
      events.push({ name: event, device: (data as { device?: unknown } | undefined)?.device });
      for (const hear of hearers) hear();
    } else if (!isGreeted) {
      isGreeted = true;
      waiting?.resolve(undefined);
    } else if (error) waiting?.reject(new CoworkError('sandbox_failed', error.desc));
    else waiting?.resolve(line.data.return);
  });
  const inTime = async <R>(promise: Promise<R>): Promise<R> => {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => late.reject(new CoworkError('sandbox_failed', 'the virtual machine’s monitor does not answer')),
      ANSWERS_IN_MS,
    );
    try {
      return await Promise.race([promise, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  };
  const monitor: Monitor = {
    async execute(command, parameters = {}) {
      waiting = Promise.withResolvers<unknown>();
      socket.write(`${JSON.stringify({ execute: command, arguments: parameters })}\n`);
      return inTime(waiting.promise);
    },
    event(name, device, patienceMs) {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const hear = (): void => {
        if (events.some((event) => event.name === name && event.device === device)) resolve(true);
      };
      hearers.add(hear);
      const timer = setTimeout(() => resolve(false), patienceMs);
      hear();
      return promise.finally(() => {
        clearTimeout(timer);
        hearers.delete(hear);
      });
    },
  };
  try {
    await inTime(waiting.promise);
    await monitor.execute('qmp_capabilities');
    return await work(monitor);
  } finally {
    waiting = undefined;
    socket.destroy();
  }
}
