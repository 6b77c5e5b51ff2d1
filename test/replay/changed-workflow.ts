// A workflow that decides otherwise than the recorded ones did: it asks for the model before it takes the task over.
import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { AgentActivities } from '../../src/activities/interface.ts';
import { MODEL_CALL } from '../../src/workflows/timeouts.ts';

export async function coworkTask(input: { taskId: string }): Promise<void> {
  const run = { taskId: input.taskId, runId: workflowInfo().firstExecutionRunId };
  await proxyActivities<AgentActivities>(MODEL_CALL).callModel({ ...run, step: 0 });
}
