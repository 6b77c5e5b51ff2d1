// `cowork run`: hands a job over and stays with it.
import { text } from 'node:stream/consumers';
import type { NewTask } from '../../client/client.ts';
import { attachedFiles, uploadAll } from '../attached-files.ts';
import { type Cli, connectOrStart } from '../context.ts';
import { EXIT, type ExitCode, usage } from '../exit.ts';
import { followTask } from '../follow/follow-task.ts';
import { legible } from '../format/legible.ts';
import { budgetOf, foldersOf, modeOf, present } from '../task-wish.ts';
import { words } from '../words/tasks.ts';
import { usesStanding } from './folder.ts';

export interface RunOptions {
  readonly folder?: readonly string[];
  /** False: no folder, not even a standing one. */
  readonly folders?: boolean;
  readonly attach?: readonly string[];
  readonly mode?: string;
  readonly model?: string;
  readonly title?: string;
  readonly maxUsd?: string;
  readonly maxSteps?: string;
  readonly maxMinutes?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly detach?: boolean;
}

export async function run(cli: Cli, given: string, options: RunOptions): Promise<ExitCode> {
  // Everything that can be wrong on the command line is told before anything is started or sent.
  const folders = await foldersOf(cli, options);
  const files = await attachedFiles(cli, options.attach);
  const wish = wishOf(given === '-' ? await piped(cli) : given, options);
  const client = await connectOrStart(cli, options.json !== true);
  const attachments = await uploadAll(client, files);
  const task = await client.createTask({ ...wish, ...(folders ? { folders } : {}), attachments });
  if (!folders && task.folders.length > 0 && !options.json) cli.terminal.err(legible(usesStanding(task)));
  if (options.detach) {
    if (options.json) cli.terminal.json(task);
    else {
      cli.terminal.out(task.id);
      cli.terminal.err(words.comeBack(task.id));
    }
    return EXIT.done;
  }
  return followTask(cli, client, { taskId: task.id, upTo: 0, yes: options.yes === true, json: options.json === true });
}

/** What stands on standard input. A person's keys are none: who types `-` at a terminal meant to pipe something. */
const piped = ({ terminal }: Cli): Promise<string> =>
  terminal.interactive || (terminal.input as { isTTY?: boolean }).isTTY === true ? Promise.resolve('') : text(terminal.input);

function wishOf(prompt: string, options: RunOptions): NewTask {
  if (prompt.trim() === '') throw usage(words.emptyPrompt);
  const { model, title } = options;
  return present({ prompt, model, title, mode: modeOf(options.mode), budget: budgetOf(options) });
}
