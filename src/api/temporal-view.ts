// Reads Temporal's description of a workflow: does it run, does its code fail, does a call wait for the desktop.
import type { WorkflowExecutionDescription } from '@temporalio/client';
import { desktopQueueOf } from '../contract/ids.ts';
import type { EngineView } from './engine.ts';

type Raw = WorkflowExecutionDescription['raw'];
type PendingActivity = NonNullable<Raw['pendingActivities']>[number];

/** Numbers of temporal.api.enums.v1. */
const STATUS_RUNNING = 1;
const ACTIVITY_SCHEDULED = 1;
const DESKTOP_QUEUE = desktopQueueOf('');
/** Where the server does not tell the queue. */
const DESKTOP_ACTIVITIES: readonly string[] = ['runTool', 'applyChanges'];

export function viewOf(raw: Raw): EngineView {
  const info = raw.workflowExecutionInfo;
  const runId = info?.execution?.runId ?? '';
  if (!info || Number(info.status) !== STATUS_RUNNING)
    return { kind: 'closed', runId, how: `status ${info?.status ?? 'unknown'}` };
  return {
    kind: 'running',
    runId,
    attempt: raw.pendingWorkflowTask?.attempt ?? 0,
    historyLength: Number(info.historyLength ?? 0),
    wantsDesktop: (raw.pendingActivities ?? []).some(wantsDesktop),
  };
}

function wantsDesktop(activity: PendingActivity): boolean {
  if (Number(activity.state) !== ACTIVITY_SCHEDULED) return false;
  const queue = activity.activityOptions?.taskQueue?.name;
  return queue ? queue.startsWith(DESKTOP_QUEUE) : DESKTOP_ACTIVITIES.includes(activity.activityType?.name ?? '');
}
