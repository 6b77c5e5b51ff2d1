// Keeps the index of what was said: written in the transaction of the event that says it.
import { sql } from 'kysely';
import type { EventBody } from '../contract/events.ts';
import type { SearchHit } from '../contract/http.ts';
import type { ThreadEventBody } from '../contract/threads.ts';
import { parsed, plain } from './columns.ts';
import { outputOf } from './output-row.ts';
import type { TaskStore } from './port.ts';
import type { Row } from './schema.ts';
import { MOST_SEARCHED_CHARS, wordsOf } from './search-words.ts';
import type { Session, WriteSession } from './session.ts';

export type SearchKind = SearchHit['where'];

export interface SearchText {
  readonly kind: SearchKind;
  readonly ref: string;
  readonly at: string;
  readonly text: string;
}

/** A number of an event as text that sorts as the number does. */
export const seqRef = (seq: number): string => String(seq).padStart(10, '0');

/** What it hangs on; it goes with it. */
export type Subject = { readonly taskId: string } | { readonly threadId: string };

export const searchIndexMethods = (
  session: Session,
): Pick<TaskStore, 'indexOutputText' | 'indexPending' | 'unindexedOutputs'> => ({
  indexOutputText: async (output, text) => {
    await session.write(async (tx) => {
      // The output may be gone by now.
      const there = await tx.db.selectFrom('outputs').select('id').where('id', '=', output.id).executeTakeFirst();
      if (there) await put(tx, output, { kind: 'output_text', ref: output.id, at: output.createdAt, text });
    });
  },

  async unindexedOutputs(limit) {
    const rows = await session.db
      .selectFrom('outputs')
      .selectAll()
      .where((eb) => eb.or([eb('type', 'like', 'text/%'), eb('type', 'in', ['application/json', 'application/xml'])]))
      .where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom('search_texts')
              .select('id')
              .whereRef('subject', '=', 'outputs.task_id')
              .where('kind', '=', 'output_text')
              .whereRef('ref', '=', 'outputs.id'),
          ),
        ),
      )
      .orderBy('created_at')
      .limit(limit)
      .execute();
    return rows.map(outputOf);
  },
  indexPending: (limit) => session.write((tx) => indexPending(tx, limit)),
});

/** A title that is said again takes the place of the one before. */
export async function putText(tx: WriteSession, subject: Subject, text: SearchText): Promise<void> {
  if (text.text.trim() !== '') await put(tx, subject, text);
}

async function put(tx: WriteSession, subject: Subject, { kind, ref, at, text }: SearchText): Promise<void> {
  const body = plain(text.slice(0, MOST_SEARCHED_CHARS)).toWellFormed();
  const [taskId, threadId] = 'taskId' in subject ? [subject.taskId, null] : [null, subject.threadId];
  await tx.db
    .insertInto('search_texts')
    .values({ subject: taskId ?? threadId, task_id: taskId, thread_id: threadId, kind, ref, at, body, words: wordsOf(body) })
    .onConflict((conflict) =>
      conflict.columns(['subject', 'kind', 'ref']).doUpdateSet((eb) => ({
        body: eb.ref('excluded.body'),
        words: eb.ref('excluded.words'),
        at: eb.ref('excluded.at'),
      })),
    )
    .execute();
}

export async function indexEvent(
  tx: WriteSession,
  event: Pick<Row<'events'>, 'task_id' | 'seq' | 'at'>,
  body: EventBody,
): Promise<void> {
  for (const text of textsOf(event, body)) await putText(tx, { taskId: event.task_id }, text);
}

function textsOf({ seq, at }: Pick<Row<'events'>, 'seq' | 'at'>, body: EventBody): SearchText[] {
  switch (body.type) {
    case 'task_created':
      return [
        { kind: 'title', ref: '', at, text: body.title },
        { kind: 'prompt', ref: '', at, text: body.prompt },
      ];
    case 'message_added':
      return [{ kind: 'message', ref: seqRef(seq), at, text: body.text }];
    case 'output_added':
      return [{ kind: 'output', ref: body.output.id, at, text: body.output.path }];
    case 'task_finished':
      return body.outcome === undefined ? [] : [{ kind: 'outcome', ref: '', at, text: body.outcome }];
    default:
      return [];
  }
}

/** Takes in some of what came without being taken in; true while there is more. */
async function indexPending(tx: WriteSession, limit: number): Promise<boolean> {
  const pending = await tx.db.selectFrom('search_pending').select('subject').orderBy('subject').limit(limit).execute();
  for (const { subject } of pending) {
    await indexTask(tx, subject);
    await indexThread(tx, subject);
    await tx.db.deleteFrom('search_pending').where('subject', '=', subject).execute();
  }
  return pending.length === limit;
}

async function indexTask(tx: WriteSession, id: string): Promise<void> {
  const task = await tx.db.selectFrom('tasks').select('title').where('id', '=', id).executeTakeFirst();
  if (!task) return;
  const rows = await tx.db
    .selectFrom('events')
    .selectAll()
    .where('task_id', '=', id)
    .where((eb) => eb.or(SAYING.map((type) => sql<boolean>`body like ${`{"type":"${type}"%`}`)))
    .execute();
  for (const row of rows) await indexEvent(tx, row, parsed<EventBody>(row.body));
  // It may have another title since.
  await putText(tx, { taskId: id }, { kind: 'title', ref: '', at: tx.now(), text: task.title });
}

async function indexThread(tx: WriteSession, id: string): Promise<void> {
  const thread = await tx.db.selectFrom('threads').select('title').where('id', '=', id).executeTakeFirst();
  if (!thread) return;
  const rows = await tx.db.selectFrom('thread_events').selectAll().where('thread_id', '=', id).execute();
  for (const row of rows) await indexThreadEvent(tx, row, parsed<ThreadEventBody>(row.body));
  await putText(tx, { threadId: id }, { kind: 'title', ref: '', at: tx.now(), text: thread.title });
}

export async function indexThreadEvent(
  tx: WriteSession,
  { thread_id: threadId, seq, at }: Pick<Row<'thread_events'>, 'thread_id' | 'seq' | 'at'>,
  body: ThreadEventBody,
): Promise<void> {
  if (body.type === 'message_added') await putText(tx, { threadId }, { kind: 'message', ref: seqRef(seq), at, text: body.text });
}

const SAYING: readonly EventBody['type'][] = ['task_created', 'message_added', 'output_added', 'task_finished'];
