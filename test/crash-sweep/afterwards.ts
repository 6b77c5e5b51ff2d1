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
  for (const [i, one] of cases.entries()) {
    if (one.workload === 'delete') await remove(living, one);
    else if (one.workload === 'prune') await prune(living, one);
    else await turn(living, one, i);
    living.over?.(one.workload);
  }
}

/** A finished task's stream has ended: the log is asked. `over` is when no event will come any more. */
function targetAfter({ instance, person }: Living, over: Promise<unknown>): Target {
  const taskId = person.taskId()!;
  return {
    taskId: () => taskId,
    onRestart: () => undefined,
    async nextEvent(after) {
      const isNew = async (): Promise<boolean> => (await instance.rig.client.eventsSoFar(taskId, { after })).items.length > 0;
      const heard = until('the next event', isNew).then(() => true);
      heard.catch(() => undefined);
      return Promise.race([heard, over.then(() => false)]);
    },
  };
}

async function turn(living: Living, one: Case, i: number): Promise<void> {
  const { id, instance, folder, story, person } = living;
  const over = Promise.withResolvers<void>();
  const current = strike(instance, one, targetAfter(living, over.promise));
  const of = { taskId: person.taskId()!, kind: one.workload as 'undo' | 'redo', key: `${id}-turn-${i}` };
  const wrong = await turnBack(instance, of);
  over.resolve();
  wrong.push(...(await wrongIn(folder, one.workload === 'undo' ? story.before : story.tree())));
  if ((await person.log()).some((event, n) => event.seq !== n + 1)) wrong.push('gaps in the events');
  living.report(await outcomeOf(one, current, { wrong }));
}

/** The user's files stay as they are; what was kept goes, and the task with it. */
async function remove(living: Living, one: Case): Promise<void> {
  const { instance, folder, story, person } = living;
  const taskId = person.taskId()!;
  const isKept = keptOf(living, await setsOf(living));
  // No event follows: the log goes with the task.
  const current = strike(instance, one, { taskId: () => taskId, onRestart: () => undefined });
  await patiently(() => instance.rig.client.deleteTask(taskId, true)).catch(ignoreGone);
  await until('what was kept is gone', async () => !isKept());
  const wrong = await wrongIn(folder, story.tree());
  await until('the task is gone', () => instance.rig.client.task(taskId).then(() => false, isGone));
  living.report(await outcomeOf(one, current, { wrong }));
}

/** Old copies are let go when the worker starts; afterwards the task says so, once for each change, and offers no undo. */
async function prune(living: Living, one: Case): Promise<void> {
  const { instance, folder, story, person } = living;
  // Asked for anew each time: a start has another address.
  const settle = (retentionBytes: number) => patiently(() => instance.rig.client.patchSettings({ retentionBytes }));
  const sets = await setsOf(living);
  const isKept = keptOf(living, sets);
  const { retentionBytes } = await patiently(() => instance.rig.client.settings());
  await settle(1);
  const told = async (): Promise<number> => (await person.log()).filter(isExpiry).length;
  const all = until('the task says so', async () => (await told()) >= sets.length);
  all.catch(() => undefined);
  const current = strike(instance, one, targetAfter(living, all));
  await instance.strike('worker');
  await Promise.race([current.struck, all]).catch(() => undefined);
  await until('what was kept is gone', async () => !isKept());
  const wrong: string[] = await all.then(
    () => [],
    () => ['the task does not say that it cannot be undone any more'],
  );
  await settle(retentionBytes);
  const times = await patiently(told);
  if (times > sets.length) wrong.push(`told ${times} times of ${sets.length} changes`);
  const { items } = await patiently(() => instance.rig.client.changes(person.taskId()!));
  if (items.some((set) => set.undoable)) wrong.push('an undo is offered that is not possible');
  wrong.push(...(await wrongIn(folder, story.tree())));
  living.report(await outcomeOf(one, current, { wrong }));
}

const isExpiry = (event: { type: string; code?: unknown }): boolean => event.type === 'notice' && event.code === 'undo_expired';

async function setsOf({ instance, person }: Living): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await patiently(() => instance.rig.client.changes(person.taskId()!, { cursor }));
    ids.push(...page.items.map((set) => set.id));
    if (page.next === undefined) return ids;
    cursor = page.next;
  }
}

/** Whether any of these change sets still keeps something below the home. */
function keptOf({ instance }: Living, sets: readonly string[]): () => boolean {
  const folder = join(instance.rig.home, 'files', 'kept');
  return () => {
    const rooms = new Set(readdirSync(folder));
    return sets.some((id) => rooms.has(id));
  };
}

function isGone(error: unknown): boolean {
  if ((error as { code?: unknown }).code === 'not_found') return true;
  throw error;
}
const ignoreGone = (error: unknown): void => void isGone(error);
