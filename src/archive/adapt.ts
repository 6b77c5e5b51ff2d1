// Makes tasks of another home at home here: no permission came along, nothing can be undone here, and who was at work waits for a person.
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { isFinished, type TaskFolder } from '../contract/task.ts';
import { errorResult, type ToolResult } from '../contract/tool-result.ts';
import type { TaskRow, TaskStore } from '../store/port.ts';
import { createTaskStore } from '../store/task-store.ts';
import type { BegunCall } from './format.ts';
import type { Staged } from './stage-archive.ts';

/** Calls that may be made again: they change nothing, or their question is found again. */
const HARMLESS = ['update_plan', 'list_files', 'read_file', 'search_files', 'ask_user', 'request_folder'];

const HOLD_TEXT = 'Imported from elsewhere. Permissions do not come along: give its folders again and resume';
const NOT_HERE = 'It was made elsewhere: what undo needs did not come along';

/** Works on the staged rows and files, with the store's own methods, so that the log tells what happened. Not to be done twice. */
export async function adapt(staged: Staged, { folder, now }: { folder: string; now: () => Date }): Promise<void> {
  const { kysely } = staged.rows.opened;
  const store = createTaskStore({ kysely, dialect: 'sqlite', now });
  for (const id of staged.head.tasks) {
    const row = await store.task(id);
    await store.patchTask(id, {
      folders: (row?.folders ?? []).map(withoutGrant),
      // One that is being cancelled goes on being cancelled.
      ...(row?.wanted === 'pause' ? { wanted: 'run' } : {}),
    });
    await kysely.updateTable('tasks').set({ run_id: null }).where('id', '=', id).execute();
    if (row?.parentId !== undefined && !staged.head.tasks.includes(row.parentId)) await makeTopmost(staged, store, row);
    await kysely
      .updateTable('change_sets')
      .set({ undoable: 0, reason: NOT_HERE })
      .where('task_id', '=', id)
      .where('undoable', '=', 1)
      .execute();
    await placeDelivered(staged, { folder, taskId: id });
    if (row && !isFinished(row.status))
      await store.transaction((tx) => pause(tx, row, { calls: staged.calls.get(id) ?? [], now }));
  }
  for (const id of staged.head.schedules) await pauseSchedule(staged, { id, now });
  for (const id of staged.head.threads) {
    // Its folders are no permission here, and what nobody has answered there is not answered by itself here.
    await store.patchThread(id, { folders: [] });
    await store.stopThread(id);
  }
  await withoutThread(staged);
}

/** Where the thread has stayed, what belonged to it belongs to none. */
async function withoutThread({ rows, head }: Staged): Promise<void> {
  const { kysely } = rows.opened;
  const [gone, there] = [{ thread_id: null }, ['', ...head.threads]];
  await kysely.updateTable('tasks').set(gone).where('thread_id', 'not in', there).execute();
  await kysely.updateTable('schedules').set(gone).where('thread_id', 'not in', there).execute();
}

/** It would do its work twice while the other computer has it too, and its folders are no permission here. */
async function pauseSchedule({ rows }: Staged, { id, now }: { id: string; now: () => Date }): Promise<void> {
  const { kysely } = rows.opened;
  const schedule = await kysely.selectFrom('schedules').select('folders').where('id', '=', id).executeTakeFirst();
  const had = (JSON.parse(schedule?.folders ?? '[]') as { path: string }[]).map(({ path }) => path);
  const reason = `Imported from elsewhere, where it had ${had.length === 0 ? 'no folder of its own' : had.join(', ')}. Give it folders again, then let it go on`;
  const at = now().toISOString();
  await kysely
    .updateTable('schedules')
    .set({ paused: 1, paused_reason: reason, folders: '[]', allowed: '[]', active_from: at, accounted_to: at, updated_at: at })
    .where('id', '=', id)
    .execute();
  await kysely
    .updateTable('schedule_runs')
    .set({
      ...{ state: 'killed', why: 'The schedule was taken to another computer', ended_at: at },
      usd: sql<number>`(select coalesce(sum(u.usd), 0) from tasks t join usage_totals u on u.task_id = t.id
        where t.id = schedule_runs.task_id or t.root_id = schedule_runs.task_id)`,
    })
    .where('schedule_id', '=', id)
    .where('state', 'in', ['waiting', 'running'])
    .execute();
}

/** The task that started it has stayed: here it is one like any other, and those below it are its own. */
async function makeTopmost({ rows }: Staged, store: TaskStore, { id, depth }: TaskRow): Promise<void> {
  const { kysely } = rows.opened;
  await kysely.updateTable('tasks').set({ parent_id: null, root_id: null, depth: 0 }).where('id', '=', id).execute();
  const below = await store.descendants(id);
  if (below.length === 0) return;
  await kysely
    .updateTable('tasks')
    .set((eb) => ({ root_id: id, depth: eb('depth', '-', depth) }))
    .where('id', 'in', below)
    .execute();
}

