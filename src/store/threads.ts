// Threads as rows, and what people say in them: written together with the order that wakes whoever answers.
import { sql } from 'kysely';
import { CoworkError } from '../contract/errors.ts';
import type { Budget, WaitingFor } from '../contract/task.ts';
import { flag, json, parsed, parsedOrUndefined, plain, present } from './columns.ts';
import { ByTime, decodeCursor, pageOf } from './cursor.ts';
import { enqueue } from './outbox.ts';
import type { Row } from './schema.ts';
import { putText } from './search-index.ts';
import type { Session, WriteSession } from './session.ts';
import { forgetAnswers, forgetUploads } from './task-deletion.ts';
import { appendThreadEvent, threadEventOf } from './thread-events.ts';
import type { NewThread, ThreadPatch, ThreadRow, ThreadStore } from './thread-port.ts';

type ThreadMethods = Pick<
  ThreadStore,
  | 'createThread'
  | 'thread'
  | 'threads'
  | 'unansweredThreads'
  | 'enqueueThread'
  | 'patchThread'
  | 'deleteThread'
  | 'sayInThread'
  | 'threadEvents'
  | 'threadSaid'
  | 'threadOpen'
  | 'setThreadStatus'
>;

export const threadMethods = (session: Session): ThreadMethods => ({
  createThread: (thread) => session.write((tx) => createThread(tx, thread)),

  async thread(id) {
    const row = await session.db.selectFrom('threads').selectAll().where('id', '=', id).executeTakeFirst();
    return row && threadOf(row);
  },

  async threads({ limit, cursor, archived }) {
    const after = decodeCursor(ByTime, cursor);
    let query = session.db.selectFrom('threads').selectAll();
    if (archived !== undefined) query = query.where('archived', '=', flag(archived));
    if (after) query = query.where((eb) => eb(eb.refTuple('updated_at', 'id'), '<', eb.tuple(after[0], after[1])));
    const rows = await query
      .orderBy('updated_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute();
    return pageOf(rows, limit, { item: threadOf, place: (row) => [row.updated_at, row.id] });
  },

  async unansweredThreads() {
    const rows = await session.db.selectFrom('threads').select('id').whereRef('last_said', '>', 'answered_to').execute();
    return rows.map(({ id }) => id);
  },

  enqueueThread: (id) => session.write((tx) => enqueue(tx, 'thread', id)),

  patchThread: (id, patch) =>
    session.write(async (tx) => {
      const columns = { ...columnsOf(patch), updated_at: tx.now() };
      const row = await tx.db.updateTable('threads').set(columns).where('id', '=', id).returning('id').executeTakeFirst();
      if (row && patch.title !== undefined) await indexTitle(tx, id, patch.title);
      return row !== undefined;
    }),

  deleteThread: (id) =>
    session.write(async (tx) => {
      await tx.db.updateTable('tasks').set({ thread_id: null }).where('thread_id', '=', id).execute();
      await tx.db.updateTable('schedules').set({ thread_id: null }).where('thread_id', '=', id).execute();
      await forgetUploads(tx, await attachmentsIn(tx, id));
      await forgetAnswers(tx, id);
      await tx.db.deleteFrom('threads').where('id', '=', id).execute();
      await enqueue(tx, 'thread', id);
    }),

  sayInThread: (id, message) => session.write((tx) => say(tx, id, message)),

  async threadEvents(id, { after = 0, before, limit }) {
    let query = session.db.selectFrom('thread_events').selectAll().where('thread_id', '=', id).where('seq', '>', after);
    if (before !== undefined) query = query.where('seq', '<', before);
    const backwards = before !== undefined;
    const rows = await query
      .orderBy('seq', backwards ? 'desc' : 'asc')
      .limit(limit)
      .execute();
    return (backwards ? rows.reverse() : rows).map(threadEventOf);
  },

  async threadSaid(id, { after, last }) {
    const rows = await session.db
      .selectFrom('thread_events')
      .selectAll()
      .where('thread_id', '=', id)
      .where('seq', '>', after)
      .where(isSaid)
      .orderBy('seq', 'desc')
      .limit(last)
      .execute();
    return rows.reverse().map(threadEventOf);
  },

  async threadOpen(id, { after, limit }) {
    const rows = await session.db
      .selectFrom('thread_events')
      .selectAll()
      .where('thread_id', '=', id)
      .where('seq', '>', after)
      .where(sql<boolean>`body like ${BY_PERSON}`)
      .orderBy('seq')
      .limit(limit)
      .execute();
    return rows.map(threadEventOf);
  },

  setThreadStatus: (id, status, waitingFor) => session.write((tx) => setThreadStatus(tx, id, status, waitingFor)),
});

/** The log's JSON begins with its type and, of a message, who said it. */
const BY_PERSON = '{"type":"message_added","role":"user"%';
const isSaid = sql<boolean>`(body like '{"type":"message_added"%' or body like '{"type":"card_posted"%')`;

async function createThread(tx: WriteSession, thread: NewThread): Promise<ThreadRow> {
  const at = tx.now();
  const row: Row<'threads'> = {
    id: thread.id,
    title: plain(thread.title),
    status: 'idle',
    waiting_for: null,
    folders: json(thread.folders),
    mode: thread.mode,
    model: thread.model ?? null,
    budget: json(thread.budget),
    summary: '',
    turn: null,
    archived: 0,
    created_at: at,
    updated_at: at,
    ...{ summarised_to: 0, last_said: 0, answered_to: 0, calls: 0, attempt: 0, last_seq: 0 },
    ...{ input_tokens: 0, output_tokens: 0, usd: 0, unpriced: 0 },
  };
  const made = await tx.db
    .insertInto('threads')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!made) throw new CoworkError('internal', `There is already a thread ${thread.id}; the new one was not stored.`);
  await indexTitle(tx, thread.id, thread.title);
  return threadOf(row);
}

