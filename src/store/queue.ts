// The queue: which open tasks have one of the slots, which wait for one, and in what order. A slot that is given back is given on in the same
// transaction, so there is nothing that has to be alive, or could be missed, for the next task to begin.
import { sql } from 'kysely';
import { DEFAULT_SLOTS, type Slots } from '../contract/queue.ts';
import { DEFAULT_PRIORITY } from '../contract/task.ts';
import { parsed } from './columns.ts';
import { enqueue } from './outbox.ts';
import type { QueueRow, TaskStore } from './port.ts';
import type { Session, WriteSession } from './session.ts';
import { SUMMARY_COLUMNS, summaryOf } from './task-row.ts';

type QueueMethods = Pick<TaskStore, 'takeSlot' | 'hasSlot' | 'fillSlots' | 'queue' | 'placeInQueue' | 'orderQueue' | 'runNow'>;
type State = QueueRow['state'];

/** What a task is ahead of those of the next lower priority. Whoever has waited longer than that comes first all the same: nobody starves. */
const AHEAD_MS = 10 * 60_000;
/** The pool of the tasks that a person started; those that a task started share that task's. */
const EVERYBODY = '';
const SLOTS = 'slots';
/** Tells two ranks of one millisecond apart. */
const HAIR = 1 / 1_024;
/** Orders those who change the queue, where the database lets several write at once. Taken after the task's own row. */
const LOCK = 7_417_001;

export const queueMethods = (session: Session): QueueMethods => ({
  takeSlot: (taskId, slots) => session.write((tx) => takeSlot(tx, taskId, slots)),
  fillSlots: (slots) =>
    session.write(async (tx) => {
      await lockQueue(tx);
      await remember(tx, slots);
      await fill(tx, EVERYBODY, slots.tasks);
      const pools = await tx.db.selectFrom('queue').select('pool').distinct().where('state', '=', 'waiting').execute();
      for (const { pool } of pools) if (pool !== EVERYBODY) await fill(tx, pool, slots.children);
    }),
  hasSlot: async (taskId) => (await stateOf(session, taskId)) === 'granted',

  async queue() {
    const rows = await session.db
      .selectFrom('queue')
      .innerJoin('tasks', 'tasks.id', 'queue.task_id')
      .select(['queue.state', ...SUMMARY_COLUMNS.map((name) => `tasks.${name}` as const)])
      .where('queue.pool', '=', EVERYBODY)
      .orderBy('queue.rank')
      .orderBy('queue.task_id')
      .execute();
    return rows.map((row) => ({ taskId: row.id, state: row.state as State, task: summaryOf(row) }));
  },

  async placeInQueue(taskId) {
    const { rows } = await sql<{ n: number | string }>`
      select count(*) as n from queue q join queue mine on mine.task_id = ${taskId} and mine.state = 'waiting'
      where q.pool = ${EVERYBODY} and mine.pool = q.pool and q.state = 'waiting'
        and (q.rank < mine.rank or (q.rank = mine.rank and q.task_id <= mine.task_id))`.execute(session.db);
    return Number(rows[0]?.n ?? 0) || undefined;
  },

  orderQueue: (taskIds) =>
    session.write(async (tx) => {
      await lockQueue(tx);
      const rows = await tx.db
        .selectFrom('queue')
        .select(['task_id', 'rank'])
        .where('pool', '=', EVERYBODY)
        .where('task_id', 'in', [...taskIds])
        .execute();
      const ranks = rows.map((row) => row.rank).sort((a, b) => a - b);
      const known = new Set(rows.map((row) => row.task_id));
      // They change places among themselves; equal ranks are told apart by a hair.
      for (const [n, taskId] of [...new Set(taskIds)].filter((id) => known.has(id)).entries())
        await tx.db
          .updateTable('queue')
          .set({ rank: Math.max(ranks[n]!, n > 0 ? ranks[n - 1]! + n * HAIR : -Infinity) })
          .where('task_id', '=', taskId)
          .execute();
    }),

  runNow: (taskId) =>
    session.write(async (tx) => {
      await lockQueue(tx);
      const row = await tx.db
        .updateTable('queue')
        .set({ state: 'granted' })
        .where('task_id', '=', taskId)
        .where('state', '=', 'waiting')
        .returning('task_id')
        .executeTakeFirst();
      if (row) await enqueue(tx, 'nudge', taskId);
      return row !== undefined;
    }),
});

/** Puts a new task in line, and gives it a slot when there is one. The caller has made its row. */
export async function lineUp(
  tx: WriteSession,
  task: { id: string; priority: number; parentId: string | undefined },
): Promise<boolean> {
  await lockQueue(tx);
  const pool = task.parentId ?? EVERYBODY;
  await insert(tx, { ...task, pool, madeAt: tx.now() });
  const slots = await slotsOf(tx);
  await fill(tx, pool, pool === EVERYBODY ? slots.tasks : slots.children, task.id);
  return (await stateOf(tx, task.id)) === 'granted';
}

