// The engine over a real Temporal server: down, up, killed, and with workflows in every state.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { Engine } from '../../src/api/engine.ts';
import { createTemporalEngine } from '../../src/api/temporal-engine.ts';
import { createOutbox } from '../../src/api/outbox.ts';
import { NO_CRASH } from '../../src/contract/crash-points.ts';
import { AGENT_QUEUE, desktopQueueOf, newId, workflowIdOf } from '../../src/contract/ids.ts';
import { openRig, until } from './rig.ts';
import { createTask } from '../store/contract/database.ts';
import { findTemporalCli } from '../../src/launcher/temporal-cli/find.ts';

let folder: string;
let port: number;
let server: ChildProcess | undefined;
let engine: Engine;
let client: Client;
let becameReady = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'engine-'));
  port = await freePort();
  engine = createTemporalEngine({ address: `127.0.0.1:${port}`, namespace: 'default', onReady: () => (becameReady += 1) });
});
afterAll(async () => {
  await engine.close();
  await client.connection.close();
  await kill();
  await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<void> {
  const args = ['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'error'];
  const explicit = process.env['COWORK_TEMPORAL_CLI'];
  const { path } = await findTemporalCli({ explicit, env: process.env, onProgress: () => undefined });
  server = spawn(path, [...args, '--db-filename', join(folder, 't.db')], { stdio: 'ignore' });
  await until(() => engine.ready());
}
async function kill(): Promise<void> {
  if (!server || server.exitCode !== null || server.signalCode !== null) return;
  const gone = once(server, 'exit');
  server.kill('SIGKILL');
  await gone;
}
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port: free } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return free;
}
const WHO = { namespace: 'default', identity: 'test' };
const patiently = <T>(work: () => Promise<T>): Promise<T> => client.connection.withDeadline(Date.now() + 100_000, work);
const takeWorkflowTask = () =>
  patiently(() => client.workflowService.pollWorkflowTaskQueue({ ...WHO, taskQueue: { name: AGENT_QUEUE } }));
/** Plays one turn of a worker by hand: takes the workflow task and answers it with these commands. */
async function playWorkflowTask(commands: object[]): Promise<void> {
  const task = await takeWorkflowTask();
  await client.workflowService.respondWorkflowTaskCompleted({
    namespace: 'default',
    taskToken: task.taskToken,
    commands,
    identity: 'test',
  });
}
const callOn = (taskQueue: string, activityType: string): object => ({
  commandType: 1,
  scheduleActivityTaskCommandAttributes: {
    activityId: newId('c'),
    activityType: { name: activityType },
    taskQueue: { name: taskQueue },
    startToCloseTimeout: { seconds: 60 },
  },
});

describe('the engine over Temporal', () => {
  it('without a server is not ready, and says engine_down within seconds instead of hanging', async () => {
    expect(await engine.ready()).toBe(false);
    for (const call of [
      () => engine.start('t1', 3),
      () => engine.nudge('t1'),
      () => engine.describe('t1'),
      () => engine.terminate('t1', 'x'),
    ])
      await expect(call()).rejects.toMatchObject({ code: 'engine_down' });
  });

  it('notices by itself when the server comes, and sends what the outbox kept', async () => {
    const rig = await openRig();
    // The rig's own engine must not take the order.
    rig.engine.up = false;
    const task = await createTask(rig.store);
    const outbox = createOutbox({
      now: () => new Date(),
      store: rig.workerStore,
      engine,
      crash: NO_CRASH,
      log: { info() {}, warn() {}, error() {} },
      everyMs: 200,
    });
    await start();
    expect(becameReady).toBe(1);
    client = new Client({ connection: await Connection.connect({ address: `127.0.0.1:${port}` }) });
    await until(async () => (await engine.describe(task.id)).kind === 'running');
    await outbox.close();
    await rig.close();
    await engine.terminate(task.id, 'done');
  });

  it('starts with ids only, once, and again when it has ended', async () => {
    const id = newId('t');
    await engine.start(id, 3);
    const first = await engine.describe(id);
    await engine.start(id, 3);
    expect(await engine.describe(id)).toEqual(first);
    expect(first).toMatchObject({ kind: 'running', wantsDesktop: false });
    const described = await client.workflow.getHandle(workflowIdOf(id)).describe();
    expect(described.type).toBe('coworkTask');
    expect(described.taskQueue).toBe(AGENT_QUEUE);
    expect(Number(described.raw.executionConfig?.defaultWorkflowTaskTimeout?.seconds)).toBe(3);
    await engine.terminate(id, 'x');
    expect(await engine.describe(id)).toMatchObject({ kind: 'closed' });
    await engine.start(id, 3);
    const again = await engine.describe(id);
    expect(again.kind).toBe('running');
    expect('runId' in again && 'runId' in first && again.runId !== first.runId).toBe(true);
    await engine.terminate(id, 'x');
  });

  it('tells whether a nudge reached a workflow', async () => {
    const id = newId('t');
    expect(await engine.nudge(id)).toBe('not_found');
    await engine.start(id, 3);
    expect(await engine.nudge(id)).toBe('sent');
    const { events = [] } = (await client.workflow.getHandle(workflowIdOf(id)).fetchHistory()) as {
      events?: { workflowExecutionSignaledEventAttributes?: { signalName?: string; input?: unknown } | null }[];
    };
    const signal = events.map((event) => event.workflowExecutionSignaledEventAttributes).find(Boolean);
    expect(signal?.signalName).toBe('nudge');
    await engine.terminate(id, 'x');
    expect(await engine.nudge(id)).toBe('not_found');
  });

  it('removes what runs at once, asks for the removal of what has ended, and minds nothing that is not there', async () => {
    const id = newId('t');
    await engine.terminate(id, 'x');
    await engine.remove(id);
    expect(await engine.describe(id)).toEqual({ kind: 'not_found' });
    await engine.start(id, 3);
    await engine.remove(id);
    await until(async () => (await engine.describe(id)).kind === 'not_found');
    await engine.start(id, 3);
    await engine.terminate(id, 'x');
    await engine.remove(id);
  });

  it('sees that a call waits for the desktop, and that other calls do not', async () => {
    const id = newId('t');
    await engine.start(id, 3);
    await playWorkflowTask([callOn(AGENT_QUEUE, 'callModel')]);
    expect(await engine.describe(id)).toMatchObject({ wantsDesktop: false });
    await engine.nudge(id);
    await playWorkflowTask([callOn(desktopQueueOf('m1'), 'runTool')]);
    expect(await engine.describe(id)).toMatchObject({ kind: 'running', wantsDesktop: true });
    const taken = await patiently(() =>
      client.workflowService.pollActivityTaskQueue({ ...WHO, taskQueue: { name: desktopQueueOf('m1') } }),
    );
    expect(taken.activityType?.name).toBe('runTool');
    expect(await engine.describe(id)).toMatchObject({ wantsDesktop: false });
    await engine.terminate(id, 'x');
  });

  it('sees a workflow whose code fails again and again', async () => {
    const id = newId('t');
    await engine.start(id, 3);
    await until(async () => {
      const task = await takeWorkflowTask();
      await client.workflowService.respondWorkflowTaskFailed({
        namespace: 'default',
        taskToken: task.taskToken,
        cause: 24,
        identity: 'test',
      });
      const view = await engine.describe(id);
      return view.kind === 'running' && view.attempt >= 3;
    });
    await engine.terminate(id, 'x');
  });

  it('survives a kill of the server and finds its workflows again', async () => {
    const id = newId('t');
    await engine.start(id, 3);
    const before = becameReady;
    expect(await engine.ready()).toBe(true);
    await kill();
    // Nothing else has called it since: it is really asked.
    expect(await engine.ready()).toBe(false);
    await expect(engine.describe(id)).rejects.toMatchObject({ code: 'engine_down' });
    await start();
    expect(becameReady).toBe(before + 1);
    expect((await engine.describe(id)).kind).toBe('running');
    await engine.terminate(id, 'x');
  });

  it('is not ready while the server hangs, and is again when it goes on', async () => {
    server?.kill('SIGSTOP');
    // The signal stops a busy process a moment later.
    await until(async () => !(await engine.ready()));
    server?.kill('SIGCONT');
    await until(() => engine.ready());
  });
});
