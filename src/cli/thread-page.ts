// Threads, and what was said and posted in them, as lines of a terminal.
import type { Thread, ThreadCard, ThreadEvent } from '../contract/threads.ts';
import type { Cli } from './context.ts';
import { asPeopleSay } from './format/as-people-say.ts';
import { type Column, table } from './format/table.ts';
import { wrap } from './format/text.ts';
import { waitText } from './follow/waits.ts';
import type { Style } from './terminal.ts';
import { sayDate } from './words/dates.ts';
import { STATUS } from './words/tasks.ts';
import { THREAD_STATUS, words } from './words/threads.ts';

type Seen = Pick<Cli, 'terminal' | 'now'>;

export function threadTable(threads: readonly Thread[], { terminal, now }: Seen): string[] {
  if (threads.length === 0) return [words.empty];
  const columns: Column<Thread>[] = [
    { head: 'Thread', cell: ({ id }) => id },
    { head: 'Title', cell: ({ title }) => title.replaceAll('\n', ' '), flexible: 'end' },
    { head: 'Last', cell: ({ updatedAt }) => sayDate(updatedAt, now()) },
    { head: '', cell: ({ status, waitingFor }) => (waitingFor ? waitText(waitingFor, now()) : THREAD_STATUS[status]) },
  ];
  const [head = '', ...rows] = table(threads, columns, terminal.columns());
  return [terminal.style.dim(head), ...rows];
}

/** One event as the lines that it takes; none for what only machines care about. */
export function threadEventLines(event: ThreadEvent, { terminal, now }: Seen): string[] {
  const { style } = terminal;
  const width = terminal.columns();
  switch (event.type) {
    case 'message_added': {
      const who = event.role === 'user' ? `${words.you}: ` : '';
      const files = (event.attachments ?? []).map(({ name }) => style.dim(`  + ${name}`));
      const lines = wrap(`${who}${asPeopleSay(event.text)}`, width);
      return ['', ...(event.role === 'user' ? lines.map((line) => style.bold(line)) : lines), ...files];
    }
    case 'card_posted':
      return cardLines(event.card, { terminal, now }).flatMap((line) => wrap(line, width));
    case 'status_changed':
      return event.waitingFor ? [style.accent(waitText(event.waitingFor, now())), ...hint(event.waitingFor.action, style)] : [];
    case 'notice':
      return [style.accent(event.text), ...hint(event.action, style)];
  }
}

const hint = (action: string | undefined, style: Style): string[] => (action === undefined ? [] : [style.dim(`  ${action}`)]);

function cardLines(card: ThreadCard, { terminal: { style }, now }: Seen): string[] {
  switch (card.kind) {
    case 'task_started':
      return [style.dim(`● ${words.taskStarted(card.taskId, card.title)}`)];
    case 'task_ended': {
      const { sign, word } = STATUS[card.status];
      const said = asPeopleSay(card.outcome ?? card.error ?? '');
      return [
        `${sign} ${words.taskEnded(card.taskId, card.title, word)}`,
        ...(said === '' ? [] : said.split('\n').map((line) => `  ${line}`)),
        ...card.outputs.map(({ path }) => `  ${words.result(asPeopleSay(path))}`),
      ];
    }
    case 'question':
      return [
        style.accent(`? ${words.asks(card.taskId, asPeopleSay(card.text))}`),
        style.dim(`  ${words.howToAnswer[card.about]} ${card.id}`),
      ];
    case 'run_missed':
      return [style.accent(`! ${words.missed(card.name, sayDate(card.due, now()), card.count)}`)];
  }
}
