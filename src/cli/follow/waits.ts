// When does a task wait for a person, and what would end the wait?
import type { TaskState } from '../../client/task-state.ts';
import type { Approval } from '../../contract/changes.ts';
import type { Budget, WaitingFor } from '../../contract/task.ts';
import { duration } from '../format/numbers.ts';
import { wrap } from '../format/text.ts';
import { words as questions } from '../words/questions.ts';

const PERSON: readonly WaitingFor['kind'][] = ['approval', 'input', 'budget', 'credentials', 'user'];

export type Wait =
  | { kind: 'approval'; id: string; text: string }
  | {
      kind: 'question';
      id: string;
      text: string;
      options: readonly string[];
      /** Of another task that this one has started. */ taskId?: string;
    }
  | {
      kind: 'paused';
      text: string;
      action: string | undefined;
      of: WaitingFor['kind'];
      raise: Budget | undefined;
      taskId?: string;
    };

/** Everything that only a person can end, in the order it was asked. Empty while the task works or waits for something else. */
export function waitsOf(state: TaskState): Wait[] {
  if (state.finishedAt !== undefined) return [];
  const approvals = [...state.approvals.values()]
    .filter((approval) => approval.status === 'pending')
    .map(({ id, summary }) => ({ kind: 'approval' as const, id, text: summary }));
  const asked = [...state.questions.values()]
    .filter((question) => question.status === 'pending')
    .map(({ id, question, options }) => ({ kind: 'question' as const, id, text: question, options }));
  return [...approvals, ...asked, ...askedBelow(state), ...pausedOf(state)];
}

/** What tasks ask that this one has started and waits for. */
const askedBelow = ({ waitingFor }: TaskState): Wait[] =>
  (waitingFor?.asks ?? []).map(({ kind, id, taskId, text, options = [], action }): Wait => {
    if (kind === 'approval') return { kind, id, text };
    if (kind === 'question') return { kind, id, text, options, taskId };
    return { kind, of: 'user', text, action, raise: undefined, taskId };
  });

function pausedOf({ status, waitingFor }: TaskState): Wait[] {
  const held = waitingFor !== undefined && ['budget', 'credentials', 'user'].includes(waitingFor.kind);
  if (status !== 'paused' && !held) return [];
  const of = waitingFor?.kind ?? 'user';
  return PERSON.includes(of) || status === 'paused'
    ? [{ kind: 'paused', of, text: waitingFor?.text ?? questions.isPaused, action: waitingFor?.action, raise: waitingFor?.raise }]
    : [];
}

/** Why it waits, as a sentence, and below it the command that ends the wait, which is never cut: it will be copied. */
export function waitLines({ text, action }: { text: string; action?: string | undefined }, width: number): string[] {
  const sentence = /[.!?:…]$/.test(text) ? text : `${text}.`;
  return [...wrap(sentence, width), ...(action === undefined ? [] : [`→ ${action}`])];
}

/** What stands in the way of work, with the time left where that is known. */
export function waitText({ kind, text, until }: WaitingFor, now: Date): string {
  const left = until === undefined ? 0 : Date.parse(until) - now.getTime();
  return kind === 'model' && left > 0 ? `${text} in ${duration(left)}` : text;
}

/** What there is to choose from and the commands that end a wait, for those who are not at a terminal: a line each, to be copied. */
export function howToEnd(wait: Wait, taskId: string): string[] {
  switch (wait.kind) {
    case 'approval':
      return questions.howToApprove(wait.id);
    case 'question':
      return questions.howToAnswer(wait.id, wait.options);
    case 'paused':
      return [wait.action ?? questions.howToResume(taskId)];
  }
}

/** `--yes` answers only what the mode asks: never what asks in every mode, never a folder that the agent wants. */
export const onlyPerson = ({ preview, tool }: Approval): boolean => preview.always || tool === 'request_folder';
