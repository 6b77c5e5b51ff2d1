// One due time of a schedule: its task is begun, waited for and ended at its limit. What is decided, and what became of it, is in the store.
import {
  condition,
  continueAsNew,
  defineSignal,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { AgentActivities } from '../activities/interface.ts';
import { NUDGE } from '../contract/ids.ts';
import { RUN_LOOK } from './timeouts.ts';

export interface ScheduledRunInput {
  readonly scheduleId: string;
  /** ISO 8601; absent when Temporal's schedule started it, which says the time itself. */
  readonly due?: string;
}

const nudge = defineSignal(NUDGE);

/** Workflow `scheduledRun`, id `schedule-<id>-<time>`. A second one of the same time finds what the first recorded and ends. */
export async function scheduledRun({ scheduleId, due = dueTime() }: ScheduledRunInput): Promise<{ why: string }> {
  let nudges = 0;
  setHandler(nudge, () => {
    nudges += 1;
  });
  const { tendRun } = proxyActivities<AgentActivities>(RUN_LOOK);
  for (;;) {
    const mark = nudges;
    const look = await tendRun({ scheduleId, due });
    if (look.kind === 'ended') return { why: look.why };
    setCurrentDetails(look.text);
    await condition(() => nudges !== mark, Math.max(1, look.waitMs));
    if (workflowInfo().continueAsNewSuggested) return continueAsNew<typeof scheduledRun>({ scheduleId, due });
  }
}

/** The time for which Temporal started it, which may be long ago. */
function dueTime(): string {
  const [time] = workflowInfo().searchAttributes['TemporalScheduledStartTime'] ?? [];
  return (time instanceof Date ? time : new Date(workflowInfo().startTime)).toISOString();
}
