// The gate before every piece of work: does the task still exist, is this run its run, does somebody want it to stop or wait?
import type { TaskRow } from '../store/port.ts';
import { waitsForSlot } from '../contract/queue.ts';
import { isFinished, PAUSED_BY_YOU, type WaitingFor } from '../contract/task.ts';
import type { ActivityDeps } from './deps.ts';
import { endTask } from './end-task.ts';
import type { RunRef, Stop } from './interface.ts';

export type Gate = Stop | { kind: 'go'; task: TaskRow };

/**
 * Reads the task's row and obeys it. `border` is true between steps and while waiting for a person, where "stop after this step" takes
 * effect too. Cancelling ends the task here, so that `cancelled` means that nothing runs any more.
 */
export async function gate(deps: ActivityDeps, run: RunRef, border: boolean): Promise<Gate> {
  const task = await deps.store.task(run.taskId);
  if (!task) return { kind: 'ended', why: 'unknown_task' };
  if (isFinished(task.status)) return { kind: 'ended', why: task.status as 'completed' | 'failed' | 'cancelled' };
  if (task.runId !== run.runId) return { kind: 'ended', why: 'superseded' };
  if (task.wanted === 'cancel_now' || (task.wanted === 'cancel_after_step' && border)) {
    await endTask(deps, task, { status: 'cancelled', runId: run.runId });
    return { kind: 'ended', why: 'cancelled' };
  }
  if (task.wanted === 'pause') return held(deps, run, { kind: 'user', text: PAUSED_BY_YOU, action: `cowork resume ${task.id}` });
  if (task.hold) return held(deps, run, task.hold);
  return { kind: 'go', task };
}

/** Shows the task as paused and why; the same reason again keeps its `since`. */
export async function held(
  deps: ActivityDeps,
  run: RunRef,
  waitingFor: Omit<WaitingFor, 'since'> & { since?: string },
  status: 'paused' | 'running' | 'queued' | 'waiting_approval' | 'waiting_input' = 'paused',
): Promise<Stop> {
  await deps.store.setStatus(run.taskId, {
    status,
    waitingFor: { since: deps.now().toISOString(), ...waitingFor },
    runId: run.runId,
  });
  return {
    kind: 'held',
    text: `${status}: ${waitingFor.kind}`,
    ...(waitingFor.until === undefined ? {} : { waitMs: Date.parse(waitingFor.until) - deps.now().getTime() }),
  };
}

/** Undefined: the task has one of the slots. Else it waits in line and says so. */
export async function inLine(deps: ActivityDeps, run: RunRef): Promise<Stop | undefined> {
  if (await deps.store.hasSlot(run.taskId)) return undefined;
  if (await deps.store.takeSlot(run.taskId, await deps.slots())) return undefined;
  const parentId = (await deps.store.task(run.taskId))?.parentId;
  return held(deps, run, waitsForSlot(deps.now().toISOString(), parentId), 'queued');
}

/** Pauses the task for a reason of the product's own; `resume`, or the mend, clears it. */
export async function hold(deps: ActivityDeps, run: RunRef, reason: Omit<WaitingFor, 'since'>): Promise<Stop> {
  const waitingFor = { since: deps.now().toISOString(), ...reason };
  await deps.store.patchTask(run.taskId, { hold: waitingFor });
  return held(deps, run, waitingFor);
}

/** Shows that the task works again, once it really does. */
export async function working(deps: ActivityDeps, run: RunRef, task: TaskRow): Promise<void> {
  if (task.status !== 'running' || task.waitingFor)
    await deps.store.setStatus(run.taskId, { status: 'running', runId: run.runId });
}

/** The user stopped it before the point of no return: the gate knows whether that was a pause or the end. */
export async function stopped(deps: ActivityDeps, run: RunRef): Promise<Stop> {
  const passed = await gate(deps, run, false);
  if (passed.kind !== 'go') return passed;
  throw new Error('the work was interrupted; it is tried again');
}
