// What happens to a task is told in its thread unasked, in the same transaction: that it began, that it asks, how it ended, that a run was missed.
import type { EventBody } from '../contract/events.ts';
import type { ThreadCard, ThreadEventBody } from '../contract/threads.ts';
import { parsed, present } from './columns.ts';
import type { Row } from './schema.ts';
import type { WriteSession } from './session.ts';
import type { NewRun } from './schedule-port.ts';
import { appendThreadEvent } from './thread-events.ts';

/** Of the outcome; the task itself has the whole. */
const OUTCOME_CHARS = 2_000;
const OUTPUTS = 20;

interface Teller {
  readonly id: string;
  readonly threadId: string | null;
  readonly rootId: string | null;
}

export async function tellThread(
  tx: WriteSession,
  task: Teller,
  event: Pick<Row<'events'>, 'seq'>,
  body: EventBody,
): Promise<void> {
  const { threadId } = task;
  if (threadId === null || (task.rootId !== null && !asks(body))) return;
  const card = await cardOf(tx, task.id, body);
  if (card) await appendThreadEvent(tx, threadId, { type: 'card_posted', card }, `${task.id}/${event.seq}`);
}

/** What a person must do something about is told wherever it comes up: also below a task of the thread. */
const asks = (body: EventBody): boolean =>
  body.type === 'approval_requested' ||
  body.type === 'question_asked' ||
  (body.type === 'status_changed' && body.to === 'paused');

async function cardOf(tx: WriteSession, taskId: string, body: EventBody): Promise<ThreadCard | undefined> {
  const task = await tx.db
    .selectFrom('tasks')
    .select(['title', 'wanted', 'schedule_id'])
    .where('id', '=', taskId)
    .executeTakeFirstOrThrow();
  const about = { taskId, title: task.title };
  const asking = { kind: 'question' as const, ...about };
  switch (body.type) {
    case 'task_created':
      return present({ kind: 'task_started' as const, ...about, scheduleId: task.schedule_id ?? undefined });
    case 'task_finished':
      return endCard(tx, about, body);
    case 'approval_requested':
      return { ...asking, about: 'approval', id: body.approvalId, text: body.summary };
    case 'question_asked':
      return { ...asking, about: 'question', id: body.question.id, text: body.question.question };
    case 'status_changed':
      // What the person has paused they know.
      if (body.to !== 'paused' || !body.waitingFor || task.wanted === 'pause' || body.waitingFor.kind === 'desktop')
        return undefined;
      return { ...asking, about: 'paused', id: taskId, text: body.waitingFor.text };
    default:
      return undefined;
  }
}

async function endCard(
  tx: WriteSession,
  about: { taskId: string; title: string },
  body: Extract<EventBody, { type: 'task_finished' }>,
): Promise<ThreadCard> {
  const outputs = await tx.db
    .selectFrom('outputs')
    .select(['id', 'name', 'path', 'delivered_to'])
    .where('task_id', '=', about.taskId)
    .orderBy('created_at')
    .orderBy('id')
    .limit(OUTPUTS)
    .execute();
  return present({
    kind: 'task_ended' as const,
    ...about,
    status: body.status,
    outcome: body.outcome === undefined ? undefined : cut(body.outcome),
    error: body.error === undefined ? undefined : cut(body.error),
    outputs: outputs.map(({ id, name, path, delivered_to }) => ({ id, name, path: delivered_to ?? path })),
  });
}

/** The cards of a task that is deleted stay in their place without its words. */
export async function forgetCards(tx: WriteSession, taskId: string): Promise<void> {
  const task = await tx.db.selectFrom('tasks').select('thread_id').where('id', '=', taskId).executeTakeFirst();
  if (!task?.thread_id) return;
  const rows = await tx.db
    .selectFrom('thread_events')
    .select(['seq', 'body'])
    .where('thread_id', '=', task.thread_id)
    .where('key', '>=', `${taskId}/`)
    .where('key', '<', `${taskId}0`)
    .execute();
  for (const { seq, body } of rows) {
    const event = parsed<ThreadEventBody>(body);
    if (event.type !== 'card_posted') continue;
    const forgotten = JSON.stringify({ ...event, card: withoutWords(event.card) });
    await tx.db
      .updateTable('thread_events')
      .set({ body: forgotten, key: null })
      .where('thread_id', '=', task.thread_id)
      .where('seq', '=', seq)
      .execute();
  }
}

function withoutWords(card: ThreadCard): ThreadCard {
  const title = '';
  switch (card.kind) {
    case 'task_started':
      return { ...card, title, taskId: '' };
    case 'task_ended':
      return { kind: card.kind, taskId: '', title, status: card.status, outputs: [] };
    case 'question':
      return { ...card, title, taskId: '', id: '', text: '' };
    case 'run_missed':
      return card;
  }
}

export async function tellMissedRun(tx: WriteSession, run: NewRun): Promise<void> {
  const schedule = await tx.db
    .selectFrom('schedules')
    .select(['name', 'thread_id'])
    .where('id', '=', run.scheduleId)
    .executeTakeFirst();
  if (!schedule?.thread_id) return;
  const { scheduleId, due, count = 1, why = '' } = run;
  const card: ThreadCard = { kind: 'run_missed', scheduleId, name: schedule.name, due, count, why };
  await appendThreadEvent(tx, schedule.thread_id, { type: 'card_posted', card }, `${scheduleId}/${due}`);
}

const cut = (text: string): string => (text.length <= OUTCOME_CHARS ? text : `${text.slice(0, OUTCOME_CHARS).toWellFormed()}…`);
