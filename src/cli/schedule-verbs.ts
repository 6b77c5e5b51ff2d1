// The words and options of `cowork schedule`.
import { type Command, Option } from 'commander';
import type { AddOptions, EditOptions, ScheduleOptions } from './commands/schedule.ts';
import type { Cli } from './context.ts';
import type { ExitCode } from './exit.ts';
import { HELP } from './words/help.ts';

type Does = <A extends unknown[]>(action: (...args: A) => Promise<ExitCode>) => (...args: A) => Promise<void>;

const list = (value: string, before: readonly string[] = []): string[] => [...before, value];
const json = (): Option => new Option('--json', HELP.json);

export function addScheduleVerbs(cli: Cli, schedule: Command, does: Does): void {
  schedule.helpCommand(false);
  const load = () => import('./commands/schedule.ts');
  const word = (usageText: string, help: string): Command => schedule.command(usageText).description(help).addOption(json());
  settings(word('add <when> <prompt>', HELP.scheduleAdd))
    .option('-y, --yes', HELP.scheduleYes)
    .option('--preview', HELP.schedulePreview)
    .action(
      does(async (when: string, prompt: string, options: AddOptions) => (await load()).addSchedule(cli, when, prompt, options)),
    );
  schedule
    .command('ls', { isDefault: true })
    .description(HELP.scheduleList)
    .addOption(json())
    // What is no word of ours lands here; it is told so in other words than "too many arguments".
    .allowExcessArguments()
    .action(does(async (options: ScheduleOptions, { args }: Command) => (await load()).listSchedules(cli, args[0], options)));
  settings(word('edit <schedule>', HELP.scheduleEdit))
    .option('--at <when>', HELP.scheduleAt)
    .option('--prompt <text>', HELP.schedulePrompt)
    .action(does(async (id: string, options: EditOptions) => (await load()).editSchedule(cli, id, options)));
  const simple = {
    show: ['showSchedule', HELP.scheduleShow],
    pause: ['pauseSchedule', HELP.schedulePause],
    resume: ['resumeSchedule', HELP.scheduleResume],
    run: ['runSchedule', HELP.scheduleRun],
    history: ['showHistory', HELP.scheduleHistory],
    'ask-again': ['askAgain', HELP.scheduleAskAgain],
    rm: ['removeSchedule', HELP.scheduleRemove],
  } as const;
  for (const [name, [action, help]] of Object.entries(simple))
    word(`${name} <schedule>`, help).action(
      does(async (id: string, options: ScheduleOptions) => (await load())[action](cli, id, options)),
    );
}

/** What both `add` and `edit` may set. */
const settings = (command: Command): Command =>
  command
    .option('--name <text>', HELP.scheduleName)
    .option('--zone <name>', HELP.scheduleZone)
    .option('-f, --folder <path[:access]>', HELP.scheduleFolder, list)
    .option('--no-folders', HELP.noFolders)
    .option('-m, --mode <mode>', HELP.mode)
    .option('--model <name>', HELP.model)
    .option('--max-usd <amount>', HELP.scheduleMaxUsd)
    .option('--max-steps <number>', HELP.maxSteps)
    .option('--max-minutes <number>', HELP.maxMinutes)
    .option('--daily-usd <amount>', HELP.scheduleDailyUsd)
    .option('--tools <names>', HELP.scheduleTools)
    .option('--missed <what>', HELP.scheduleMissed)
    .option('--most <number>', HELP.scheduleMost)
    .option('--look-back <hours>', HELP.scheduleLookBack)
    .option('--overlap <what>', HELP.scheduleOverlap)
    .option('--limit <hours>', HELP.scheduleLimit);
