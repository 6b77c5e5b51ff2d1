// The command line: verbs, options and help. Each verb loads its own file when it is called, so that the CLI starts fast.
import { Command, CommanderError, Option } from 'commander';
import type { ChangesOptions } from './commands/changes.ts';
import type { CancelOptions, ControlOptions, ResumeOptions } from './commands/control.ts';
import type { DecideOptions } from './commands/decide.ts';
import type { ListOptions } from './commands/list.ts';
import type { RunOptions } from './commands/run.ts';
import type { AnswerOptions, SayOptions } from './commands/say.ts';
import type { ShowOptions } from './commands/show.ts';
import type { UndoOptions } from './commands/undo.ts';
import type { WatchOptions } from './commands/watch.ts';
import type { FolderOptions } from './commands/folder.ts';
import type { QueueOptions } from './commands/queue.ts';
import { type Cli, type ProductCommand } from './context.ts';
import { EXIT, type ExitCode, reportError, usage } from './exit.ts';
import { addScheduleVerbs } from './schedule-verbs.ts';
import { addThreadVerbs } from './thread-verbs.ts';
import { HELP, LATER, PRODUCT_HELP, PRODUCT_USAGE } from './words/help.ts';
import { words } from './words/product.ts';

/** Runs one command line (without node and script) and resolves with the exit code. Prints everything itself. */
export async function runCommandLine(cli: Cli, argv: readonly string[]): Promise<number> {
  let code: number = EXIT.done;
  const program = buildProgram(cli, (ended) => {
    code = ended;
  });
  try {
    if (argv.length === 0) program.outputHelp();
    else if (argv[0] === '--version' || argv[0] === '-V') code = await cli.product.run('version', []);
    else await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    return reportError(cli.terminal, error, argv.includes('--json'));
  }
}

function buildProgram(cli: Cli, end: (code: number) => void): Command {
  const { terminal } = cli;
  const program = new Command('cowork')
    .description(HELP.cowork)
    .helpCommand(false)
    .exitOverride()
    .showSuggestionAfterError()
    .enablePositionalOptions()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
      outputError: (text, write) => write(words.wrongUse(text)),
      getOutHelpWidth: terminal.columns,
      getErrHelpWidth: terminal.columns,
    })
    .option('-V, --version', HELP.version);
  const verb = (usageText: string, help: string): Command => program.command(usageText).description(help);
  /** Wraps an action: its exit code is the command's. */
  const does =
    <A extends unknown[]>(action: (...args: A) => Promise<ExitCode>) =>
    async (...args: A): Promise<void> =>
      end(await action(...args));

  addTaskVerbs(cli, verb, does);
  addAnswerVerbs(cli, verb, does);
  addChangeVerbs(cli, verb, does);
  addFolderVerbs(cli, verb, does);
  addQueueVerbs(cli, verb, does);
  addScheduleVerbs(cli, verb('schedule', HELP.schedules), does);
  addThreadVerbs(cli, verb('thread', HELP.threads), does);
  for (const name of Object.keys(PRODUCT_HELP) as (keyof typeof PRODUCT_HELP)[]) addProductVerb(name);
  for (const name of LATER)
    program
      .command(`${name} [words...]`, { hidden: true })
      .allowUnknownOption()
      .action(() => {
        throw usage(words.later(name));
      });
  return program;

  /** The launcher reads its own words; only help is told here. */
  function addProductVerb(name: Exclude<ProductCommand, 'version'>): void {
    verb(name, PRODUCT_HELP[name])
      .usage(PRODUCT_USAGE[name].words)
      .addHelpText('after', PRODUCT_USAGE[name].means)
      .allowUnknownOption()
      .allowExcessArguments()
      .passThroughOptions()
      .action(async (_none: unknown, { args }: Command) => end(await cli.product.run(name, args)));
  }
}

type Verb = (usageText: string, help: string) => Command;
type Does = <A extends unknown[]>(action: (...args: A) => Promise<ExitCode>) => (...args: A) => Promise<void>;

const list = (value: string, before: readonly string[] = []): string[] => [...before, value];
const json = (): Option => new Option('--json', HELP.json);

function addTaskVerbs(cli: Cli, verb: Verb, does: Does): void {
  verb('run <prompt>', HELP.run)
    .option('-f, --folder <path[:access]>', HELP.folder, list)
    .option('--no-folders', HELP.noFolders)
    .option('-m, --mode <mode>', HELP.mode)
    .option('-a, --attach <file>', HELP.attach, list)
    .option('--model <name>', HELP.model)
    .option('--title <text>', HELP.title)
    .option('--max-usd <amount>', HELP.maxUsd)
    .option('--max-steps <number>', HELP.maxSteps)
    .option('--max-minutes <number>', HELP.maxMinutes)
    .option('-y, --yes', HELP.yes)
    .option('-d, --detach', HELP.detach)
    .addOption(json())
    .action(does(async (prompt: string, options: RunOptions) => (await import('./commands/run.ts')).run(cli, prompt, options)));
  verb('ls', HELP.ls)
    .option('-A, --all', HELP.all)
    .option('--status <names>', HELP.status)
    .option('-n, --limit <number>', HELP.limit)
    .addOption(json())
    .action(does(async (options: ListOptions) => (await import('./commands/list.ts')).list(cli, options)));
  verb('show [task]', HELP.show)
    .option('--network', HELP.showNetwork)
    .option('--tree', HELP.tree)
    .addOption(json())
    .action(
      does(async (id: string | undefined, options: ShowOptions) => (await import('./commands/show.ts')).show(cli, id, options)),
    );
  verb('watch [task]', HELP.watch)
    .option('-y, --yes', HELP.yes)
    .addOption(json())
    .action(
      does(async (id: string | undefined, options: WatchOptions) =>
        (await import('./commands/watch.ts')).watch(cli, id, options),
      ),
    );
  verb('pause [task]', HELP.pause)
    .addOption(json())
    .action(
      does(async (id: string | undefined, options: ControlOptions) =>
        (await import('./commands/control.ts')).pause(cli, id, options),
      ),
    );
  verb('resume [task]', HELP.resume)
    .option('-f, --folder <path[:access]>', HELP.resumeFolder, list)
    .option('--max-usd <amount>', HELP.maxUsd)
    .option('--max-steps <n>', HELP.maxSteps)
    .option('--max-minutes <n>', HELP.maxMinutes)
    .addOption(json())
    .action(
      does(async (id: string | undefined, options: ResumeOptions) =>
        (await import('./commands/control.ts')).resume(cli, id, options),
      ),
    );
  verb('cancel <task>', HELP.cancel)
    .addOption(new Option('--after-step', HELP.afterStep).conflicts('kill'))
    .option('--kill', HELP.kill)
    .addOption(json())
    .action(does(async (id: string, options: CancelOptions) => (await import('./commands/control.ts')).cancel(cli, id, options)));
}

