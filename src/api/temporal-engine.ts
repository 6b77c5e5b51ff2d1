// The engine over Temporal. Only ids go in; the server needs no trust and need not be up.
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection, WorkflowIdConflictPolicy, WorkflowIdReusePolicy } from '@temporalio/client';
import { AGENT_QUEUE, NUDGE, threadWorkflowId, workflowIdOf } from '../contract/ids.ts';
import type { Engine } from './engine.ts';
import { temporalSchedules } from './temporal-schedules.ts';
import { engineError, isNotFound } from './temporal-errors.ts';
import { viewOf } from './temporal-view.ts';

/** No call of ours takes longer on a living server; a person waits behind none of them. */
const CALL_MS = 5_000;
const PROBE_MS = 2_000;
/** A living server answers within milliseconds; whoever asks whether it lives waits no longer than this. */
const ASK_MS = 1_000;
/** While it is down somebody may be starting it; while it is up, failing calls tell sooner than any probe. */
const PROBE_EVERY_MS = { down: 250, up: 5_000 } as const;
/** gRPC would wait up to two minutes between attempts to connect. */
const CHANNEL = {
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.min_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 1_000,
};

export interface TemporalEngineOptions {
  readonly address: string;
  readonly namespace: string;
  /** Called whenever it becomes reachable, the first time included. */
  readonly onReady?: () => void;
}

/** Returns at once and connects in the background, for ever. Nothing here retries a call: the outbox does, and it forgets nothing. */
export function createTemporalEngine({ address, namespace, onReady }: TemporalEngineOptions): Engine {
  const connection = Connection.lazy({ address, interceptors: [], channelArgs: CHANNEL, connectTimeout: CALL_MS });
  const client = new Client({ connection, namespace });
  const { workflow } = client;
  const { workflowService } = connection;
  const stop = new AbortController();
  let ready = false;
  let asking: Promise<boolean> | undefined;
  let doze = new AbortController();

  const setReady = (now: boolean): void => {
    const before = ready;
    ready = now;
    if (now && !before) onReady?.();
    // The next probe is due sooner than it was.
    if (!now && before) doze.abort();
  };
  const call = async <T>(work: () => Promise<T>, ms = CALL_MS): Promise<T> => {
    try {
      return await connection.withDeadline(Date.now() + ms, work);
    } catch (error) {
      const known = engineError(error);
      if (known) setReady(false);
      throw known ?? error;
    }
  };
  const orNothing = (work: () => Promise<unknown>): Promise<boolean> =>
    call(work).then(
      () => true,
      (error: unknown) => {
        if (isNotFound(error)) return false;
        throw error;
      },
    );
  const handle = (taskId: string) => workflow.getHandle(workflowIdOf(taskId));
  /** The namespace, too: a server that is up makes it a moment later. */
  const ask = (ms: number): Promise<boolean> =>
    call(() => workflowService.describeNamespace({ namespace }), ms).then(
      () => true,
      () => {
        setReady(false);
        return false;
      },
    );
  const probing = probe();

  return {
    schedules: temporalSchedules({ client, call }),
    // Those who ask at the same time get the same answer.
    ready: async () => ready && (await (asking ??= ask(ASK_MS).finally(() => (asking = undefined)))),
    async start(taskId, priority) {
      await call(() =>
        workflow.start('coworkTask', {
          workflowId: workflowIdOf(taskId),
          taskQueue: AGENT_QUEUE,
          args: [{ taskId }],
          // One that runs is the one; one that ended may come again (rebuilt engine, restart).
          workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
          workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
          // A killed worker's workflow task is given to the next one after this.
          workflowTaskTimeout: '3 seconds',
          priority: { priorityKey: priority },
          // Anybody on this machine may read Temporal's page: ids only.
          staticSummary: taskId,
        }),
      );
    },
    nudge: async (taskId) => ((await orNothing(() => handle(taskId).signal(NUDGE))) ? 'sent' : 'not_found'),
    terminate: async (taskId, reason) => void (await orNothing(() => handle(taskId).terminate(reason))),
    remove: (taskId) => removeAll(workflowIdOf(taskId)),
    async wakeThread(threadId) {
      await call(() =>
        workflow.signalWithStart('thread', {
          workflowId: threadWorkflowId(threadId),
          taskQueue: AGENT_QUEUE,
          args: [{ threadId }],
          signal: NUDGE,
          workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
          workflowTaskTimeout: '3 seconds',
          // Somebody sits before it.
          priority: { priorityKey: 1 },
          staticSummary: threadId,
        }),
      );
    },
    removeThread: (threadId) => removeAll(threadWorkflowId(threadId)),
    async describe(taskId) {
      try {
        return viewOf((await call(() => handle(taskId).describe())).raw);
      } catch (error) {
        if (isNotFound(error)) return { kind: 'not_found' };
        throw error;
      }
    },
    async close() {
      stop.abort();
      await probing;
      await connection.close();
    },
  };

  async function probe(): Promise<void> {
    while (!stop.signal.aborted) {
      if (await ask(PROBE_MS)) setReady(true);
      doze = new AbortController();
      const signal = AbortSignal.any([stop.signal, doze.signal]);
      await sleep(ready ? PROBE_EVERY_MS.up : PROBE_EVERY_MS.down, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  async function removeAll(workflowId: string): Promise<void> {
    // One that runs is ended and removed at once; of one that has ended the server removes the history in its own time.
    await orNothing(() => removeRun(workflowId));
    // Earlier runs (continued as new, started again) left theirs behind.
    for (const runId of await call(() => earlierRuns(workflowId))) await orNothing(() => removeRun(workflowId, runId));
  }

  async function removeRun(workflowId: string, runId?: string): Promise<void> {
    const workflowExecution = { workflowId, ...(runId === undefined ? {} : { runId }) };
    await workflowService.deleteWorkflowExecution({ namespace, workflowExecution });
  }

  async function earlierRuns(workflowId: string): Promise<string[]> {
    const runIds: string[] = [];
    for await (const run of workflow.list({ query: `WorkflowId = "${workflowId}"` })) runIds.push(run.runId);
    return runIds;
  }
}
