// Messages from the user to a task, numbered per task.
import { plain } from './columns.ts';
import { appendEvent } from './events.ts';
import { enqueue } from './outbox.ts';
import type { InboxRow, TaskStore } from './port.ts';
import type { Row } from './schema.ts';
import type { Session, WriteSession } from './session.ts';
import { lockTask } from './task-lock.ts';

export const inboxMethods = (session: Session): Pick<TaskStore, 'addInbox' | 'inbox'> => ({
  addInbox: (taskId, message) => session.write((tx) => addInbox(tx, taskId, message)),

  async inbox(taskId, after) {
    const rows = await session.db
      .selectFrom('inbox')
      .selectAll()
      .where('task_id', '=', taskId)
      .where('seq', '>', after)
      .orderBy('seq')
      .execute();
    return rows.map(inboxOf);
  },
});

async function addInbox(
  tx: WriteSession,
  taskId: string,
  message: { text: string; clientId?: string },
): Promise<InboxRow | 'closed'> {
  const task = await lockTask(tx, taskId);
  const first = message.clientId === undefined ? undefined : await byClient(tx, taskId, message.clientId);
  if (first) return inboxOf(first);
  if (task.finished_at !== null) return 'closed';
  const row: Row<'inbox'> = {
    task_id: taskId,
    seq: task.last_inbox + 1,
    client_id: message.clientId ?? null,
    created_at: tx.now(),
    text: plain(message.text),
  };
  await tx.db.insertInto('inbox').values(row).execute();
  await tx.db.updateTable('tasks').set({ last_inbox: row.seq }).where('id', '=', taskId).execute();
  const messageId = `inbox-${row.seq}`;
  await appendEvent(tx, taskId, { type: 'message_added', step: task.last_step + 1, role: 'user', text: row.text, messageId });
  await enqueue(tx, 'nudge', taskId);
  return inboxOf(row);
}

const byClient = (tx: WriteSession, taskId: string, clientId: string): Promise<Row<'inbox'> | undefined> =>
  tx.db.selectFrom('inbox').selectAll().where('task_id', '=', taskId).where('client_id', '=', clientId).executeTakeFirst();

const inboxOf = (row: Row<'inbox'>): InboxRow => ({ seq: row.seq, text: row.text, createdAt: row.created_at });
