// What the user does with a finished task: takes it back, does it again, deletes it; or its kept copies are let go in time.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { wrongIn } from '../rig/job.ts';
import type { Case } from './case.ts';
import { type Living, outcomeOf } from './life.ts';
import { patiently, until } from './patiently.ts';
import { turnBack } from './person.ts';
import { strike, type Target } from './strike.ts';

export async function afterwards(living: Living, cases: readonly Case[]): Promise<void> {
  const turned = cases.filter(({ workload }) => workload === 'undo' || workload === 'redo');
  for (const [i, one] of turned.entries()) await turn(living, one, i);
  const last = cases.find(({ workload }) => workload === 'delete' || workload === 'prune');
  if (last?.workload === 'delete') await remove(living, last);
  if (last?.workload === 'prune') await prune(living, last);
}

/** A finished task's stream has ended: the log is asked. */
function targetAfter({ instance, person }: Living): Target {
  const taskId = person.taskId()!;
  return {
    taskId: () => taskId,
    onRestart: () => undefined,
    nextEvent: (after) =>
      until('the next event', async () => (await instance.rig.client.eventsSoFar(taskId, { after })).items.length > 0),
  };
}

async function turn(living: Living, one: Case, i: number): Promise<void> {
  const { id, instance, folder, story, person } = living;
  const taskId = person.taskId()!;
  const current = strike(instance, one, targetAfter(living));
  const wrong = await turnBack(instance, { taskId, kind: one.workload as 'undo' | 'redo', key: `${id}-turn-${i}` });
  const expected = one.workload === 'undo' ? story.before : story.tree();
  wrong.push(...(await wrongIn(folder, expected)));
  living.report(await outcomeOf(one, current, { wrong }));
  const log = await person.log();
  if (log.some((event, n) => event.seq !== n + 1)) throw new Error(`${id}: gaps in the events after ${one.workload}`);
}

/** The user's files stay as they are; what was kept goes, and the task with it. */
async function remove(living: Living, one: Case): Promise<void> {
  const { instance, folder, story, person } = living;
  const taskId = person.taskId()!;
  const before = await wrongIn(folder, story.tree()).then((wrong) => (wrong.length === 0 ? story.tree() : story.before));
  const { nextEvent: _none, ...target } = targetAfter(living);
  const current = strike(instance, one, target);
  await patiently(() => instance.rig.client.deleteTask(taskId, true)).catch(ignoreGone);
  await until('what was kept is gone', async () => keptIn(instance.rig.home).length === 0);
  const wrong = await wrongIn(folder, before);
  const still = await patiently(() => instance.rig.client.task(taskId)).then(
    () => ['the deleted task is still there'],
    ignoreGone,
  );
  living.report(await outcomeOf(one, current, { wrong: [...wrong, ...(still ?? [])] }));
}

/** Old copies are let go when the worker starts; afterwards the task says so, once, and offers no undo. */
async function prune(living: Living, one: Case): Promise<void> {
  const { instance, folder, story, person } = living;
  const { client } = instance.rig;
  const taskId = person.taskId()!;
  const { retentionBytes } = await patiently(() => client.settings());
  await patiently(() => client.patchSettings({ retentionBytes: 1 }));
  const current = strike(instance, one, targetAfter(living));
  await instance.strike('worker');
  await until('what was kept is gone', async () => keptIn(instance.rig.home).length === 0);
  await current.struck;
  await until('the task says so', async () => (await person.log()).some(isExpiry));
  const sets = await patiently(() => instance.rig.client.changes(taskId));
  const told = (await person.log()).filter(isExpiry).length;
  const wrong = await wrongIn(folder, story.tree());
  if (sets.items.some((set) => set.undoable)) wrong.push('an undo is offered that is not possible');
  if (told !== sets.items.length) wrong.push(`told ${told} times of ${sets.items.length} changes`);
  await patiently(() => instance.rig.client.patchSettings({ retentionBytes }));
  living.report(await outcomeOf(one, current, { wrong }));
}

const isExpiry = (event: { type: string; code?: unknown }): boolean => event.type === 'notice' && event.code === 'undo_expired';

/** Rooms of change sets below the home. */
function keptIn(home: string): string[] {
  try {
    return readdirSync(join(home, 'files', 'kept'));
  } catch {
    return [];
  }
}

function ignoreGone(error: unknown): undefined {
  if ((error as { code?: unknown }).code !== 'not_found') throw error;
}
