// `cowork schedule`: what repeats a job. Read back in words before it is saved.
import type { Client } from '../../client/client.ts';
import { toArray, allOf } from '../../client/answers.ts';
import { Misfire, Overlap, type Schedule } from '../../contract/schedules.ts';
import { CoworkError } from '../../contract/errors.ts';
import { aboveZero } from '../above-zero.ts';
import { type Cli, connect } from '../context.ts';
import { EXIT, type ExitCode, usage } from '../exit.ts';
import { legible } from '../format/legible.ts';
import { budgetOf, foldersOf, modeOf, present } from '../task-wish.ts';
import { previewLines, runTable, schedulePage, scheduleTable } from '../schedule-page.ts';
import { words as changes } from '../words/changes.ts';
import { words } from '../words/schedules.ts';

export interface ScheduleOptions {
  readonly json?: boolean;
}
export interface SetOptions extends ScheduleOptions {
  readonly name?: string;
  readonly zone?: string;
  readonly folder?: readonly string[];
  readonly folders?: boolean;
  readonly mode?: string;
  readonly model?: string;
  readonly maxUsd?: string;
  readonly maxSteps?: string;
  readonly maxMinutes?: string;
  readonly dailyUsd?: string;
  readonly tools?: string;
  readonly missed?: string;
  readonly most?: string;
  readonly lookBack?: string;
  readonly overlap?: string;
  readonly limit?: string;
}
export interface AddOptions extends SetOptions {
  readonly yes?: boolean;
  readonly preview?: boolean;
}
export interface EditOptions extends SetOptions {
  readonly at?: string;
  readonly prompt?: string;
}

export async function addSchedule(cli: Cli, cadence: string, prompt: string, options: AddOptions): Promise<ExitCode> {
  const wish = await wishOf(cli, options);
  const client = await connect(cli);
  const { terminal } = cli;
  const timeZone = options.zone === undefined ? {} : { timeZone: options.zone };
  const preview = await client.previewSchedule({ cadence, ...timeZone });
  if (!options.json) for (const line of previewLines(preview)) terminal.out(line);
  if (options.preview) {
    if (options.json) terminal.json(preview);
    return EXIT.done;
  }
  if (terminal.interactive && !options.yes && !options.json && !(await agrees(cli))) {
    terminal.err(words.notSaved);
    return EXIT.done;
  }
  const made = await client.createSchedule({ cadence, prompt, ...wish });
  if (options.json) terminal.json(made);
  else terminal.err(words.saved(made.id));
  return EXIT.done;
}

async function agrees({ terminal }: Cli): Promise<boolean> {
  const { confirm } = await import('@clack/prompts');
  return (await confirm({ message: words.save, input: terminal.input, output: terminal.output })) === true;
}

export async function listSchedules(cli: Cli, word: string | undefined, options: ScheduleOptions): Promise<ExitCode> {
  if (word !== undefined) throw usage(words.noSuchWord(word));
  const { items } = await (await connect(cli)).schedules();
  if (options.json) cli.terminal.json(items);
  else for (const line of scheduleTable(legible(items), cli)) cli.terminal.out(line);
  return EXIT.done;
}

export async function showSchedule(cli: Cli, id: string, options: ScheduleOptions): Promise<ExitCode> {
  const found = await findSchedule(await connect(cli), id);
  if (options.json) cli.terminal.json(found);
  else for (const line of schedulePage(legible(found), cli)) cli.terminal.out(line);
  return EXIT.done;
}

export async function editSchedule(cli: Cli, id: string, options: EditOptions): Promise<ExitCode> {
  const { at, prompt } = options;
  const change = {
    ...(await wishOf(cli, options)),
    ...(at === undefined ? {} : { cadence: at }),
    ...(prompt === undefined ? {} : { prompt }),
  };
  if (Object.keys(change).length === 0) throw usage(words.nothingToChange);
  const client = await connect(cli);
  const changed = await client.patchSchedule((await findSchedule(client, id)).id, change);
  if (!options.json && (at !== undefined || options.zone !== undefined))
    for (const line of previewLines(changed)) cli.terminal.out(line);
  return told(cli, options, changed, words.changed);
}

