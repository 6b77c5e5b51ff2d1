// `cowork pause`, `resume`, `cancel`.
import type { Task } from '../../contract/http.ts';
import type { Access } from '../../contract/task.ts';
import { type Cli, connect } from '../context.ts';
import { aboveZero } from '../above-zero.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { findTask } from '../find-task.ts';
import { namedFolder } from '../named-folder.ts';
import { words } from '../words/tasks.ts';

export interface ControlOptions {
  /** The task as it is then, instead of a sentence. */
  readonly json?: boolean;
}
export interface ResumeOptions extends ControlOptions {
  readonly folder?: string[];
  readonly maxUsd?: string;
  readonly maxSteps?: string;
  readonly maxMinutes?: string;
}
export interface CancelOptions extends ControlOptions {
  readonly afterStep?: boolean;
  readonly kill?: boolean;
}

export async function pause(cli: Cli, id: string | undefined, options: ControlOptions): Promise<ExitCode> {
  const client = await connect(cli);
  return told(cli, options, await client.pause(await findTask(client, id)), words.pausing);
}

export async function resume(cli: Cli, id: string | undefined, options: ResumeOptions): Promise<ExitCode> {
  const raised = {
    maxUsd: aboveZero('--max-usd', options.maxUsd),
    maxSteps: aboveZero('--max-steps', options.maxSteps),
    maxMinutes: aboveZero('--max-minutes', options.maxMinutes),
  };
  const given = await Promise.all((options.folder ?? []).map((text) => namedFolder(cli, text)));
  const budget = Object.fromEntries(Object.entries(raised).filter(([, value]) => value !== undefined));
  const client = await connect(cli);
  const taskId = await findTask(client, id);
  const isRaised = Object.keys(budget).length > 0;
  if (isRaised) await client.patchTask(taskId, { budget });
  if (given.length > 0) await client.patchTask(taskId, { folders: withFolders(await client.task(taskId), given) });
  return told(cli, options, ...resumed(await client.resume(taskId), isRaised));
}

/** The whole new list: those that it may use now, and the given ones. */
function withFolders({ folders }: Task, given: readonly { path: string; access: Access | undefined }[]) {
  const kept = folders.filter(
    ({ state, path }) => (state === 'granted' || state === 'requested') && !given.some((one) => one.path === path),
  );
  return [
    ...kept.map(({ path, access }) => ({ path, access })),
    ...given.map(({ path, access }) => ({ path, access: access ?? ('write' as const) })),
  ];
}

function resumed(task: Task, isRaised: boolean): [Task, string] {
  const { status, waitingFor } = task;
  if (status === 'waiting_approval' || status === 'waiting_input') return [task, words.notPaused(task.id)];
  // The limit may have been raised elsewhere: the task looks again, and pauses again if not.
  const atLimit = waitingFor?.kind === 'budget' && !isRaised;
  return [task, atLimit ? words.resumedAtLimit(waitingFor) : words.resumed];
}

/** A task has to be named: the newest one would too often be the wrong one. */
export async function cancel(cli: Cli, id: string, options: CancelOptions): Promise<ExitCode> {
  const how = options.kill ? 'kill' : options.afterStep ? 'after_step' : 'now';
  const client = await connect(cli);
  return told(cli, options, await client.cancel(await findTask(client, id), { how }), words.cancelling[how]);
}

function told({ terminal }: Cli, { json }: ControlOptions, task: Task, sentence: string): ExitCode {
  if (json) terminal.json(task);
  else terminal.err(`${task.id}: ${sentence}`);
  return EXIT.done;
}
