// `cowork pause`, `resume`, `cancel`.
import { type Cli, connect } from '../context.ts';
import { aboveZero } from '../above-zero.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { findTask } from '../find-task.ts';
import { words } from '../words/tasks.ts';

export interface ResumeOptions {
  readonly maxUsd?: string;
  readonly maxSteps?: string;
  readonly maxMinutes?: string;
}
export interface CancelOptions {
  readonly afterStep?: boolean;
  readonly kill?: boolean;
}

export async function pause(cli: Cli, id: string | undefined): Promise<ExitCode> {
  const client = await connect(cli);
  const task = await client.pause(await findTask(client, id));
  cli.terminal.err(`${task.id}: ${words.pausing}`);
  return EXIT.done;
}

export async function resume(cli: Cli, id: string | undefined, options: ResumeOptions): Promise<ExitCode> {
  const raised = {
    maxUsd: aboveZero('--max-usd', options.maxUsd),
    maxSteps: aboveZero('--max-steps', options.maxSteps),
    maxMinutes: aboveZero('--max-minutes', options.maxMinutes),
  };
  const budget = Object.fromEntries(Object.entries(raised).filter(([, value]) => value !== undefined));
  const client = await connect(cli);
  const taskId = await findTask(client, id);
  if (Object.keys(budget).length > 0) await client.patchTask(taskId, { budget });
  const task = await client.resume(taskId);
  const asked = task.status === 'waiting_approval' || task.status === 'waiting_input';
  cli.terminal.err(`${taskId}: ${asked ? words.notPaused(taskId) : words.resumed}`);
  return EXIT.done;
}

/** A task has to be named: the newest one would too often be the wrong one. */
export async function cancel(cli: Cli, id: string, options: CancelOptions): Promise<ExitCode> {
  const how = options.kill ? 'kill' : options.afterStep ? 'after_step' : 'now';
  const client = await connect(cli);
  const task = await client.cancel(await findTask(client, id), { how });
  cli.terminal.err(`${task.id}: ${words.cancelling[how]}`);
  return EXIT.done;
}
