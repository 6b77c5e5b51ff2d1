// The null task as a workflow of plain Temporal: two activities a step, default options.
import { proxyActivities } from '@temporalio/workflow';
import type { NullAgent } from './null-agent.ts';

const { callModel, runTools } = proxyActivities<Pick<NullAgent, 'callModel' | 'runTools'>>({ startToCloseTimeout: '1 minute' });

export async function nullTask(script: string): Promise<void> {
  while (await callModel(script)) await runTools(script);
}
