// `cowork show --tree`: a task, those that it has started, and theirs.
import type { Client } from '../../client/client.ts';
import type { Task } from '../../contract/http.ts';
import type { Cli } from '../context.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { waitText } from '../follow/waits.ts';
import { legible } from '../format/legible.ts';
import { duration, money } from '../format/numbers.ts';
import { clip } from '../format/text.ts';
import { STATUS, words } from '../words/tasks.ts';

interface Node {
  readonly task: Task;
  readonly children: readonly Node[];
}

export async function showTree(
  { terminal, now }: Pick<Cli, 'terminal' | 'now'>,
  { client, taskId, json }: { client: Client; taskId: string; json: boolean },
): Promise<ExitCode> {
  const top = await nodeOf(client, taskId);
  if (json) {
    terminal.json(plain(top));
    return EXIT.done;
  }
  const { style } = terminal;
  const width = terminal.columns();
  const draw = ({ task, children }: Node, depth: number): string[] => {
    const { sign, word, tone } = STATUS[task.status];
    const wait = task.waitingFor ? `: ${waitText(task.waitingFor, now())}` : '';
    return [
      clip(`${'  '.repeat(depth)}${style[tone](sign)} ${task.title.replaceAll('\n', ' ')} · ${task.id} · ${word}${wait}`, width),
      ...children.flatMap((child) => draw(child, depth + 1)),
    ];
  };
  for (const line of draw(legible(top), 0)) terminal.out(line);
  const { together } = top.task;
  if (together)
    terminal.out(
      style.dim(
        clip(words.together(`${money(together.usd)} · ${words.steps(together.steps)} · ${duration(together.activeMs)}`), width),
      ),
    );
  return EXIT.done;
}

async function nodeOf(client: Client, id: string): Promise<Node> {
  const task = await client.task(id);
  const children: Node[] = [];
  for (const child of task.children) children.push(await nodeOf(client, child.id));
  return { task, children };
}

const plain = ({ task, children }: Node): unknown => ({ ...task, children: children.map(plain) });
