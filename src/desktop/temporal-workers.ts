// Serves both Temporal queues for as long as the process lives: connects, reaps the predecessor, polls; begins again when the server was away.
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { CrashPoints } from '../contract/crash-points.ts';
import { reap } from './reap.ts';

/** The server needs about a second to come back; a person waits. */
const RECONNECT_MS = 300;
/** Running activities may end by themselves this long after the stop was asked; the launcher kills after 10 s. */
const GRACE_MS = 8_000;

export interface WorkersOptions {
  readonly address: string;
  readonly namespace: string;
  readonly bundlePath: string;
  readonly agent: { readonly queue: string; readonly activities: object };
  readonly desktop: { readonly queue: string; readonly activities: object };
  readonly machineId: string;
  /** Raised with each incarnation: tells our own identity from a dead predecessor's. */
  readonly epoch: number;
  /** Workflows in which a predecessor may have left a call. */
  readonly openWorkflowIds: () => Promise<string[]>;
  readonly onServing: () => void;
  readonly stopping: AbortSignal;
  readonly crash: CrashPoints;
  readonly log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
}

/** Ends when `stopping` is aborted and the workers have drained. Server trouble is logged and survived. */
export async function serveTemporal(options: WorkersOptions): Promise<void> {
  while (!options.stopping.aborted) {
    try {
      await serveOnce(options);
    } catch (err) {
      if (options.stopping.aborted) return;
      options.log.warn({ err: String(err) }, 'Temporal is not reachable; trying again');
      await sleep(RECONNECT_MS, undefined, { signal: options.stopping }).catch(() => undefined);
    }
  }
}

async function serveOnce(options: WorkersOptions): Promise<void> {
  const prefix = `cowork-${options.machineId}:`;
  const identity = `${prefix}${options.epoch}`;
  const connection = await NativeConnection.connect({ address: options.address });
  // Not before: a server that is still starting would leave all to the time-outs. Beside the making of the workers, which takes as long;
  // they poll only when it is done. Without it recovery is slower, not wrong.
  const reaped = reapPredecessors(options, (held) => held.startsWith(prefix) && held !== identity).catch((err: unknown) =>
    options.log.warn({ err: String(err) }, 'what the worker before had in hand is left to its time-outs'),
  );
  try {
    const common = {
      connection,
      namespace: options.namespace,
      identity,
      // Cancel reaches an activity in a heartbeat's answer: never throttle longer than this.
      maxHeartbeatThrottleInterval: 5_000,
      defaultHeartbeatThrottleInterval: 5_000,
      shutdownGraceTime: GRACE_MS,
      // Two polls each are as fast here as ten, with fewer idle connections.
      maxConcurrentActivityTaskPolls: 2,
    } as const;
    const workers = await Promise.all([
      Worker.create({
        ...common,
        taskQueue: options.agent.queue,
        workflowBundle: { codePath: options.bundlePath },
        activities: options.agent.activities,
        // After a restart the old process's sticky queue must not hold a workflow back.
        stickyQueueScheduleToStartTimeout: 1_000,
        maxConcurrentWorkflowTaskPolls: 2,
      }),
      Worker.create({ ...common, taskQueue: options.desktop.queue, activities: options.desktop.activities }),
    ]);
    await reaped;
    const stop = (): void => workers.forEach((worker) => worker.getState() === 'RUNNING' && worker.shutdown());
    options.stopping.addEventListener('abort', stop, { once: true });
    const running = workers.map((worker) => worker.run());
    options.onServing();
    if (options.stopping.aborted) stop();
    // One of them failing takes the other down, so that both begin again on a fresh connection.
    const ends = await Promise.allSettled(running.map((run) => run.finally(stop)));
    options.stopping.removeEventListener('abort', stop);
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed) throw failed.reason;
  } finally {
    await connection.close();
  }
}

async function reapPredecessors(options: WorkersOptions, isPredecessor: (identity: string) => boolean): Promise<void> {
  const connection = await Connection.connect({ address: options.address, connectTimeout: 2_000 });
  try {
    const client = new Client({ connection, namespace: options.namespace });
    const reaped = await reap(client, await options.openWorkflowIds(), isPredecessor);
    if (reaped > 0) options.log.info({ reaped }, 'took over from the worker before');
    options.crash('start-reaped');
  } finally {
    await connection.close();
  }
}
