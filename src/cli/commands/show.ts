// `cowork show`: one task on one screen: where it stands, what it waits for, what came of it.
import type { Task } from '../../contract/http.ts';
import { type Cli, connect } from '../context.ts';
import { showNetwork } from './show-network.ts';
import { showTree } from './show-tree.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { findTask } from '../find-task.ts';
import { bytes, duration, money } from '../format/numbers.ts';
import { waitLines, waitText } from '../follow/waits.ts';
import { legible } from '../format/legible.ts';
import { clip, shorten, wrap } from '../format/text.ts';
import { words as changes } from '../words/changes.ts';
import { sayDate } from '../words/dates.ts';
import { words as questions } from '../words/questions.ts';
import { ACCESS, MODE, PLAN_SIGN, STATUS, words } from '../words/tasks.ts';

export interface ShowOptions {
  readonly json?: boolean;
  /** What its commands sent or wanted to send. */
  readonly network?: boolean;
  /** With the tasks that it has started. */
  readonly tree?: boolean;
}

export async function show(cli: Cli, id: string | undefined, options: ShowOptions): Promise<ExitCode> {
  const client = await connect(cli);
  const taskId = await findTask(client, id);
  if (options.network) return showNetwork(cli, { client, taskId, json: options.json === true });
  if (options.tree) return showTree(cli, { client, taskId, json: options.json === true });
  const task = await client.task(taskId);
  if (options.json) cli.terminal.json(task);
  else for (const line of taskPage(legible(task), cli)) cli.terminal.out(line);
  return EXIT.done;
}

export function taskPage(task: Task, { terminal, now }: Pick<Cli, 'terminal' | 'now'>): string[] {
  const width = terminal.columns();
  /** Inside a block. */
  const room = width - 2;
  const { style } = terminal;
  const status = STATUS[task.status];
  const when = task.finishedAt ?? task.createdAt;
  return [
    style.bold(shorten(task.title, width)),
    clip(
      `${style[status.tone](`${status.sign} ${status.word}`)} · ${task.id} · ${sayDate(when, now())} · ${MODE[task.mode]}`,
      width,
    ),
    ...openWaits(task, width, now()).map((line) => style.accent(line)),
    ...block(words.request, wrap(task.prompt.trim(), room)),
    ...block(
      words.folders,
      task.folders.map((folder) => folderLine(folder, room)),
    ),
    ...block(
      words.planHead,
      task.plan.map((item) => clip(`${PLAN_SIGN[item.status]} ${item.title}`, room)),
    ),
    ...block(
      words.childrenHead,
      task.children.map(({ id, title, status: state }) =>
        clip(`${style[STATUS[state].tone](STATUS[state].sign)} ${title} · ${id} · ${STATUS[state].word}`, room),
      ),
    ),
    ...block(words.outcome, [
      ...(task.outcome ? wrap(task.outcome.trim(), room) : []),
      ...(task.error ? wrap(task.error, room).map((line) => style.bad(line)) : []),
      ...(task.check ? wrap(`${words.check}: ${task.check.text.trim()}`, room, '  ').map((line) => style.dim(line)) : []),
    ]),
    ...block(
      words.results,
      task.outputs.map((output) => shorten(`${output.deliveredTo ?? output.path} (${bytes(output.bytes)})`, room)),
    ),
    '',
    style.dim(clip(spent(task.usage), width)),
    ...(task.together ? [style.dim(clip(words.together(spent(task.together)), width))] : []),
  ];
}

const spent = ({ usd, steps, activeMs }: Pick<Task['usage'], 'usd' | 'steps' | 'activeMs'>): string =>
  `${money(usd)} · ${words.steps(steps)} · ${duration(activeMs)}`;

function openWaits(task: Task, width: number, now: Date): string[] {
  const approvals = task.approvals.filter((approval) => approval.status === 'pending');
  const asked = task.questions.filter((question) => question.status === 'pending');
  if (approvals.length + asked.length === 0)
    return task.waitingFor ? waitLines({ ...task.waitingFor, text: inLine(task, waitText(task.waitingFor, now)) }, width) : [];
  return [
    words.waitingQuestions(approvals.length + asked.length),
    ...approvals.flatMap(({ id, preview }) => indented(wrap(preview.summary, width - 2), questions.howToApprove(id))),
    ...asked.flatMap(({ id, question, options }) => indented(wrap(question, width - 2), questions.howToAnswer(id, options))),
  ];
}

const inLine = ({ place }: Task, text: string): string => (place === undefined ? text : `${text}: ${words.place(place)}`);

const indented = (lines: readonly string[], commands: readonly string[]): string[] =>
  [...lines, ...commands].map((line) => `  ${line}`);

const block = (head: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', head, ...lines.map((line) => `  ${line}`)];

function folderLine(folder: Task['folders'][number], width: number): string {
  const refused =
    folder.state === 'refused' ? `${changes.denied}${folder.reason ? `: ${folder.reason}` : ''}` : ACCESS[folder.access];
  return shorten(`${folder.path} (${refused})`, width);
}