const indexTitle = (tx: WriteSession, threadId: string, title: string): Promise<void> =>
  putText(tx, { threadId }, { kind: 'title', ref: '', at: tx.now(), text: plain(title) });

async function say(
  tx: WriteSession,
  id: string,
  { text, clientId, attachments = [] }: Parameters<ThreadStore['sayInThread']>[1],
): ReturnType<ThreadStore['sayInThread']> {
  const thread = await tx.db.selectFrom('threads').select(['id', 'title', 'last_said']).where('id', '=', id).executeTakeFirst();
  if (!thread) return undefined;
  const key = clientId === undefined ? undefined : `said/${clientId}`;
  const words = plain(text);
  const event = await appendThreadEvent(
    tx,
    id,
    {
      ...{ type: 'message_added', role: 'user', text: words, messageId: clientId ?? `${id}/said/${thread.last_said + 1}` },
      ...(attachments.length > 0 ? { attachments: [...attachments] } : {}),
    },
    key,
  );
  if (!event) return first(tx, id, key!);
  await tx.db.updateTable('threads').set({ last_said: event.seq, archived: 0 }).where('id', '=', id).execute();
  await setThreadStatus(tx, id, 'answering');
  await enqueue(tx, 'thread', id);
  return { seq: event.seq, text: words, createdAt: event.at };
}

async function attachmentsIn(tx: WriteSession, id: string): Promise<string[]> {
  const rows = await tx.db
    .selectFrom('thread_events')
    .selectAll()
    .where('thread_id', '=', id)
    .where(sql<boolean>`body like ${BY_PERSON} and body like '%"attachments":[%'`)
    .execute();
  return rows
    .map(threadEventOf)
    .flatMap((event) => ('attachments' in event ? (event.attachments ?? []).map((one) => one.id) : []));
}

async function first(tx: WriteSession, id: string, key: string): ReturnType<ThreadStore['sayInThread']> {
  const row = await tx.db
    .selectFrom('thread_events')
    .selectAll()
    .where('thread_id', '=', id)
    .where('key', '=', key)
    .executeTakeFirstOrThrow();
  const event = threadEventOf(row);
  return { seq: event.seq, text: event.type === 'message_added' ? event.text : '', createdAt: event.at };
}

/** Told in the log only where it differs in more than its `since`. */
export async function setThreadStatus(
  tx: WriteSession,
  id: string,
  status: ThreadRow['status'],
  waitingFor?: WaitingFor,
): Promise<void> {
  const thread = await tx.db.selectFrom('threads').select(['status', 'waiting_for']).where('id', '=', id).executeTakeFirst();
  if (!thread) return;
  const before = parsedOrUndefined<WaitingFor>(thread.waiting_for);
  if (thread.status === status && before?.text === waitingFor?.text && before?.until === waitingFor?.until) return;
  await tx.db
    .updateTable('threads')
    .set({ status, waiting_for: json(waitingFor) })
    .where('id', '=', id)
    .execute();
  const from = thread.status as ThreadRow['status'];
  await appendThreadEvent(tx, id, present({ type: 'status_changed' as const, from, to: status, waitingFor }));
}

const columnsOf = (patch: ThreadPatch): Partial<Row<'threads'>> =>
  present({
    title: patch.title === undefined ? undefined : plain(patch.title),
    folders: patch.folders === undefined ? undefined : json(patch.folders),
    mode: patch.mode,
    model: patch.model,
    budget: patch.budget && json(patch.budget),
    archived: patch.archived === undefined ? undefined : flag(patch.archived),
  });

export const threadOf = (row: Row<'threads'>): ThreadRow => ({
  id: row.id,
  title: row.title,
  status: row.status as ThreadRow['status'],
  waitingFor: parsedOrUndefined<WaitingFor>(row.waiting_for),
  folders: parsedOrUndefined<NonNullable<ThreadRow['folders']>>(row.folders),
  mode: row.mode as ThreadRow['mode'],
  model: row.model ?? undefined,
  budget: parsed<Budget>(row.budget),
  summary: row.summary,
  summarisedTo: row.summarised_to,
  lastSaid: row.last_said,
  answeredTo: row.answered_to,
  calls: row.calls,
  attempt: row.attempt,
  turn: parsedOrUndefined(row.turn),
  lastSeq: row.last_seq,
  inputTokens: Number(row.input_tokens),
  outputTokens: Number(row.output_tokens),
  usd: row.unpriced > 0 ? null : row.usd,
  archived: row.archived === 1,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});