function addAnswerVerbs(cli: Cli, verb: Verb, does: Does): void {
  verb('say <task> <text>', HELP.say)
    .addOption(json())
    .action(
      does(async (id: string, text: string, options: SayOptions) =>
        (await import('./commands/say.ts')).say(cli, id, text, options),
      ),
    );
  verb('answer [question] [text]', HELP.answer)
    .option('-c, --choice <option>', HELP.choice, list)
    .addOption(json())
    .action(
      does(async (id: string | undefined, text: string | undefined, options: AnswerOptions) =>
        (await import('./commands/say.ts')).answer(cli, id, text, options),
      ),
    );
  for (const [name, decision] of [['approve', 'allow'] as const, ['deny', 'deny'] as const]) {
    const command = verb(`${name} [question]`, HELP[name])
      .option('--note <text>', HELP.note)
      .option('--show', HELP.showQuestion)
      .addOption(json());
    if (decision === 'allow')
      command.option('--scope <scope>', HELP.scope).option('--only <name>', HELP.only, list).option('--path <folder>', HELP.path);
    command.action(
      does(async (id: string | undefined, options: DecideOptions) =>
        (await import('./commands/decide.ts')).decide(cli, decision, id, options),
      ),
    );
  }
}

function addChangeVerbs(cli: Cli, verb: Verb, does: Does): void {
  verb('changes [task]', HELP.changes)
    .option('--files', HELP.files)
    .addOption(json())
    .action(
      does(async (id: string | undefined, options: ChangesOptions) =>
        (await import('./commands/changes.ts')).changes(cli, id, options),
      ),
    );
  for (const direction of ['undo', 'redo'] as const)
    verb(`${direction} [task]`, HELP[direction])
      .option('--set <change>', HELP.set)
      .option('--file <name>', HELP.file, list)
      .option('--force', HELP.force)
      .addOption(json())
      .action(
        does(async (id: string | undefined, options: UndoOptions) =>
          (await import('./commands/undo.ts')).undo(cli, direction, id, options),
        ),
      );
}

function addFolderVerbs(cli: Cli, verb: Verb, does: Does): void {
  const folder = verb('folder', HELP.folders).helpCommand(false);
  const load = () => import('./commands/folder.ts');
  const word = (usageText: string, help: string): Command => folder.command(usageText).description(help).addOption(json());
  folder
    .command('ls', { isDefault: true })
    .description(HELP.folderList)
    .addOption(json())
    // What is no word of ours lands here; it is told so in other words than "too many arguments".
    .allowExcessArguments()
    .action(does(async (options: FolderOptions, { args }: Command) => (await load()).listFolders(cli, args[0], options)));
  word('add <path[:access]>', HELP.folderAdd).action(
    does(async (path: string, options: FolderOptions) => (await load()).addFolder(cli, path, options)),
  );
  word('set <folder:access>', HELP.folderSet).action(
    does(async (text: string, options: FolderOptions) => (await load()).setFolder(cli, text, options)),
  );
  word('rm <folder>', HELP.folderRemove).action(
    does(async (name: string, options: FolderOptions) => (await load()).removeFolder(cli, name, options)),
  );
  word('ask-again <folder> [kind]', HELP.folderAskAgain).action(
    does(async (name: string, kind: string | undefined, options: FolderOptions) =>
      (await load()).askAgain(cli, name, kind, options),
    ),
  );
}

function addQueueVerbs(cli: Cli, verb: Verb, does: Does): void {
  const queue = verb('queue', HELP.queue).helpCommand(false);
  const load = () => import('./commands/queue.ts');
  queue
    .command('ls', { isDefault: true })
    .description(HELP.queueList)
    .addOption(json())
    .allowExcessArguments()
    .action(does(async (options: QueueOptions, { args }: Command) => (await load()).showQueue(cli, args[0], options)));
  queue
    .command('move <task> <place>')
    .description(HELP.queueMove)
    .addOption(json())
    .action(
      does(async (id: string, place: string, options: QueueOptions) => (await load()).moveInQueue(cli, id, place, options)),
    );
  queue
    .command('now <task>')
    .description(HELP.queueNow)
    .addOption(json())
    .action(does(async (id: string, options: QueueOptions) => (await load()).beginNow(cli, id, options)));
}
