// `cowork changes`: what a task has changed, newest last, and how to take each back.
import { allOf, toArray } from '../../client/answers.ts';
import type { Client } from '../../client/client.ts';
import { missedInWords, nounOf } from '../../contract/change-words.ts';
import type { ChangeSet } from '../../contract/changes.ts';
import { type Cli, connect } from '../context.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { findTask } from '../find-task.ts';
import { asPeopleSay } from '../format/as-people-say.ts';
import { legible } from '../format/legible.ts';
import { shorten, wrap } from '../format/text.ts';
import { shown } from '../card/group-moves.ts';
import { target } from '../card/approval-card.ts';
import { STATE, VERB, words } from '../words/changes.ts';
import { sayDate } from '../words/dates.ts';

export interface ChangesOptions {
  readonly files?: boolean;
  readonly json?: boolean;
}

export async function changes(cli: Cli, id: string | undefined, options: ChangesOptions): Promise<ExitCode> {
  const client = await connect(cli);
  const taskId = await findTask(client, id);
  const sets: ChangeSet[] = [];
  for await (const set of allOf((cursor) => client.changes(taskId, { limit: 50, cursor })))
    sets.push(options.files && set.next !== undefined ? await whole(client, set) : set);
  if (options.json) cli.terminal.json(sets);
  else if (sets.length === 0) cli.terminal.out(words.noChanges);
  else for (const line of changesPage(legible(sets), cli, options.files === true)) cli.terminal.out(line);
  return EXIT.done;
}

/** With every operation, not only the first page. */
async function whole(client: Client, { next: _next, ...set }: ChangeSet): Promise<ChangeSet> {
  const pages = allOf((cursor) => client.operations(set.taskId, set.id, { limit: 1000, cursor }));
  return { ...set, operations: await toArray(pages) };
}

export function changesPage(
  sets: readonly ChangeSet[],
  { terminal, now }: Pick<Cli, 'terminal' | 'now'>,
  files: boolean,
): string[] {
  const width = terminal.columns();
  const { style } = terminal;
  return sets.flatMap((set, i) => [
    ...(i > 0 ? [''] : []),
    ...wrap(headline(set), width).map((line) => style.bold(line)),
    style.dim(`${STATE[set.state]} · ${sayDate(set.appliedAt ?? set.createdAt, now())} · ${set.id}`),
    ...(set.reason ? wrap(asPeopleSay(set.reason), width).map((line) => style.accent(line)) : []),
    ...(files ? set.operations.map((op) => shorten(`  ${op.leftOut ? words.leftOut : VERB[op.op]}: ${namesOf(op)}`, width)) : []),
    ...hint(set).map((line) => style.dim(line)),
  ]);
}

/** A change that did not come about is not announced for ever. */
function headline({ state, undoOf, counts, summary }: ChangeSet): string {
  const isMissed = state === 'rejected' || state === 'conflict' || state === 'failed';
  return isMissed && undoOf === undefined ? missedInWords(counts, nounOf(summary)) : summary;
}

const namesOf = (op: ChangeSet['operations'][number]): string =>
  op.from !== undefined && op.to !== undefined ? `${shown(op.from)} → ${shown(op.to)}` : shown(target(op));

/** An undo is taken back by redoing what it undid: it has no hint of its own. */
function hint(set: ChangeSet): string[] {
  if (set.undoOf !== undefined) return [];
  if (set.state === 'undone') return [words.redoHint(set.taskId, set.id)];
  if (set.state === 'stuck') return [words.againHint(`cowork undo ${set.taskId} --set ${set.id}`)];
  if (set.state !== 'applied') return [];
  return [set.undoable ? words.undoHint(set.taskId, set.id) : words.notUndoable];
}