/** A task that does not work holds no slot: what it held goes to the next in line. */
export async function releaseSlot(tx: WriteSession, taskId: string): Promise<void> {
  const state = await stateOf(tx, taskId);
  if (state === undefined || state === 'none') return;
  await lockQueue(tx);
  const row = await tx.db
    .updateTable('queue')
    .set({ state: 'none' satisfies State })
    .where('task_id', '=', taskId)
    .returning('pool')
    .executeTakeFirst();
  if (!row) return;
  const slots = await slotsOf(tx);
  await fill(tx, row.pool, row.pool === EVERYBODY ? slots.tasks : slots.children);
}

/** The place of a task whose priority has changed: as if it had been made with it. */
export async function lineUpAnew(tx: WriteSession, taskId: string, priority: number): Promise<void> {
  const task = await tx.db.selectFrom('tasks').select('created_at').where('id', '=', taskId).executeTakeFirst();
  if (!task) return;
  await tx.db
    .updateTable('queue')
    .set({ rank: rankOf(task.created_at, priority) })
    .where('task_id', '=', taskId)
    .execute();
}

async function takeSlot(tx: WriteSession, taskId: string, slots: Slots): Promise<boolean> {
  const task = await tx.db
    .selectFrom('tasks')
    .select(['parent_id', 'priority', 'created_at', 'finished_at'])
    .where('id', '=', taskId)
    .executeTakeFirst();
  if (!task || task.finished_at !== null) return false;
  await lockQueue(tx);
  await remember(tx, slots);
  const pool = task.parent_id ?? EVERYBODY;
  // A task of an earlier version has no row yet.
  await insert(tx, { id: taskId, priority: task.priority, pool, madeAt: task.created_at });
  await tx.db
    .updateTable('queue')
    .set({ state: 'waiting' satisfies State })
    .where('task_id', '=', taskId)
    .where('state', '=', 'none')
    .execute();
  await fill(tx, pool, pool === EVERYBODY ? slots.tasks : slots.children, taskId);
  return (await stateOf(tx, taskId)) === 'granted';
}

/** Gives free slots to those that have waited longest, and wakes them; `asking` is awake. */
async function fill(tx: WriteSession, pool: string, limit: number, asking?: string): Promise<void> {
  const held = await tx.db
    .selectFrom('queue')
    .select((eb) => eb.fn.countAll<number | string>().as('n'))
    .where('pool', '=', pool)
    .where('state', '=', 'granted')
    .executeTakeFirstOrThrow();
  const free = limit - Number(held.n);
  if (free <= 0) return;
  const next = await tx.db
    .selectFrom('queue')
    .select('task_id')
    .where('pool', '=', pool)
    .where('state', '=', 'waiting')
    .orderBy('rank')
    .orderBy('task_id')
    .limit(free)
    .execute();
  for (const { task_id } of next) {
    const granted = await tx.db
      .updateTable('queue')
      .set({ state: 'granted' satisfies State })
      .where('task_id', '=', task_id)
      .where('state', '=', 'waiting')
      .returning('task_id')
      .executeTakeFirst();
    if (granted && task_id !== asking) await enqueue(tx, 'nudge', task_id);
  }
}

async function insert(tx: WriteSession, task: { id: string; priority: number; pool: string; madeAt: string }): Promise<void> {
  const rank = rankOf(task.madeAt, task.priority);
  // Of those of one millisecond the later comes later.
  const last = await tx.db
    .selectFrom('queue')
    .select((eb) => eb.fn.max('rank').as('rank'))
    .where('pool', '=', task.pool)
    .where('rank', '>=', rank)
    .where('rank', '<', rank + 1)
    .executeTakeFirst();
  const own = typeof last?.rank === 'number' ? last.rank + HAIR : rank;
  await tx.db
    .insertInto('queue')
    .values({ task_id: task.id, pool: task.pool, rank: own, state: 'waiting' satisfies State })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

const rankOf = (madeAt: string, priority: number): number => Date.parse(madeAt) + (priority - DEFAULT_PRIORITY) * AHEAD_MS;

async function stateOf(session: Session, taskId: string): Promise<State | undefined> {
  const row = await session.db.selectFrom('queue').select('state').where('task_id', '=', taskId).executeTakeFirst();
  return row?.state as State | undefined;
}

async function slotsOf(tx: WriteSession): Promise<Slots> {
  const row = await tx.db.selectFrom('settings').select('value').where('name', '=', SLOTS).executeTakeFirst();
  return row ? parsed<Slots>(row.value) : DEFAULT_SLOTS;
}

/** How many there are is a setting of the product; whoever gives a slot back has no time to ask for it. */
async function remember(tx: WriteSession, slots: Slots): Promise<void> {
  const { tasks, children } = await slotsOf(tx);
  if (tasks === slots.tasks && children === slots.children) return;
  const value = JSON.stringify({ tasks: slots.tasks, children: slots.children });
  await tx.db
    .insertInto('settings')
    .values({ name: SLOTS, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
}

export async function lockQueue(tx: WriteSession): Promise<void> {
  if (tx.dialect === 'postgres') await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx.db);
}