const withoutGrant = ({ path, access, name }: TaskFolder): TaskFolder => ({
  ...{ path, access, state: 'removed' as const },
  ...(name === undefined ? {} : { name }),
});

/** What had been delivered to a place of the other computer lies among the task's own results here. */
async function placeDelivered({ rows, manifest }: Staged, of: { folder: string; taskId: string }): Promise<void> {
  const { kysely } = rows.opened;
  const prefix = `tasks/${of.taskId}/delivered/`;
  for (const { name } of manifest.members) {
    if (!name.startsWith(prefix)) continue;
    const id = name.slice(prefix.length);
    const output = await kysely.selectFrom('outputs').select('name').where('id', '=', id).executeTakeFirst();
    if (!output) continue;
    const plain = output.name.split(/[/\\]/).at(-1) ?? '';
    const fileName = plain === '' || plain === '.' || plain === '..' ? 'file' : plain;
    const room = join(of.folder, 'tasks', of.taskId, 'outputs', 'delivered', id);
    if (fileName !== 'content') await rename(join(room, 'content'), join(room, fileName));
    await kysely
      .updateTable('outputs')
      .set({ path: `/outputs/delivered/${id}/${fileName}` })
      .where('id', '=', id)
      .execute();
  }
  await kysely.updateTable('outputs').set({ delivered_to: null }).where('task_id', '=', of.taskId).execute();
}

async function pause(tx: TaskStore, task: TaskRow, of: { calls: readonly BegunCall[]; now: () => Date }): Promise<void> {
  await settleCalls(tx, task, of.calls);
  await withdraw(tx, task);
  const hold = {
    ...{ kind: 'user' as const, since: of.now().toISOString(), text: HOLD_TEXT },
    action: `cowork resume ${task.id} --folder PATH`,
  };
  await tx.patchTask(task.id, { hold });
  await tx.setStatus(task.id, { status: 'paused', waitingFor: hold });
  await tx.append(task.id, { type: 'notice', level: 'info', code: 'imported', text: `${HOLD_TEXT}.`, action: hold.action });
}

/** Calls of the last step that had begun and not ended. Never made again: the model hears what is known and looks for itself. */
async function settleCalls(tx: TaskStore, task: TaskRow, calls: readonly BegunCall[]): Promise<void> {
  const step = task.lastStep;
  const message = step > task.sealedStep ? await tx.message(task.id, step, 'assistant') : undefined;
  if (!message) return;
  const uses = message.content.filter((block): block is { name: string } => (block as { type?: string }).type === 'tool_use');
  const results = await tx.toolResults(task.id, step);
  const { items } = await tx.changeSets(task.id, { limit: 1_000 });
  for (const [index, { name }] of uses.entries()) {
    const begun = calls.find((call) => call.step === step && call.idx === index);
    if (!begun || results.has(index)) continue;
    if (begun.receipt === null && HARMLESS.includes(name)) continue;
    const proposed = items.some((set) => set.step === step && set.tool === name && set.state === 'proposed');
    const result = begun.receipt === null ? cut(proposed) : (JSON.parse(begun.receipt) as ToolResult);
    await tx.putToolResult({ taskId: task.id, step, index }, name, result, 0);
  }
}

const cut = (proposed: boolean): ToolResult =>
  errorResult(
    'task',
    proposed
      ? 'The task was taken to another computer before this change was allowed. Nothing was changed. Propose it again if it is still wanted.'
      : 'The task was taken to another computer while this was going on. It is not known whether it was done: look before doing it again.',
    'cut when the task was taken elsewhere',
  );

/** What was proposed lies in the other home: nobody can apply it here, so nobody is asked about it. */
async function withdraw(tx: TaskStore, task: TaskRow): Promise<void> {
  const { items: approvals } = await tx.listApprovals({ taskId: task.id, limit: 1_000 });
  for (const { id, status, step, changeSetIds } of approvals)
    if (changeSetIds.length > 0 && (status === 'pending' || (status === 'allowed' && step > task.sealedStep)))
      await tx.supersedeApproval(id, status);
  const { items: sets } = await tx.changeSets(task.id, { limit: 1_000 });
  for (const { id, state, summary } of sets) {
    if (state !== 'proposed') continue;
    await tx.patchChangeSet(id, {
      state: 'rejected',
      undoable: false,
      reason: 'The task was taken elsewhere before it was made',
    });
    await tx.append(task.id, { type: 'changes_refused', changeSetId: id, state: 'rejected', summary });
  }
}
