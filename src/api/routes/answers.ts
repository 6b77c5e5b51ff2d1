// POST /tasks/{id}/answers: what the user says to a question. First answer wins.
import { CoworkError } from '../../contract/errors.ts';
import { PostAnswer } from '../../contract/http.ts';
import { Question } from '../../contract/task.ts';
import type { ApiDeps } from '../deps.ts';
import { json, type Route, route } from '../route.ts';
import { finished, taskOr404 } from '../find-task.ts';
import { isFinished } from '../../contract/task.ts';

export const answerRoutes = ({ outbox }: ApiDeps): Route[] => [
  route({
    method: 'post',
    path: '/tasks/{id}/answers',
    summary: 'Answers a question of the task: options by their text, free text, or both.',
    body: PostAnswer,
    answers: { 200: { text: 'The question with its answer', schema: Question } },
    errors: ['not_found', 'task_finished', 'already_decided', 'invalid'],
    async handle({ params, body, once }) {
      const answer = await once(async (tx) => {
        const row = await taskOr404(tx, params['id']);
        const question = (await tx.questions(row.id)).find(({ id }) => id === body.questionId);
        if (!question) throw new CoworkError('not_found', `Task ${row.id} has asked no question ${body.questionId}.`);
        if (isFinished(row.status)) throw await finished(tx, row);
        checkAnswer(question, body);
        const { choices, text } = body;
        const answered = await tx.answerQuestion(question.id, {
          ...(choices === undefined ? {} : { choices }),
          ...(text === undefined ? {} : { text }),
        });
        if (answered === 'lost' || answered === 'unknown')
          throw new CoworkError('already_decided', 'This question has its answer already; yours was not used.', {
            extra: { question },
          });
        return { status: 200, body: answered };
      });
      outbox.wake();
      return json(answer);
    },
  }),
];

function checkAnswer(
  question: Question,
  { choices = [], text }: { choices?: string[] | undefined; text?: string | undefined },
): void {
  if (choices.length === 0 && !text?.trim()) throw new CoworkError('invalid', 'An answer has choices, text, or both.');
  const strange = choices.find((choice) => !question.options.includes(choice));
  if (strange !== undefined)
    throw new CoworkError(
      'invalid',
      question.options.length === 0
        ? 'choices: this question has no options; answer it with text.'
        : `choices: "${strange}" is not among the options; say it as text instead.`,
    );
  if (choices.length > 1 && !question.multiple) throw new CoworkError('invalid', 'choices: this question takes one option.');
}
