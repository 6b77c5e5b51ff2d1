// Follows a task in this terminal (or as JSON lines) and says how it ended, as an exit code: what `run` and `watch` share.
import type { Client } from '../../client/client.ts';
import { createPrompts } from '../card/prompts.ts';
import type { Cli } from '../context.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { legible } from '../format/legible.ts';
import { wrap } from '../format/text.ts';
import { words } from '../words/tasks.ts';
import { answerWait } from './answer-waits.ts';
import { type Ending, follow } from './follow.ts';
import { liveView } from './live-view.ts';
import { jsonView, plainView } from './view.ts';
import { howToEnd, type Wait } from './waits.ts';

export interface FollowTask {
  readonly taskId: string;
  /** Number of the last event before the person came. */
  readonly upTo: number;
  readonly yes: boolean;
  readonly json: boolean;
}

/** Nobody is asked with `json` or without a terminal. Ctrl-C leaves the task running. */
export async function followTask(cli: Cli, client: Client, options: FollowTask): Promise<ExitCode> {
  const { terminal } = cli;
  const alone = options.json || !terminal.interactive;
  const prompts = createPrompts(terminal);
  const leave = new AbortController();
  const forget = cli.onInterrupt(() => leave.abort());
  try {
    const ending = await follow({
      client,
      ...options,
      view: options.json ? jsonView(terminal) : alone ? plainView(cli) : liveView(cli),
      signal: leave.signal,
      ...(alone
        ? {}
        : { ask: (wait, signal) => answerWait(wait, { client, terminal, prompts, taskId: options.taskId, signal }) }),
    });
    return report(cli, ending, alone);
  } finally {
    forget();
  }
}

/** What is waited for, each with the command that ends it. */
function waitLines(waits: readonly Wait[], taskId: string, width: number): string[] {
  const questions = waits.filter((wait) => wait.kind !== 'paused').length;
  return [
    ...(questions > 0 ? [words.waitingQuestions(questions)] : []),
    ...waits.flatMap((wait) => [
      ...wrap(legible(wait.text), width - 2).map((line) => (wait.kind === 'paused' ? line : `  ${line}`)),
      ...howToEnd(legible(wait), taskId).map((line) => `  ${line}`),
    ]),
  ];
}

function report({ terminal }: Cli, ending: Ending, alone: boolean): ExitCode {
  const { taskId } = ending.state;
  switch (ending.kind) {
    case 'finished':
      return ending.state.status === 'completed' ? EXIT.done : EXIT.failed;
    case 'waiting':
      if (alone) for (const line of waitLines(ending.waits, taskId, terminal.columns())) terminal.err(line);
      terminal.err(alone ? words.comeBack(taskId) : words.detachedWaiting(taskId));
      return EXIT.waiting;
    case 'left':
      terminal.err(words.detached(taskId));
      return EXIT.done;
  }
}
