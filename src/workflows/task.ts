// The durable task: gives the loop Temporal's activities, timers and signals. Control state only; the store has the rest.
import {
  ChildWorkflowCancellationType,
  condition,
  continueAsNew,
  defineSignal,
  proxyActivities,
  proxyLocalActivities,
  setCurrentDetails,
  setHandler,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import type { AgentActivities, CallRef, DesktopActivities } from '../activities/interface.ts';
import { NUDGE, workflowIdOf } from '../contract/ids.ts';
import { agentLoop, type LoopPorts } from './agent-loop.ts';
import { DESKTOP_CALL, FIRST_LOOK_MS, MODEL_CALL, QUICK_READ, SLOWEST_LOOK_MS } from './timeouts.ts';

export interface CoworkTaskInput {
  readonly taskId: string;
}

const nudge = defineSignal(NUDGE);

/** Workflow `coworkTask`, id `task-<id>`. Ends when the store says that the task has ended; continues as new when its history is long. */
export async function coworkTask(input: CoworkTaskInput): Promise<{ why: string }> {
  let nudges = 0;
  setHandler(nudge, () => {
    nudges += 1;
  });
  const end = await agentLoop(temporalPorts(input, () => nudges));
  if (end.kind === 'continue') return continueAsNew<typeof coworkTask>(input);
  return { why: end.why };
}

function temporalPorts({ taskId }: CoworkTaskInput, nudges: () => number): LoopPorts {
  const run = { taskId, runId: workflowInfo().firstExecutionRunId };
  const agent = proxyActivities<AgentActivities>(MODEL_CALL);
  const quick = proxyLocalActivities<DesktopActivities>(QUICK_READ);
  // Known after beginRun, which is the first call of every run.
  let desktopQueue = '';
  let localReads = false;
  const desktop = () => proxyActivities<DesktopActivities>({ ...DESKTOP_CALL, taskQueue: desktopQueue });

  return {
    async begin() {
      const begun = await agent.beginRun(run);
      if (begun.kind === 'go') ({ desktopQueue, localReads } = begun);
      return begun;
    },
    callModel: (step) =>
      agent.callModel.executeWithOptions({ ...MODEL_CALL, summary: `model, step ${step}` }, [{ ...run, step }]),
    runTool(step, call, round) {
      // Histories of before it have no such member: a first call is as it was.
      const input = [{ ...run, step, index: call.index, ...(round > 0 ? { round } : {}) }] as const;
      if (localReads && call.effect === 'quick_read')
        return quick.runTool.executeWithOptions({ ...QUICK_READ, summary: callSummary(step, call) }, [...input]);
      return desktop().runTool.executeWithOptions(
        { ...DESKTOP_CALL, taskQueue: desktopQueue, summary: callSummary(step, call) },
        [...input],
      );
    },
    async startTasks(ids) {
      await Promise.all(ids.map(startTask));
    },
    applyChanges: (step, indexes) =>
      desktop().applyChanges.executeWithOptions({ ...DESKTOP_CALL, taskQueue: desktopQueue, summary: `changes, step ${step}` }, [
        { ...run, step, indexes },
      ]),
    nudges,
    async nudgedSince(mark, round, waitMs) {
      const look = Math.min(FIRST_LOOK_MS * 2 ** Math.min(round, 10), SLOWEST_LOOK_MS);
      // A long wait with an end is looked at in between too: what it waits for may have changed without a nudge.
      const ms = waitMs === undefined ? look : Math.min(SLOWEST_LOOK_MS, Math.max(1, waitMs));
      await condition(() => nudges() !== mark, ms);
    },
    tooLong: () => workflowInfo().continueAsNewSuggested,
    show: setCurrentDetails,
  };
}

/** It lives on its own: when this run is over it goes on, and how it ends this task reads in the store. */
async function startTask(taskId: string): Promise<void> {
  try {
    await startChild(coworkTask, {
      workflowId: workflowIdOf(taskId),
      args: [{ taskId }],
      parentClosePolicy: 'ABANDON',
      cancellationType: ChildWorkflowCancellationType.ABANDON,
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowTaskTimeout: '3 seconds',
      staticSummary: taskId,
    });
  } catch (error) {
    // It runs already: somebody else, or an earlier try, has started it.
    if ((error as { name?: unknown }).name !== 'WorkflowExecutionAlreadyStartedError') throw error;
  }
}

const callSummary = (step: number, call: CallRef): string => `${call.tool}, step ${step}`;
