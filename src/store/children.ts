// Tasks that a task has started: made with its call, told to it when they end, counted into one budget with it.
import { sql } from 'kysely';
import { type Budget, isFinished, isWider, type TaskFolder, type TaskStatus, type WaitingFor } from '../contract/task.ts';
import { flag, parsed, parsedOrUndefined, present } from './columns.ts';
import { appendEvent } from './events.ts';
import { enqueue } from './outbox.ts';
import type { ChildRow, FamilyMember, TaskRow, TaskStore } from './port.ts';
import type { Session, WriteSession } from './session.ts';
import { lockIfThere, lockTask } from './task-lock.ts';
import { taskOf } from './task-row.ts';
import { createTask } from './tasks.ts';

type ChildrenMethods = Pick<TaskStore, 'addChildren' | 'children' | 'childrenTold' | 'family' | 'descendants'>;

export const childrenMethods = (session: Session): ChildrenMethods => ({
  addChildren: (call, children) => session.write((tx) => addChildren(tx, call, children)),
  children: (parentId) => children(session, parentId),

  childrenTold: async (ids) => {
    if (ids.length === 0) return;
    await session.write((tx) =>
      tx.db
        .updateTable('tasks')
        .set({ told: flag(true) })
        .where('id', 'in', [...ids])
        .execute(),
    );
  },

  family: (taskId) => family(session, taskId),

  descendants: (taskId) => descendants(session, taskId),
});

/** In a transaction from above to below, each level locked before the next is read: none is made meanwhile, and nobody locks them the other way round. */
async function descendants(session: Session, taskId: string): Promise<string[]> {
  const all: string[] = [];
  for (let level = [taskId]; level.length > 0;) {
    if (isWriting(session)) for (const id of level) await lockIfThere(session, id);
    const rows = await session.db.selectFrom('tasks').select('id').where('parent_id', 'in', level).orderBy('id').execute();
    level = rows.map(({ id }) => id);
    all.push(...level);
  }
  return all;
}

async function addChildren(
  tx: WriteSession,
  call: Parameters<TaskStore['addChildren']>[0],
  wanted: Parameters<TaskStore['addChildren']>[1],
): Promise<ChildRow[] | 'closed'> {
  await lockTask(tx, call.taskId);
  const ofCall = async (): Promise<ChildRow[]> =>
    (await children(tx, call.taskId)).filter((child) => child.step === call.step && child.index === call.index);
  const there = await ofCall();
  if (there.length > 0) return there;
  const parent = taskOf(await tx.db.selectFrom('tasks').selectAll().where('id', '=', call.taskId).executeTakeFirstOrThrow());
  if (isFinished(parent.status) || parent.wanted !== 'run') return 'closed';
  const { mode, model, priority, threadId, scheduleId, tools } = parent;
  const origin = { parentId: parent.id, rootId: parent.rootId ?? parent.id, depth: parent.depth + 1 };
  for (const [place, child] of wanted.entries()) {
    // Its budget is its parent's.
    const inherited = present({ mode, model, priority, threadId, scheduleId, tools, budget: {} });
    await createTask(
      tx,
      { ...inherited, ...child, folders: withinNow(parent, child.folders), attachments: [] },
      { ...origin, call: { step: call.step, index: call.index, place } },
    );
    await appendEvent(tx, parent.id, { type: 'child_started', childId: child.id, title: child.title }, `child/${child.id}`);
  }
  await tx.db
    .updateTable('tasks')
    .set((eb) => ({ children: eb('children', '+', wanted.length) }))
    .where('id', '=', parent.id)
    .execute();
  return ofCall();
}

/** What the parent has at this moment: a folder may have been taken from it since it was asked for. */
function withinNow(parent: TaskRow, wanted: readonly TaskFolder[]): TaskFolder[] {
  return wanted.flatMap((folder) => {
    const theirs = parent.folders.find(({ path, state }) => path === folder.path && state === 'granted');
    return theirs ? [{ ...folder, access: isWider(folder.access, theirs.access) ? theirs.access : folder.access }] : [];
  });
}

async function children(session: Session, parentId: string): Promise<ChildRow[]> {
  const rows = await session.db
    .selectFrom('tasks')
    .select(['id', 'title', 'status', 'waiting_for', 'outcome', 'error', 'call_step', 'call_index', 'run_id', 'told', 'children'])
    .where('parent_id', '=', parentId)
    .orderBy('call_step')
    .orderBy('call_index')
    .orderBy('call_place')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    title: row.title,
    status: row.status as TaskStatus,
    waitingFor: parsedOrUndefined<WaitingFor>(row.waiting_for),
    outcome: row.outcome ?? undefined,
    error: row.error ?? undefined,
    step: row.call_step ?? -1,
    index: row.call_index ?? -1,
    begun: row.run_id !== null,
    told: row.told === 1,
    children: row.children,
  }));
}

/** The parent hears of it by an event and a nudge. The caller holds the parent's row, then the child's. */
export async function tellParent(
  tx: WriteSession,
  parentId: string,
  ended: { childId: string; status: TaskStatus; outcome?: string },
): Promise<void> {
  await appendEvent(tx, parentId, { type: 'child_finished', ...ended }, `child_finished/${ended.childId}`);
  await enqueue(tx, 'nudge', parentId);
}

export async function parentOf(session: Session, id: string): Promise<string | undefined> {
  const row = await session.db.selectFrom('tasks').select('parent_id').where('id', '=', id).executeTakeFirst();
  return row?.parent_id ?? undefined;
}

interface MemberColumns {
  id: string;
  parent_id: string | null;
  budget: string;
  finished_at: string | null;
  status: string;
  active_ms: number;
  usd: number | null;
  steps: number | null;
  calling_step: number | null;
  reserved: number | null;
}

/** A call counts as running while its task is at work and it is the latest of its task; those that died with their process, the next one ends. */
async function family(session: Session, taskId: string): Promise<FamilyMember[]> {
  if (isWriting(session)) await lockIfThere(session, await topOf(session, taskId));
  const { rows } = await sql<MemberColumns>`
    with top (id) as (select coalesce(root_id, id) from tasks where id = ${taskId}),
    members as (
      select t.* from tasks t where t.id = (select id from top)
      union all select t.* from tasks t where t.root_id = (select id from top)
    )
    select m.id, m.parent_id, m.budget, m.finished_at, m.status, m.active_ms, u.usd, u.steps,
      a.step as calling_step, a.reserved_usd as reserved
    from members m
      left join usage_totals u on u.task_id = m.id
      left join attempts a on a.task_id = m.id and a.outcome is null and m.finished_at is null and m.status = 'running'
        and not exists (
          select 1 from attempts l where l.task_id = a.task_id and (l.step > a.step or (l.step = a.step and l.attempt > a.attempt)))
    order by m.depth, m.id`.execute(session.db);
  return rows.map((row) => ({
    id: row.id,
    parentId: row.parent_id ?? undefined,
    budget: parsed<Budget>(row.budget),
    open: row.finished_at === null,
    usd: row.usd ?? 0,
    steps: Number(row.steps ?? 0),
    activeMs: row.active_ms,
    ...(row.calling_step === null ? {} : { calling: { step: row.calling_step, usd: row.reserved ?? 0 } }),
  }));
}

/** In a transaction the family is held until its end: of two calls that ask for what is left, one sees the other's. */
const isWriting = (session: Session): session is WriteSession => 'held' in session;

async function topOf(session: Session, taskId: string): Promise<string> {
  const row = await session.db.selectFrom('tasks').select('root_id').where('id', '=', taskId).executeTakeFirst();
  return row?.root_id ?? taskId;
}
