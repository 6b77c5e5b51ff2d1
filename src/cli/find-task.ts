// Ids as people type them: a unique beginning is enough, nothing at all means the newest task.
import { allOf } from '../client/answers.ts';
import type { Client } from '../client/client.ts';
import { type Approval, type ChangeSet, isUndoable } from '../contract/changes.ts';
import { CoworkError } from '../contract/errors.ts';
import { isFinished, type Question, TaskStatus } from '../contract/task.ts';
import { shorten } from './format/text.ts';
import { words } from './words/tasks.ts';

/** A kind letter and eleven more: nothing longer exists, so nothing has to be looked up. */
const FULL_ID = 12;
/** So many are named where more than one could be meant. */
const MOST_NAMED = 5;
/** A task that was paused while it asks still asks. */
const OPEN = TaskStatus.options.filter((status) => !isFinished(status)).join(',');

/** The whole id of the one task that begins like that; the newest task when nothing is given. */
export async function findTask(client: Client, prefix: string | undefined): Promise<string> {
  if (prefix === undefined) {
    const newest = (await client.tasks({ limit: 1 })).items[0];
    if (!newest) throw new CoworkError('not_found', words.noTasks);
    return newest.id;
  }
  if (prefix.length >= FULL_ID) return prefix;
  const ids: string[] = [];
  for await (const task of allOf((cursor) => client.tasks({ limit: 100, cursor, children: true })))
    if (task.id.startsWith(prefix)) ids.push(task.id);
  return onlyOne(prefix, ids);
}

/**
 * The newest task of which something can be taken back or done again, itself or what it has started: the one that was done last by hand.
 * A schedule's run may have begun unseen, so it has to be named.
 */
export async function findChanged(client: Client, direction: 'undo' | 'redo'): Promise<string> {
  for await (const { id, scheduleId } of allOf((cursor) => client.tasks({ limit: 50, cursor })))
    if (scheduleId === undefined && (await hasChanges(client, id, direction))) return id;
  throw new CoworkError('not_found', words.noneChanged(direction));
}

async function hasChanges(client: Client, taskId: string, direction: 'undo' | 'redo'): Promise<boolean> {
  for await (const set of allOf((cursor) => client.changes(taskId, { limit: 50, cursor })))
    if (direction === 'undo' ? isUndoable(set) : canBeRedone(set)) return true;
  for (const { id } of (await client.task(taskId)).children) if (await hasChanges(client, id, direction)) return true;
  return false;
}

/** What was taken back in part still counts as done: that something was taken back is told by the undo itself. */
const canBeRedone = ({ state, undoOf }: ChangeSet): boolean => (undoOf === undefined ? state === 'undone' : state === 'applied');

/** The pending approval that is meant: by its own id, by the beginning of it, or by its task when that asks one thing only. */
export async function findApproval(client: Client, prefix: string | undefined): Promise<Approval> {
  const found: Approval[] = [];
  for await (const approval of allOf((cursor) => client.approvals({ status: 'pending', limit: 100, cursor })))
    if (prefix === undefined || approval.id.startsWith(prefix) || approval.taskId.startsWith(prefix)) found.push(approval);
  return onlyOneOr(found, { client, prefix, said: ({ preview }) => preview.summary }, async () =>
    prefix && prefix.length >= FULL_ID ? client.approval(prefix) : undefined,
  );
}

/** The pending question that is meant, in the same three ways. */
export async function findQuestion(client: Client, prefix: string | undefined): Promise<Question> {
  const found: Question[] = [];
  for await (const summary of allOf((cursor) => client.tasks({ status: OPEN, limit: 100, cursor, children: true }))) {
    const task = await client.task(summary.id);
    const pending = task.questions.filter((question) => question.status === 'pending');
    found.push(
      ...pending.filter((question) => prefix === undefined || question.id.startsWith(prefix) || task.id.startsWith(prefix)),
    );
  }
  return onlyOneOr(found, { client, prefix, said: ({ question }) => question });
}

function onlyOne(prefix: string, ids: readonly string[]): string {
  const [first, ...others] = ids;
  if (first === undefined) throw new CoworkError('not_found', words.noSuchTask(prefix));
  if (others.length > 0) throw new CoworkError('bad_request', words.ambiguous(prefix, ids.slice(0, MOST_NAMED)));
  return first;
}

interface Asked {
  readonly id: string;
  readonly taskId: string;
}

async function onlyOneOr<T extends Asked>(
  found: readonly T[],
  { client, prefix, said }: { client: Client; prefix: string | undefined; said: (one: T) => string },
  elsewhere: () => Promise<T | undefined> = async () => undefined,
): Promise<T> {
  const only = found.length === 0 ? await elsewhere() : found[0];
  if (!only) throw new CoworkError('not_found', prefix === undefined ? words.noQuestion : words.noQuestionLike(prefix));
  if (found.length <= 1) return only;
  const lines: string[] = [];
  for (const one of found.slice(0, MOST_NAMED))
    lines.push(words.openQuestion(one.id, onOneLine((await client.task(one.taskId)).title, 40), onOneLine(said(one), 60)));
  throw new CoworkError('bad_request', words.severalQuestions(prefix, found.length, lines));
}

const onOneLine = (text: string, width: number): string => shorten(text.replaceAll(/\s+/g, ' '), width);
