// The append-only log of a task: numbered from 1 without gaps, written in the transaction of its cause.
import type { EventBody, TaskEvent } from '../contract/events.ts';
import { parsed } from './columns.ts';
import type { TaskStore } from './port.ts';
import type { Row } from './schema.ts';
import { indexEvent } from './search-index.ts';
import type { Session, WriteSession } from './session.ts';
import { holdIfThere } from './task-lock.ts';
import { tellThread } from './thread-cards.ts';

export const eventMethods = (session: Session): Pick<TaskStore, 'append' | 'events'> => ({
  append: (taskId, body, key) => session.write((tx) => appendEvent(tx, taskId, body, key)),

  async events(taskId, after, limit) {
    const rows = await session.db
      .selectFrom('events')
      .selectAll()
      .where('task_id', '=', taskId)
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(limit)
      .execute();
    return rows.map(eventOf);
  },
});

/** undefined when the key was used before, or the task is gone. */
export async function appendEvent(
  tx: WriteSession,
  taskId: string,
  body: EventBody,
  key?: string,
): Promise<TaskEvent | undefined> {
  if (key !== undefined && (!(await holdIfThere(tx, taskId)) || (await isUsed(tx, taskId, key)))) return undefined;
  const at = tx.now();
  // The update locks the row until the commit, so commits come in the order of the numbers: no reader ever sees a gap.
  const task = await tx.db
    .updateTable('tasks')
    .set((eb) => ({ last_seq: eb('last_seq', '+', 1), updated_at: at }))
    .where('id', '=', taskId)
    .returning(['last_seq', 'thread_id', 'root_id'])
    .executeTakeFirst();
  if (!task) return undefined;
  const row: Row<'events'> = { task_id: taskId, seq: task.last_seq, key: key ?? null, at, body: JSON.stringify(body) };
  await tx.db.insertInto('events').values(row).execute();
  tx.hints.appended(taskId, row.seq);
  await indexEvent(tx, row, body);
  await tellThread(tx, { id: taskId, threadId: task.thread_id, rootId: task.root_id }, row, body);
  return eventOf(row);
}

async function isUsed(tx: WriteSession, taskId: string, key: string): Promise<boolean> {
  const row = await tx.db
    .selectFrom('events')
    .select('seq')
    .where('task_id', '=', taskId)
    .where('key', '=', key)
    .executeTakeFirst();
  return row !== undefined;
}

const eventOf = (row: Row<'events'>): TaskEvent => ({
  ...parsed<EventBody>(row.body),
  taskId: row.task_id,
  seq: row.seq,
  at: row.at,
});
