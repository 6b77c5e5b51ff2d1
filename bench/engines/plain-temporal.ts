// Temporal's dev server as `temporal server start-dev` starts it, in memory and with its default settings; worker and client in this process.
import { fileURLToPath } from 'node:url';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { findTemporalCli } from '../../src/launcher/temporal-cli/find.ts';
import { bundleWorkflows } from '../../src/launcher/workflow-bundle.ts';
import '../../test/silence.ts';
import type { Engine } from './engine.ts';
import { createNullAgent } from './null-agent.ts';
import type { nullTask } from './null-workflow.ts';

const QUEUE = 'null';

export async function startPlainServer(): Promise<TestWorkflowEnvironment> {
  const env = process.env;
  const { path } = await findTemporalCli({ explicit: env['COWORK_TEMPORAL_CLI'], env, onProgress: () => undefined });
  return TestWorkflowEnvironment.createLocal({ server: { executable: { type: 'existing-path', path } } });
}

export async function startPlainTemporal(modelUrl: string): Promise<Engine> {
  const server = await startPlainServer();
  const agent = createNullAgent(modelUrl);
  const worker = await Worker.create({
    connection: server.nativeConnection,
    taskQueue: QUEUE,
    workflowBundle: { code: await bundleWorkflows(fileURLToPath(new URL('./null-workflow.ts', import.meta.url))) },
    activities: agent,
  });
  const working = worker.run();
  return {
    name: 'plain Temporal',
    async run({ name }) {
      await server.client.workflow.execute<typeof nullTask>('nullTask', { workflowId: name, taskQueue: QUEUE, args: [name] });
    },
    async [Symbol.asyncDispose]() {
      worker.shutdown();
      await working;
      await server.teardown();
      agent.close();
    },
  };
}
