// Which tables of the task store an archive holds, and which it leaves out and why: closed, so that a new table has to be decided on.
import type { TaskDb } from '../store/schema.ts';

export interface ArchivedTable {
  readonly table: keyof TaskDb;
  /** The rows of one task, whose id is the one `?`; tables inside are named below `db` (`main.`, `staged.`). */
  readonly where: (db: string) => string;
  readonly order: string;
  /** A number that the home that takes it in gives anew. */
  readonly fresh?: string;
  /** Rows that several tasks may share: those that are there already stay. */
  readonly shared?: true;
}

const ofTask = (): string => 'task_id = ?';

/** In the order in which they refer to each other. Another table of a task's is one more line. */
export const ARCHIVED: readonly ArchivedTable[] = [
  { table: 'tasks', where: () => 'id = ?', order: 'id' },
  { table: 'events', where: ofTask, order: 'seq' },
  { table: 'inbox', where: ofTask, order: 'seq' },
  { table: 'messages', where: ofTask, order: 'step, role' },
  { table: 'compactions', where: ofTask, order: 'task_id' },
  { table: 'attempts', where: ofTask, order: 'step, attempt' },
  { table: 'usage_totals', where: ofTask, order: 'task_id' },
  { table: 'tool_results', where: ofTask, order: 'step, idx' },
  { table: 'approvals', where: ofTask, order: 'created_at, id' },
  { table: 'questions', where: ofTask, order: 'created_at, id' },
  { table: 'change_sets', where: ofTask, order: 'position' },
  {
    table: 'operations',
    where: (db) => `change_set_id in (select id from ${db}change_sets where task_id = ?)`,
    order: 'change_set_id, position',
  },
  { table: 'outputs', where: ofTask, order: 'created_at, id' },
  { table: 'network', where: ofTask, order: 'id', fresh: 'id' },
  {
    table: 'uploads',
    where: (db) => `id in (select value from ${db}tasks, json_each(${db}tasks.attachments) where ${db}tasks.id = ?)`,
    order: 'id',
    shared: true,
  },
];

/** The rows of one schedule, whose id is the one `?`. */
export const OF_SCHEDULES: readonly ArchivedTable[] = [
  { table: 'schedules', where: () => 'id = ?', order: 'id' },
  { table: 'schedule_runs', where: () => 'schedule_id = ?', order: 'due' },
];

/** The rows of one thread, whose id is the one `?`. */
export const OF_THREADS: readonly ArchivedTable[] = [
  { table: 'threads', where: () => 'id = ?', order: 'id' },
  { table: 'thread_events', where: () => 'thread_id = ?', order: 'seq' },
];

/** By the name of the list in the archive's description, and of the folder that their rows are in. */
export const TABLES_OF = { tasks: ARCHIVED, schedules: OF_SCHEDULES, threads: OF_THREADS } as const;
export type ArchivedKind = keyof typeof TABLES_OF;

export const LEFT_OUT: Readonly<Partial<Record<keyof TaskDb, string>>> = {
  queue: 'who works and who waits for a turn on this computer',
  outbox: "orders to this computer's task engine",
  requests: 'what this computer was asked to do to its own files',
  former_spending: 'money that deleted tasks had cost here',
  folders: 'permissions on folders never leave their computer',
  presence: 'when this computer was seen',
  settings: 'settings of this computer',
  idempotency: 'answers to requests that were sent here',
  search_texts: 'made anew from what is taken in',
  search_pending: 'what the search here has not taken in yet',
};
