// The words and options of `cowork thread`.
import { type Command, Option } from 'commander';
import type {
  ThreadListOptions,
  ThreadOptions,
  ThreadSayOptions,
  ThreadSetOptions,
  ThreadShowOptions,
} from './commands/thread.ts';
import type { Cli } from './context.ts';
import type { ExitCode } from './exit.ts';
import { HELP } from './words/help.ts';

type Does = <A extends unknown[]>(action: (...args: A) => Promise<ExitCode>) => (...args: A) => Promise<void>;

const list = (value: string, before: readonly string[] = []): string[] => [...before, value];
const json = (): Option => new Option('--json', HELP.json);

export function addThreadVerbs(cli: Cli, thread: Command, does: Does): void {
  thread.helpCommand(false);
  const load = () => import('./commands/thread.ts');
  const word = (usageText: string, help: string): Command => thread.command(usageText).description(help).addOption(json());
  thread
    .command('ls', { isDefault: true })
    .description(HELP.threadList)
    .option('-A, --all', HELP.threadAll)
    .addOption(json())
    // What is no word of ours lands here; it is told so in other words than "too many arguments".
    .allowExcessArguments()
    .action(does(async (options: ThreadListOptions, { args }: Command) => (await load()).listThreads(cli, args[0], options)));
  settings(word('new [title]', HELP.threadNew)).action(
    does(async (title: string | undefined, options: ThreadSetOptions) => (await load()).newThread(cli, title, options)),
  );
  word('say <thread> <text>', HELP.threadSay)
    .option('-a, --attach <file>', HELP.attach, list)
    .option('-d, --detach', HELP.threadDetach)
    .action(
      does(async (id: string, text: string, options: ThreadSayOptions) => (await load()).sayInThread(cli, id, text, options)),
    );
  word('show <thread>', HELP.threadShow)
    .option('-n, --limit <number>', HELP.threadLimit)
    .action(does(async (id: string, options: ThreadShowOptions) => (await load()).showThread(cli, id, options)));
  settings(word('edit <thread>', HELP.threadEdit))
    .option('--title <text>', HELP.threadTitle)
    .action(does(async (id: string, options: ThreadSetOptions) => (await load()).editThread(cli, id, options)));
  const simple = {
    stop: ['stopThread', HELP.threadStop],
    archive: ['archiveThread', HELP.threadArchive],
    rm: ['removeThread', HELP.threadRemove],
  } as const;
  for (const [name, [action, help]] of Object.entries(simple))
    word(`${name} <thread>`, help).action(
      does(async (id: string, options: ThreadOptions) => (await load())[action](cli, id, options)),
    );
}

/** What its tasks are given unless something else is said. */
const settings = (command: Command): Command =>
  command
    .option('-f, --folder <path[:access]>', HELP.threadFolder, list)
    .option('--no-folders', HELP.noFolders)
    .option('-m, --mode <mode>', HELP.mode)
    .option('--model <name>', HELP.model)
    .option('--max-usd <amount>', HELP.maxUsd)
    .option('--max-steps <number>', HELP.maxSteps)
    .option('--max-minutes <number>', HELP.maxMinutes);
