// The first activity of every run: takes the task over, has its folders granted and its uploads laid out, says where to go on.
import { isFinished, type TaskFolder, type WaitingFor } from '../contract/task.ts';
import { uploadNames } from '../contract/upload-names.ts';
import type { ActivityDeps } from './deps.ts';
import { uploadsOf } from './compose-user.ts';
import { gate, held, inLine } from './gate.ts';
import type { BeginOutcome, RunRef } from './interface.ts';
import { turnOf } from './turn.ts';

export async function beginRun(deps: ActivityDeps, run: RunRef): Promise<BeginOutcome> {
  deps.crash('run-begins');
  const task = await deps.store.task(run.taskId);
  if (!task) {
    deps.log.warn({ taskId: run.taskId }, 'a workflow was started for a task that the store does not know; it ends');
    return { kind: 'ended', why: 'unknown_task' };
  }
  if (isFinished(task.status)) return { kind: 'ended', why: task.status as 'completed' | 'failed' | 'cancelled' };
  // Also when an attempt before this one took the task over and then failed: nobody was asked yet.
  const first = (task.runId === undefined || task.status === 'queued') && turnOf(task).foldersAsked !== true;
  if (task.runId !== run.runId) await takeOver(deps, run, task.runId);
  deps.crash('run-taken');
  const passed = await gate(deps, run, true);
  if (passed.kind !== 'go') return passed;

  const folders = await deps.folders.settle(run.taskId);
  const uploads = await uploadsOf(deps.store, task);
  for (const [i, name] of uploadNames(uploads).entries()) await deps.workspace.attach(run.taskId, { id: uploads[i]!.id, name });
  await sayLeftOut(deps, run, folders);
  const refused = folders.filter((f) => f.state === 'refused' && !f.standing);
  if (first && refused.length > 0) {
    const waitingFor: WaitingFor = {
      since: deps.now().toISOString(),
      kind: 'user',
      text: `${refused.length === 1 ? 'A folder' : `${refused.length} folders`} cannot be used: ${refused.map((f) => f.reason ?? f.path).join('; ')}`,
      action: `cowork resume ${run.taskId}`,
    };
    // Together: asked and not held would be never asked.
    await deps.store.patchTask(run.taskId, { hold: waitingFor, turn: { ...passed.task.turn, foldersAsked: true } });
    return held(deps, run, waitingFor);
  }
  // One that was at work asks for a slot where it needs one: what was allowed meanwhile is done first.
  const waits = passed.task.lastStep < 0 ? await inLine(deps, run) : undefined;
  if (waits) return waits;
  await deps.store.setStatus(run.taskId, { status: 'running', runId: run.runId });
  deps.crash('run-ready');
  const { lastStep } = passed.task;
  const { desktopQueue, localReads } = deps;
  return { kind: 'go', step: Math.max(0, lastStep), again: lastStep >= 0, desktopQueue, localReads };
}

/** A standing folder was not named for this job: without it the task goes on, and says so. */
async function sayLeftOut(deps: ActivityDeps, { taskId }: RunRef, folders: readonly TaskFolder[]): Promise<void> {
  for (const { path, state, standing, reason } of folders)
    if (state === 'refused' && standing)
      await deps.store.append(
        taskId,
        {
          type: 'notice',
          level: 'warning',
          code: 'folder_left_out',
          text: `The task goes on without ${path}: ${reason ?? 'it cannot be used now'}`,
        },
        `folder_left_out/${path}`,
      );
}

/** The latest run owns the task; the earlier one is told `superseded` at its next call. */
async function takeOver(deps: ActivityDeps, run: RunRef, before: string | undefined): Promise<void> {
  await deps.store.transaction(async (tx) => {
    await tx.patchTask(run.taskId, { runId: run.runId });
    if (before !== undefined)
      await tx.append(
        run.taskId,
        { type: 'notice', level: 'info', code: 'engine_rebuilt', text: 'The task goes on in a new run; nothing was lost.' },
        `run/${run.runId}`,
      );
  });
}
