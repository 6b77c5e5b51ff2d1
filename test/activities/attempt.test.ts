// The frame around every activity: it says what it is doing, and an error that comes again and again is the user's to hear of.
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attempt } from '../../src/activities/attempt.ts';
import type { ActivityDeps } from '../../src/activities/deps.ts';
import { createRunning } from '../../src/activities/running.ts';
import { openTaskStore } from '../../src/store/open-task-store.ts';
import type { TaskStore } from '../../src/store/port.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const run = { taskId: 't1', runId: 'r1', key: 'model/0' };
let folder: string;
let store: TaskStore;
let deps: ActivityDeps;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cowork-attempt-'));
  store = await openTaskStore(join(folder, 'tasks.db'));
  await store.createTask({
    ...{ id: 't1', title: 't', prompt: 'p', folders: [], mode: 'ask', attachments: [], model: 'm', budget: {} },
  });
  await store.patchTask('t1', { runId: 'r1' });
  // Only what the frame itself uses.
  deps = { store, running: createRunning(), log: quiet, now: () => new Date() } as unknown as ActivityDeps;
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

it('beats with the phase that the work is in', async () => {
  const environment = new MockActivityEnvironment();
  const phases: string[] = [];
  let heard!: () => void;
  environment.on('heartbeat', ({ phase }: { phase: string }) => {
    phases.push(phase);
    heard();
  });
  const nextBeat = (): Promise<void> => new Promise((resolve) => (heard = resolve));
  await environment.run(() =>
    attempt(deps, run, async (work) => {
      await nextBeat();
      work.phase('compaction');
      await nextBeat();
      work.phase('model');
      await nextBeat();
      return { kind: 'ended' as const, why: 'completed' as const };
    }),
  );
  expect([...new Set(phases)]).toEqual(['start', 'compaction', 'model']);
});

const failing = (attemptNumber: number, error: Error = new Error('the disk has hiccups')): Promise<unknown> =>
  new MockActivityEnvironment({ attempt: attemptNumber }).run(() => attempt(deps, run, () => Promise.reject(error)));
const hiccups = async (...attempts: number[]): Promise<void> => {
  for (const number of attempts) await expect(failing(number)).rejects.toThrow('the disk has hiccups');
};

it('is tried again a few times, then holds the task with what went wrong and a way on, and as often once that was taken', async () => {
  await hiccups(1, 2, 3, 4);
  expect((await store.task('t1'))!.status).toBe('queued');
  expect(await failing(5)).toMatchObject({ kind: 'held' });
  expect(await store.task('t1')).toMatchObject({
    status: 'paused',
    waitingFor: {
      kind: 'user',
      text: 'Something inside failed 5 times (the disk has hiccups). Nothing was lost.',
      action: 'cowork resume t1',
    },
  });
  await hiccups(1, 2, 3, 4);
  expect(await failing(5)).toMatchObject({ kind: 'held' });
});

it('does not count the tries of killed workers and the waits for a busy service as errors of its own', async () => {
  await hiccups(41, 42, 43, 44);
  const busy = ApplicationFailure.create({ message: 'model_overloaded', category: 'BENIGN' });
  await expect(failing(45, busy)).rejects.toThrow('model_overloaded');
  await hiccups(46, 47, 48, 49);
  expect((await store.task('t1'))!.status).toBe('queued');
  expect(await failing(50)).toMatchObject({ kind: 'held' });
  expect((await store.task('t1'))!.waitingFor!.text).toContain('failed 5 times');
});
