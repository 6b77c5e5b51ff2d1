// Puts what a task waits for before the person at the terminal, one thing at a time, and sends the answer.
import type { Client } from '../../client/client.ts';
import type { Approval } from '../../contract/changes.ts';
import { type CoworkError, ERROR_CODES, isCoworkError } from '../../contract/errors.ts';
import type { Budget, Question } from '../../contract/task.ts';
import { target } from '../card/approval-card.ts';
import { askApproval } from '../card/ask-approval.ts';
import { askQuestion } from '../card/ask-question.ts';
import { shown } from '../card/group-moves.ts';
import type { Chosen, Prompts } from '../card/prompts.ts';
import { legible } from '../format/legible.ts';
import { wrap } from '../format/text.ts';
import type { Terminal } from '../terminal.ts';
import { words as changes } from '../words/changes.ts';
import { words as questions } from '../words/questions.ts';
import { type Wait, waitLines } from './waits.ts';

export interface Answering {
  readonly client: Client;
  readonly terminal: Terminal;
  readonly prompts: Prompts;
  readonly taskId: string;
  /** Aborted when the wait is over without us. */
  readonly signal: AbortSignal;
}

/** `left`: the person wants to go; the task keeps waiting. `done`: answered, or it fell away. */
export type Answered = 'done' | 'left';

export async function answerWait(wait: Wait, context: Answering): Promise<Answered> {
  try {
    if ((await context.prompts.forgetTyped()) === 'left') return 'left';
    switch (wait.kind) {
      case 'approval':
        return await answerApproval(wait.id, context);
      case 'question':
        return await answerQuestion(wait.id, { ...context, taskId: wait.taskId ?? context.taskId });
      case 'paused':
        return await answerPause(wait, { ...context, taskId: wait.taskId ?? context.taskId });
    }
  } catch (error) {
    // Somebody was quicker, or the task has ended meanwhile: the events tell what came of it.
    if (isCoworkError(error) && ['already_decided', 'task_finished', 'not_found'].includes(error.code)) return 'done';
    throw error;
  }
}

async function answerApproval(id: string, context: Answering): Promise<Answered> {
  const { client, terminal, prompts, signal } = context;
  const approval = await wholeApproval(client, await client.approval(id));
  if (approval.status !== 'pending') return 'done';
  let ticked: readonly string[] | undefined;
  for (;;) {
    const decision = await askApproval({ terminal, prompts, approval, signal, ticked });
    if (decision.kind !== 'chosen') return ended(decision);
    try {
      await client.decide(id, decision.value);
      return 'done';
    } catch (error) {
      // This answer will not do, and why; the question still stands.
      if (!isCoworkError(error) || ERROR_CODES[error.code].status !== 422) throw error;
      ticked = decision.value.operations;
      for (const line of refusedLines(approval, error, terminal)) terminal.out(line);
    }
  }
}

/** Why the answer was not taken: what was unticked although something that stayed ticked needs it, or the refusal's own words. */
function refusedLines({ preview }: Approval, error: CoworkError, { style, columns }: Terminal): string[] {
  const ids = Array.isArray(error.extra['needed']) ? error.extra['needed'] : [];
  const names = preview.operations.filter((operation) => ids.includes(operation.id)).map((operation) => shown(target(operation)));
  const text = names.length === 0 ? error.detail : changes.needed(names.slice(0, 5), names.length - 5);
  return wrap(legible(text), columns() - 2).map((line) => style.accent(line));
}

/** With every operation: the preview holds the first page, and numbers of a part would mislead. */
export async function wholeApproval(client: Client, approval: Approval): Promise<Approval> {
  const { next: first, ...preview } = approval.preview;
  const operations = [...preview.operations];
  for (let next = first; next !== undefined;) {
    const page = (await client.approval(approval.id, { cursor: next })).preview;
    operations.push(...page.operations);
    next = page.next;
  }
  return { ...approval, preview: { ...preview, operations } };
}

async function answerQuestion(id: string, { client, prompts, taskId, signal }: Answering): Promise<Answered> {
  const question: Question | undefined = (await client.task(taskId)).questions.find((one) => one.id === id);
  if (question?.status !== 'pending') return 'done';
  const answer = await askQuestion(prompts, question, signal);
  if (answer.kind !== 'chosen') return ended(answer);
  await client.answer(taskId, { questionId: id, ...answer.value });
  return 'done';
}

type PauseChoice = { resume: true; raise?: Budget } | { resume: false };

async function answerPause(wait: Wait & { kind: 'paused' }, context: Answering): Promise<Answered> {
  const { client, terminal, prompts, taskId, signal } = context;
  const { raise } = wait;
  for (const line of waitLines(wait, terminal.columns() - 2)) terminal.out(terminal.style.accent(legible(line)));
  const picked = await prompts.select<PauseChoice>({
    message: questions.paused,
    options: [
      raise === undefined
        ? { value: { resume: true }, label: questions.goOn }
        : { value: { resume: true, raise }, label: questions.raise(raise) },
      { value: { resume: false }, label: questions.leave },
    ],
    signal,
  });
  if (picked.kind !== 'chosen') return ended(picked);
  if (!picked.value.resume) return 'left';
  if (picked.value.raise !== undefined) await client.patchTask(taskId, { budget: picked.value.raise });
  else await client.resume(taskId);
  return 'done';
}

const ended = (chosen: Exclude<Chosen<unknown>, { kind: 'chosen' }>): Answered => (chosen.kind === 'left' ? 'left' : 'done');
