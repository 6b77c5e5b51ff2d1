// Questions of the agent to the user: stored once, answered once.
import { CoworkError } from '../contract/errors.ts';
import type { Question } from '../contract/task.ts';
import { flag, json, parsed, parsedOrUndefined, plain, present } from './columns.ts';
import { appendEvent } from './events.ts';
import { enqueue } from './outbox.ts';
import type { TaskStore } from './port.ts';
import type { Row } from './schema.ts';
import type { Session, WriteSession } from './session.ts';
import { holdIfThere, holdTask } from './task-lock.ts';

type Answer = Parameters<TaskStore['answerQuestion']>[1];

export const questionMethods = (
  session: Session,
): Pick<TaskStore, 'putQuestion' | 'questionByKey' | 'questions' | 'answerQuestion'> => ({
  putQuestion: (key, question) => session.write((tx) => putQuestion(tx, key, question)),

  async questionByKey(key) {
    const row = await session.db.selectFrom('questions').selectAll().where('key', '=', key).executeTakeFirst();
    return row && questionOf(row);
  },

  async questions(taskId) {
    const rows = await session.db
      .selectFrom('questions')
      .selectAll()
      .where('task_id', '=', taskId)
      .orderBy('created_at')
      .orderBy('id')
      .execute();
    return rows.map(questionOf);
  },

  answerQuestion: (id, answer) => session.write((tx) => answerQuestion(tx, id, answer)),
});

async function putQuestion(tx: WriteSession, key: string, question: Question): Promise<Question> {
  await holdTask(tx, question.taskId);
  const inserted = await tx.db
    .insertInto('questions')
    .values(rowOf(key, question))
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (inserted) {
    const asked = questionOf(inserted);
    await appendEvent(tx, question.taskId, { type: 'question_asked', question: asked });
    return asked;
  }
  const stored = await tx.db.selectFrom('questions').selectAll().where('key', '=', key).executeTakeFirst();
  if (stored) return questionOf(stored);
  throw new CoworkError('internal', `Question ${question.id} exists under another key.`);
}

async function answerQuestion(tx: WriteSession, id: string, answer: Answer): Promise<Question | 'lost' | 'unknown'> {
  const seen = await tx.db.selectFrom('questions').select('task_id').where('id', '=', id).executeTakeFirst();
  if (!seen || !(await holdIfThere(tx, seen.task_id))) return 'unknown';
  const text = answer.text === undefined ? null : plain(answer.text);
  const row = await settle(tx, id, { status: 'answered', choices: json(answer.choices), text, answered_at: tx.now() });
  if (!row) return 'lost';
  const question = questionOf(row);
  await appendEvent(tx, row.task_id, { type: 'question_answered', question });
  await enqueue(tx, 'nudge', row.task_id);
  return question;
}

/** The caller holds the task. The event shows the question as superseded: nobody needs to answer it any more. */
export async function supersedeQuestionsOf(tx: WriteSession, taskId: string): Promise<void> {
  const pending = await tx.db
    .selectFrom('questions')
    .select('id')
    .where('task_id', '=', taskId)
    .where('status', '=', 'pending')
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  for (const { id } of pending) {
    const row = await settle(tx, id, { status: 'superseded' });
    if (row) await appendEvent(tx, taskId, { type: 'question_answered', question: questionOf(row) });
  }
}

const settle = (tx: WriteSession, id: string, to: Partial<Row<'questions'>>): Promise<Row<'questions'> | undefined> =>
  tx.db.updateTable('questions').set(to).where('id', '=', id).where('status', '=', 'pending').returningAll().executeTakeFirst();

const rowOf = (key: string, question: Question): Row<'questions'> => ({
  id: question.id,
  task_id: question.taskId,
  key,
  status: question.status,
  multiple: flag(question.multiple),
  created_at: question.createdAt,
  answered_at: question.answeredAt ?? null,
  options: json(question.options),
  choices: json(question.choices),
  text: question.text === undefined ? null : plain(question.text),
  question: plain(question.question),
});

const questionOf = (row: Row<'questions'>): Question =>
  present({
    id: row.id,
    taskId: row.task_id,
    question: row.question,
    options: parsed<string[]>(row.options),
    multiple: row.multiple === 1,
    status: row.status as Question['status'],
    choices: parsedOrUndefined<string[]>(row.choices),
    text: row.text ?? undefined,
    createdAt: row.created_at,
    answeredAt: row.answered_at ?? undefined,
  });
