// The append-only log of a thread: numbered from 1 without gaps, written in the transaction of its cause.
import type { ThreadEvent, ThreadEventBody } from '../contract/threads.ts';
import { parsed } from './columns.ts';
import type { Row } from './schema.ts';
import { indexThreadEvent } from './search-index.ts';
import type { WriteSession } from './session.ts';

/** undefined when the key was used before, or the thread is gone. */
export async function appendThreadEvent(
  tx: WriteSession,
  threadId: string,
  body: ThreadEventBody,
  key?: string,
): Promise<ThreadEvent | undefined> {
  const at = tx.now();
  if (key !== undefined && (await isUsed(tx, threadId, key))) return undefined;
  // Locks the row until the commit, so that numbers are given out one after the other.
  const thread = await tx.db
    .updateTable('threads')
    .set((eb) => ({ last_seq: eb('last_seq', '+', 1), updated_at: at }))
    .where('id', '=', threadId)
    .returning('last_seq')
    .executeTakeFirst();
  if (!thread) return undefined;
  const row: Row<'thread_events'> = {
    thread_id: threadId,
    seq: thread.last_seq,
    key: key ?? null,
    at,
    body: JSON.stringify(body),
  };
  await tx.db.insertInto('thread_events').values(row).execute();
  await indexThreadEvent(tx, row, body);
  tx.hints.appended(threadId, row.seq);
  return threadEventOf(row);
}

/** The row is locked first: of two that come at the same moment the second finds what the first has written. */
async function isUsed(tx: WriteSession, threadId: string, key: string): Promise<boolean> {
  const query = tx.db.selectFrom('threads').select('id').where('id', '=', threadId);
  if (tx.dialect === 'postgres') await query.forNoKeyUpdate().execute();
  const row = await tx.db
    .selectFrom('thread_events')
    .select('seq')
    .where('thread_id', '=', threadId)
    .where('key', '=', key)
    .executeTakeFirst();
  return row !== undefined;
}

export const threadEventOf = (row: Row<'thread_events'>): ThreadEvent => ({
  ...parsed<ThreadEventBody>(row.body),
  threadId: row.thread_id,
  seq: row.seq,
  at: row.at,
});