export async function pauseSchedule(cli: Cli, id: string, options: ScheduleOptions): Promise<ExitCode> {
  const client = await connect(cli);
  return told(cli, options, await client.pauseSchedule((await findSchedule(client, id)).id), words.paused);
}

export async function resumeSchedule(cli: Cli, id: string, options: ScheduleOptions): Promise<ExitCode> {
  const client = await connect(cli);
  return told(cli, options, await client.resumeSchedule((await findSchedule(client, id)).id), words.resumed);
}

export async function runSchedule(cli: Cli, id: string, options: ScheduleOptions): Promise<ExitCode> {
  const client = await connect(cli);
  const run = await client.runSchedule((await findSchedule(client, id)).id);
  if (options.json) cli.terminal.json(run);
  else cli.terminal.err(run.taskId === undefined ? (run.why ?? words.waits) : words.started(run.taskId));
  return EXIT.done;
}

export async function removeSchedule(cli: Cli, id: string, options: ScheduleOptions): Promise<ExitCode> {
  const client = await connect(cli);
  const found = await findSchedule(client, id);
  await client.removeSchedule(found.id);
  return told(cli, options, found, words.removed(found.name));
}

/** Whoever looks has seen what was missed. */
export async function showHistory(cli: Cli, id: string, options: ScheduleOptions): Promise<ExitCode> {
  const client = await connect(cli);
  const found = await findSchedule(client, id);
  const runs = await toArray(allOf((cursor) => client.scheduleRuns(found.id, { limit: 100, cursor })));
  if (options.json) cli.terminal.json(runs);
  else for (const line of runTable(legible(runs), cli)) cli.terminal.out(line);
  if (found.missed > 0) await client.seenSchedule(found.id);
  return EXIT.done;
}

export async function askAgain(cli: Cli, id: string, options: ScheduleOptions): Promise<ExitCode> {
  const client = await connect(cli);
  const after = await client.revokeForSchedule((await findSchedule(client, id)).id);
  const isDone = after.allowed.length === 0;
  told(cli, options, after, isDone ? words.asksAgain : changes.pending);
  return isDone ? EXIT.done : EXIT.waiting;
}

function told({ terminal }: Cli, { json }: ScheduleOptions, schedule: Schedule, sentence: string): ExitCode {
  if (json) terminal.json(schedule);
  else terminal.err(legible(sentence));
  return EXIT.done;
}

/** By its id, the beginning of it, or its whole name. */
async function findSchedule(client: Client, text: string): Promise<Schedule> {
  const { items } = await client.schedules();
  const named = items.filter(({ id, name }) => id.startsWith(text) || name === text);
  if (named.length > 1)
    throw usage(
      words.several(
        text,
        named.map(({ id }) => id),
      ),
    );
  if (!named[0]) throw new CoworkError('not_found', words.noSuch(text));
  return named[0];
}

/** Everything that can be wrong on the command line is told before anything is sent. */
async function wishOf(cli: Cli, options: SetOptions) {
  const { name, zone, model } = options;
  return present({
    ...{ name, timeZone: zone, model, mode: modeOf(options.mode), budget: budgetOf(options) },
    folders: await foldersOf(cli, options),
    dailyMaxUsd: aboveZero('--daily-usd', options.dailyUsd),
    tools: options.tools?.split(',').map((tool) => tool.trim()),
    misfire: oneOf('--missed', Misfire.options, options.missed),
    misfireMost: aboveZero('--most', options.most),
    windowMinutes: minutes('--look-back', options.lookBack),
    overlap: oneOf('--overlap', Overlap.options, options.overlap),
    limitMinutes: minutes('--limit', options.limit),
  });
}

/** Given in hours. */
const minutes = (option: string, hours: string | undefined): number | undefined => {
  const given = aboveZero(option, hours);
  return given === undefined ? undefined : Math.max(1, Math.round(given * 60));
};

function oneOf<T extends string>(option: string, all: readonly T[], typed: string | undefined): T | undefined {
  if (typed === undefined) return undefined;
  const found = all.find((one) => one === typed);
  if (found === undefined) throw usage(words.noSuchChoice(option, typed, all));
  return found;
}
