// `cowork ls`: tasks, newest first, and what wants you.
import type { TaskSummary } from '../../contract/http.ts';
import { TaskStatus } from '../../contract/task.ts';
import { allOf } from '../../client/answers.ts';
import { type Cli, connect } from '../context.ts';
import { EXIT, type ExitCode, usage } from '../exit.ts';
import { legible } from '../format/legible.ts';
import { type Column, table } from '../format/table.ts';
import type { Style } from '../terminal.ts';
import { sayDate } from '../words/dates.ts';
import { STATUS, words } from '../words/tasks.ts';

export interface ListOptions {
  readonly all?: boolean;
  readonly status?: string;
  readonly limit?: string;
  readonly json?: boolean;
}

const DEFAULT_LIMIT = 20;

export async function list(cli: Cli, options: ListOptions): Promise<ExitCode> {
  const limit = options.all ? Infinity : Number(options.limit ?? DEFAULT_LIMIT);
  if (!(limit >= 1)) throw usage(words.limit);
  const status = statusOf(options.status);
  const client = await connect(cli);
  const tasks: TaskSummary[] = [];
  const query = { limit: Math.min(limit, 100), ...(options.all ? {} : { archived: false }), ...(status ? { status } : {}) };
  for await (const task of allOf((cursor) => client.tasks({ ...query, cursor }))) {
    tasks.push(task);
    if (tasks.length >= limit) break;
  }
  if (options.json) cli.terminal.json(tasks);
  else if (tasks.length === 0 && status !== undefined) cli.terminal.out(words.noneLikeThat);
  else for (const line of taskTable(legible(tasks), cli)) cli.terminal.out(line);
  return EXIT.done;
}

function statusOf(text: string | undefined): string | undefined {
  const unknown = text?.split(',').find((one) => !TaskStatus.safeParse(one).success);
  if (unknown !== undefined) throw usage(words.noSuchStatus(unknown, TaskStatus.options));
  return text;
}

/** Aligned for the window; the title gives way. */
export function taskTable(tasks: readonly TaskSummary[], { terminal, now }: Pick<Cli, 'terminal' | 'now'>): string[] {
  if (tasks.length === 0) return [words.empty];
  const [head = '', ...rows] = table(tasks, columns(terminal.style, now()), terminal.columns());
  const waiting = tasks.filter(({ status }) => status === 'waiting_approval' || status === 'waiting_input').length;
  return [terminal.style.dim(head), ...rows, ...(waiting > 0 ? ['', terminal.style.accent(words.waitingTasks(waiting))] : [])];
}

const columns = (style: Style, now: Date): Column<TaskSummary>[] => [
  { head: 'Task', cell: (task) => task.id },
  {
    head: 'Status',
    cell: ({ status }) => `${STATUS[status].sign} ${STATUS[status].word}`,
    paint: (text, { status }) => style[STATUS[status].tone](text),
  },
  { head: 'Plan', cell: (task) => (task.planTotal > 0 ? `${task.planDone}/${task.planTotal}` : ''), align: 'right', from: 70 },
  { head: 'Since', cell: (task) => sayDate(task.createdAt, now), from: 60 },
  { head: 'Title', cell: (task) => task.title.replaceAll('\n', ' '), flexible: 'end' },
];
