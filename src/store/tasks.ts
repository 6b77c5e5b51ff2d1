// Task rows: made, read, listed, patched.
import { waitsForSlot } from '../contract/queue.ts';
import { DEFAULT_PRIORITY, type TaskFolder } from '../contract/task.ts';
import { CoworkError } from '../contract/errors.ts';
import { flag, json, plain, present } from './columns.ts';
import { ByTime, decodeCursor, pageOf } from './cursor.ts';
import { appendEvent } from './events.ts';
import { enqueue } from './outbox.ts';
import type { TaskPatch, TaskRow, TaskStore } from './port.ts';
import { lineUp, lineUpAnew } from './queue.ts';
import type { Row } from './schema.ts';
import { putText } from './search-index.ts';
import type { Session, WriteSession } from './session.ts';
import { tellRun } from './tell-run.ts';
import { SUMMARY_COLUMNS, summaryOf, taskOf } from './task-row.ts';

type NewTask = Parameters<TaskStore['createTask']>[0];
type TaskMethods = Pick<
  TaskStore,
  'createTask' | 'task' | 'listTasks' | 'openTasks' | 'finishedSince' | 'patchTask' | 'addActiveMs'
>;

export const taskMethods = (session: Session): TaskMethods => ({
  createTask: (task) => session.write((tx) => createTask(tx, task)),

  async task(id) {
    const row = await session.db.selectFrom('tasks').selectAll().where('id', '=', id).executeTakeFirst();
    return row && taskOf(row);
  },

  async listTasks({ limit, cursor, status, archived, threadId, children }) {
    const after = decodeCursor(ByTime, cursor);
    let query = session.db.selectFrom('tasks').select(SUMMARY_COLUMNS);
    if (status) query = query.where('status', 'in', [...status]);
    if (!children) query = query.where('parent_id', 'is', null);
    if (threadId !== undefined) query = query.where('thread_id', '=', threadId);
    if (archived !== undefined) query = query.where('archived', '=', flag(archived));
    if (after) query = query.where((eb) => eb(eb.refTuple('created_at', 'id'), '<', eb.tuple(after[0], after[1])));
    const rows = await query
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute();
    return pageOf(rows, limit, { item: summaryOf, place: (row) => [row.created_at, row.id] });
  },

  async openTasks() {
    const rows = await session.db
      .selectFrom('tasks')
      .selectAll()
      .where('finished_at', 'is', null)
      .orderBy('created_at')
      .orderBy('id')
      .execute();
    return rows.map(taskOf);
  },

  async finishedSince(at, limit) {
    const rows = await session.db
      .selectFrom('tasks')
      .select(SUMMARY_COLUMNS)
      .where('finished_at', '>=', at)
      .where('parent_id', 'is', null)
      .orderBy('finished_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
    return rows.map(summaryOf);
  },

  patchTask: (id, patch) =>
    session.write(async (tx) => {
      const columns = { ...columnsOf(patch), updated_at: tx.now() };
      const row = await tx.db.updateTable('tasks').set(columns).where('id', '=', id).returning('id').executeTakeFirst();
      if (row && patch.priority !== undefined) await lineUpAnew(tx, id, patch.priority);
      if (row && patch.title !== undefined)
        await putText(tx, { taskId: id }, { kind: 'title', ref: '', at: tx.now(), text: plain(patch.title) });
      // A schedule's run does not wait until somebody mends what holds it.
      if (row && patch.hold) await tellRun(tx, id);
      return row !== undefined;
    }),

  addActiveMs: async (id, ms) => {
    await session.write((tx) =>
      tx.db
        .updateTable('tasks')
        .set((eb) => ({ active_ms: eb('active_ms', '+', ms) }))
        .where('id', '=', id)
        .execute(),
    );
  },
});

/** Who has started it, and with which call. */
export interface Origin {
  readonly parentId: string;
  readonly rootId: string;
  readonly depth: number;
  readonly call: { readonly step: number; readonly index: number; readonly place: number };
}

export async function createTask(tx: WriteSession, task: NewTask, origin?: Origin): Promise<TaskRow> {
  const folders = task.folders.map((folder): TaskFolder => ({ ...folder, state: 'requested' }));
  const row = { ...newRow(task, folders, tx.now()), ...(origin && originColumns(origin)) };
  const made = await tx.db
    .insertInto('tasks')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!made) throw new CoworkError('internal', `There is already a task ${task.id}; the new one was not stored.`);
  const stored = { ...row };
  // Before its event, which may hold a thread: the queue is locked before any thread.
  if (!(await lineUp(tx, { id: task.id, priority: row.priority, parentId: origin?.parentId }))) {
    stored.waiting_for = json(waitsForSlot(row.created_at, origin?.parentId));
    await tx.db.updateTable('tasks').set({ waiting_for: stored.waiting_for }).where('id', '=', task.id).execute();
  }
  const { title, prompt } = row;
  const event = await appendEvent(tx, task.id, { type: 'task_created', title, prompt, mode: task.mode, folders });
  Object.assign(stored, { last_seq: 1, updated_at: event?.at ?? row.updated_at });
  if (!origin) await enqueue(tx, 'start', task.id);
  return taskOf(stored);
}

const originColumns = ({ parentId, rootId, depth, call }: Origin) => ({
  ...{ parent_id: parentId, root_id: rootId, depth },
  ...{ call_step: call.step, call_index: call.index, call_place: call.place },
});

const newRow = (task: NewTask, folders: TaskFolder[], at: string): Row<'tasks'> => ({
  id: task.id,
  thread_id: task.threadId ?? null,
  title: plain(task.title),
  prompt: plain(task.prompt),
  status: 'queued',
  waiting_for: null,
  mode: task.mode,
  model: task.model,
  priority: task.priority ?? DEFAULT_PRIORITY,
  archived: 0,
  wanted: 'run',
  hold: null,
  run_id: null,
  last_step: -1,
  sealed_step: -1,
  last_inbox: 0,
  inbox_upto: 0,
  last_seq: 0,
  active_ms: 0,
  created_at: at,
  updated_at: at,
  finished_at: null,
  folders: json(folders),
  attachments: json(task.attachments),
  plan: '[]',
  budget: json(task.budget),
  turn: '{}',
  final_check: null,
  error: null,
  outcome: null,
  parent_id: null,
  root_id: null,
  depth: 0,
  call_step: null,
  call_index: null,
  call_place: null,
  told: 0,
  children: 0,
  schedule_id: task.scheduleId ?? null,
  tools: json(task.tools),
});

const columnsOf = (patch: TaskPatch): Partial<Row<'tasks'>> =>
  present({
    title: patch.title === undefined ? undefined : plain(patch.title),
    mode: patch.mode,
    model: patch.model,
    priority: patch.priority,
    archived: patch.archived === undefined ? undefined : flag(patch.archived),
    wanted: patch.wanted,
    hold: patch.hold === undefined ? undefined : json(patch.hold),
    run_id: patch.runId,
    sealed_step: patch.sealedStep,
    inbox_upto: patch.inboxUpto,
    budget: patch.budget && json(patch.budget),
    folders: patch.folders && json(patch.folders),
    plan: patch.plan && json(patch.plan),
    turn: patch.turn && json(patch.turn),
  });
