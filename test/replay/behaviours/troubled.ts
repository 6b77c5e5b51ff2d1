// Behaviours of a task in trouble: a busy service, a worker that dies, stores that were restored, a run that is not the only one.
import { DatabaseSync } from 'node:sqlite';
import type { Reply } from '../../../src/demo/model-server/port.ts';
import { newId, workflowIdOf } from '../../../src/contract/ids.ts';
import { call, inSteps, manySteps } from '../../rig/scripts.ts';
import { type Behaviour, create, look, type Stage, toEnd, untilStep, want } from './behaviour.ts';

const busy = (retryAfter: number) =>
  inSteps((request): Reply =>
    request.attempt === 1
      ? { fault: { kind: 'status', status: 429, type: 'rate_limit_error', message: 'slow down', retryAfter } }
      : { text: 'Through.' },
  );

export const TROUBLED: readonly Behaviour[] = [
  { name: 'waits-for-the-model', script: busy(6), play: (stage) => toEnd(stage) },
  // Short enough that the activity is tried again by the server.
  { name: 'tries-the-model-again', script: busy(1), play: (stage) => toEnd(stage) },
  {
    // What a new worker does to its dead predecessor's calls.
    name: 'loses-its-worker-in-a-call',
    script: inSteps({ text: 'A longer answer. '.repeat(20), chunkDelayMs: 50 }),
    async play(stage) {
      const id = await create(stage);
      await untilStep(stage, id, 1);
      const workflowId = workflowIdOf(id);
      const { raw } = await stage.temporal.workflow.getHandle(workflowId).describe();
      const activityId = raw.pendingActivities?.[0]?.activityId ?? '';
      await stage.temporal.activity.fail({ workflowId, activityId }, new Error('the worker that ran this has ended'));
      return toEnd(stage, id);
    },
  },
  {
    // Its desktop is away and comes back: the call waits in the queue, the nudge finds the workflow waiting for it.
    name: 'is-nudged-while-a-call-waits',
    script: inSteps({ toolCalls: [call('read_file', { path: '/scratch/none' })], delayMs: 300 }, { text: 'Not there.' }),
    async play(stage) {
      const id = await create(stage);
      await untilStep(stage, id, 1);
      await stage.rig.nudge(id);
      return toEnd(stage, id);
    },
  },
  {
    name: 'finds-its-store-restored',
    script: manySteps(4, (step) => ({ ...look(step), delayMs: 150 })),
    async play(stage) {
      const id = await create(stage);
      await untilStep(stage, id, 3);
      await paused(stage, id);
      forgetFrom(stage, id, 1);
      // A worker that was started again remembers no transcript; this one remembers four.
      for (const other of ['a', 'b', 'c', 'd']) await stage.rig.deps.transcripts.of(other);
      await want(stage, id, 'run');
      return toEnd(stage, id);
    },
  },
  {
    name: 'is-superseded-by-another-run',
    script: manySteps(4, (step) => ({ ...look(step), delayMs: 150 })),
    async play(stage) {
      const id = await create(stage);
      await untilStep(stage, id, 1);
      await paused(stage, id);
      await stage.rig.store.patchTask(id, { runId: 'another-run' });
      await want(stage, id, 'run');
      await stage.temporal.workflow.getHandle(workflowIdOf(id)).result();
      return id;
    },
  },
  {
    name: 'takes-over-from-a-run-that-ended',
    run: 'last',
    script: manySteps(3, (step) => ({ ...look(step), delayMs: 150 })),
    async play(stage) {
      const id = await create(stage);
      await untilStep(stage, id, 2);
      await stage.temporal.workflow.getHandle(workflowIdOf(id)).terminate('by somebody');
      await stage.rig.store.enqueue('start', id);
      return toEnd(stage, id);
    },
  },
  {
    name: 'does-not-know-its-task',
    script: inSteps({ text: 'Never asked.' }),
    async play(stage) {
      const id = newId('t');
      const workflowId = workflowIdOf(id);
      await stage.temporal.workflow.execute('coworkTask', { workflowId, taskQueue: 'agent', args: [{ taskId: id }] });
      return id;
    },
  },
];

async function paused(stage: Stage, id: string): Promise<void> {
  await want(stage, id, 'pause');
  await stage.rig.until(id, 'paused');
}

/** As if the task store were an older copy: it knows nothing of this step and those after it. */
function forgetFrom({ rig }: Stage, id: string, step: number): void {
  const database = new DatabaseSync(rig.paths.tasksDb);
  try {
    database.prepare('delete from messages where task_id = ? and step >= ?').run(id, step);
    database.prepare('delete from tool_results where task_id = ? and step >= ?').run(id, step);
    database.prepare('update tasks set last_step = ?, sealed_step = ? where id = ?').run(step - 1, step - 2, id);
  } finally {
    database.close();
  }
}
