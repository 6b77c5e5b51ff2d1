// The real workflow, which also takes decisions as Updates.
import { defineUpdate, proxyActivities, setHandler } from '@temporalio/workflow';
import { type CoworkTaskInput, coworkTask as realTask } from '../../../src/workflows/task.ts';
import { MODEL_CALL } from '../../../src/workflows/timeouts.ts';
import type { Decisions } from './by-update.ts';

export async function coworkTask(input: CoworkTaskInput): Promise<{ why: string }> {
  const { keepDecision } = proxyActivities<Decisions>(MODEL_CALL);
  setHandler(defineUpdate<void, [string, string]>('decide'), (id, decision) => keepDecision(id, decision));
  return realTask(input);
}
