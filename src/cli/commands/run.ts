// `cowork run`: hands a job over and stays with it.
import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Client, NewTask } from '../../client/client.ts';
import { Mode } from '../../contract/task.ts';
import { aboveZero } from '../above-zero.ts';
import { type Cli, connectOrStart } from '../context.ts';
import { EXIT, type ExitCode, usage } from '../exit.ts';
import { followTask } from '../follow/follow-task.ts';
import { legible } from '../format/legible.ts';
import { absolute, namedFolder } from '../named-folder.ts';
import { words as product } from '../words/product.ts';
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

export async function run(cli: Cli, prompt: string, options: RunOptions): Promise<ExitCode> {
  // Everything that can be wrong on the command line is told before anything is started or sent.
  const folders = await foldersOf(cli, options);
  const files = await Promise.all((options.attach ?? []).map((path) => fileOf(cli, path)));
  const wish = wishOf(prompt, options);
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

/** undefined: nobody spoke of folders, so the standing ones are given. */
async function foldersOf(cli: Cli, { folder, folders }: RunOptions): Promise<NewTask['folders']> {
  if (folder)
    return Promise.all(folder.map((text) => namedFolder(cli, text).then(({ path, access = 'write' }) => ({ path, access }))));
  return folders === false ? [] : undefined;
}

function wishOf(prompt: string, options: RunOptions): NewTask {
  if (prompt.trim() === '') throw usage(words.emptyPrompt);
  const { model, title, mode } = options;
  const maxUsd = aboveZero('--max-usd', options.maxUsd);
  const maxSteps = aboveZero('--max-steps', options.maxSteps);
  const maxMinutes = aboveZero('--max-minutes', options.maxMinutes);
  const budget = {
    ...(maxUsd === undefined ? {} : { maxUsd }),
    ...(maxSteps === undefined ? {} : { maxSteps }),
    ...(maxMinutes === undefined ? {} : { maxMinutes }),
  };
  return {
    prompt,
    ...(mode === undefined ? {} : { mode: modeOf(mode) }),
    ...(model === undefined ? {} : { model }),
    ...(title === undefined ? {} : { title }),
    ...(Object.keys(budget).length === 0 ? {} : { budget }),
  };
}

function modeOf(text: string): Mode {
  const mode = Mode.safeParse(text);
  if (!mode.success) throw usage(product.mode(text));
  return mode.data;
}

async function fileOf(cli: Cli, text: string): Promise<string> {
  const path = absolute(cli, text);
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) throw usage(product.noFile(path));
  return path;
}

async function uploadAll(client: Client, files: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const path of files) ids.push((await client.upload(await openAsBlob(path), basename(path))).id);
  return ids;
}
