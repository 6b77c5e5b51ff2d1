// `cowork queue`: what works, what waits for its turn and in which order, what waits for something else.
import type { Client } from '../../client/client.ts';
import type { QueueItem } from '../../contract/http.ts';
import { type Cli, connect } from '../context.ts';
import { EXIT, type ExitCode, usage } from '../exit.ts';
import { findTask } from '../find-task.ts';
import { waitText } from '../follow/waits.ts';
import { legible } from '../format/legible.ts';
import { type Column, table } from '../format/table.ts';
import { STATUS, words } from '../words/tasks.ts';

export interface QueueOptions {
  readonly json?: boolean;
}

export async function showQueue(cli: Cli, word: string | undefined, options: QueueOptions): Promise<ExitCode> {
  if (word !== undefined) throw usage(words.noSuchQueueWord(word));
  return shown(cli, options, (await (await connect(cli)).queue()).items);
}

/** `place`: from 1, among those that wait. */
export async function moveInQueue(cli: Cli, id: string, place: string, options: QueueOptions): Promise<ExitCode> {
  const wanted = Number(place);
  if (!Number.isInteger(wanted) || wanted < 1) throw usage(words.whichPlace);
  const client = await connect(cli);
  const taskId = await findTask(client, id);
  const waiting = await waitingIn(client);
  if (!waiting.includes(taskId)) throw usage(words.notInLine(taskId));
  const others = waiting.filter((one) => one !== taskId);
  const order = [...others.slice(0, wanted - 1), taskId, ...others.slice(wanted - 1)];
  return shown(cli, options, (await client.changeQueue({ order })).items);
}

export async function beginNow(cli: Cli, id: string, options: QueueOptions): Promise<ExitCode> {
  const client = await connect(cli);
  const { items } = await client.changeQueue({ now: await findTask(client, id) });
  return shown(cli, options, items);
}

const waitingIn = async (client: Client): Promise<string[]> =>
  (await client.queue()).items.filter(({ place }) => place !== undefined).map(({ id }) => id);

function shown(cli: Cli, { json }: QueueOptions, items: readonly QueueItem[]): ExitCode {
  if (json) cli.terminal.json(items);
  else for (const line of queuePage(legible(items), cli)) cli.terminal.out(line);
  return EXIT.done;
}

export function queuePage(items: readonly QueueItem[], { terminal, now }: Pick<Cli, 'terminal' | 'now'>): string[] {
  if (items.length === 0) return [words.emptyQueue];
  const { style } = terminal;
  const columns: Column<QueueItem>[] = [
    { head: 'Place', cell: ({ place }) => (place === undefined ? '' : String(place)), align: 'right' },
    { head: 'Task', cell: ({ id }) => id },
    {
      head: 'Status',
      cell: ({ status }) => `${STATUS[status].sign} ${STATUS[status].word}`,
      paint: (text, { status }) => style[STATUS[status].tone](text),
    },
    { head: 'Title', cell: ({ title }) => title.replaceAll('\n', ' '), flexible: 'end' },
    {
      head: 'Why',
      cell: ({ place, waitingFor }) => (place === undefined && waitingFor ? waitText(waitingFor, now()) : ''),
      from: 100,
    },
  ];
  const [head = '', ...rows] = table(items, columns, terminal.columns());
  const hints = items.some(({ place }) => place !== undefined) ? ['', style.dim(words.queueHint)] : [];
  return [style.dim(head), ...rows, ...hints];
}
