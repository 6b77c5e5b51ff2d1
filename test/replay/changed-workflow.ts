// Workflows that decide otherwise than the recorded ones did: each begins with another call.
import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { AgentActivities } from '../../src/activities/interface.ts';
import { MODEL_CALL } from '../../src/workflows/timeouts.ts';

export async function coworkTask(input: { taskId: string }): Promise<void> {
  const run = { taskId: input.taskId, runId: workflowInfo().firstExecutionRunId };
  await proxyActivities<AgentActivities>(MODEL_CALL).callModel({ ...run, step: 0 });
}

export async function thread(input: { threadId: string }): Promise<void> {
  await proxyActivities<AgentActivities>(MODEL_CALL).tendRun({ scheduleId: input.threadId, due: '' });
}

export async function scheduledRun(input: { scheduleId: string }): Promise<void> {
  await proxyActivities<AgentActivities>(MODEL_CALL).answerThread({ threadId: input.scheduleId });
}
