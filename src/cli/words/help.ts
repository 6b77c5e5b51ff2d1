// What `--help` says: one line for each verb and option.

export const HELP = {
  cowork: 'Hand a job to an agent on your own machine: it plans, asks before anything that matters, and all of it can be undone.',
  version: 'say which version this is',
  json: 'one JSON value, or one JSON line per event; nothing is asked',
  run: 'hand over a job and stay with it (Ctrl-C leaves it running)',
  folder: 'a folder it may use; access: read, write (default) or full (without any: your standing folders)',
  noFolders: 'no folder at all, not even the standing ones',
  mode: 'ask (default): before each change · auto: only before what could hurt · act: never, but for what always asks',
  attach: 'a file to hand over with the job',
  model: 'the model to use',
  title: 'a short name for the task',
  maxUsd: 'pause at this many US dollars',
  maxSteps: 'pause after this many steps',
  maxMinutes: 'pause after this much time at work',
  yes: 'allow once whatever the mode asks; what asks in every mode still waits for you',
  detach: 'do not stay; print the id of the task',
  ls: 'tasks, newest first',
  all: 'all of them, archived ones too',
  status: 'only these, separated by commas: running,waiting_approval,…',
  limit: 'how many (default 20)',
  show: 'where a task stands and what came of it (default: the newest)',
  watch: 'come back to a task (default: the newest)',
  pause: 'stop a task at the next safe place; nothing is lost',
  resume: 'let a paused task go on',
  cancel: 'end a task; what it changed can still be undone',
  afterStep: 'let it finish the step it is in',
  kill: 'end it at once, for one that hangs',
  say: 'tell a task something; it reads it before its next step',
  answer: 'answer what a task asks',
  choice: 'an option, by its text, its beginning or its number (several times for several)',
  approve: 'allow a change that a task asks about (default: the only one)',
  deny: 'refuse it',
  note: 'say why, or what to do instead',
  showNetwork: 'every request of its commands, sent or refused, with bytes',
  showQuestion: 'only show the whole question',
  scope: 'once (default), task (to its end) or always (in every task), where it is offered',
  only: 'allow only this file, by its name (several times for several)',
  path: 'the folder to give instead of the suggested one',
  changes: 'what a task has changed, and how to take it back',
  files: 'name every file',
  undo: 'take back what a task changed',
  redo: 'take the undo back',
  set: 'only this change',
  file: 'only this file (several times for several)',
  folders: 'the folders of tasks that name none, and where something is always allowed',
  folderList: 'show them (also without a word after "folder")',
  folderAdd: 'give a folder to every task that names none; access: read, write (default) or full',
  folderSet: 'change what may be done there; less also holds in open tasks',
  folderRemove: 'take it away, from every task',
  folderAskAgain: 'ask again about what you always allowed there: create, move, replace or delete (default: all)',
  force: 'where a file was changed since, keep both versions',
} as const;

export const PRODUCT_HELP = {
  start: 'start the product (--detach: in the background)',
  stop: 'stop it; tasks go on at the next start',
  status: 'is it running, and where',
  doctor: 'check everything it needs and say what mends what',
  open: 'open it in the browser',
  logs: 'show its logs',
  config: 'settings: cowork config set model-key',
  service: 'start it at every login: cowork service install | uninstall',
  uninstall: 'remove it; says what it deletes and asks',
  demo: 'a whole job on made-up files in under a minute: no key, no network',
} as const;

/** What may stand behind these verbs, which the launcher reads itself, and what it means. */
export const PRODUCT_USAGE: Readonly<Record<keyof typeof PRODUCT_HELP, { readonly words: string; readonly means: string }>> = {
  start: { words: '[--detach]', means: options(['--detach', 'in the background']) },
  stop: { words: '', means: '' },
  status: { words: '[--json]', means: options(['--json', 'one JSON value']) },
  doctor: { words: '[--json]', means: options(['--json', 'one JSON value']) },
  open: { words: '', means: '' },
  logs: {
    words: '[launcher|worker|api|temporal] [-n <lines>] [-f]',
    means: options(['-n, --lines', 'how many of the newest lines (default 100)'], ['-f, --follow', 'stay, and show what comes']),
  },
  config: {
    words: 'list | get <name> | set <name> <value> | unset <name>',
    means: options(['set model-key', 'asks for the key and does not show it'], ['list', 'names all settings']),
  },
  service: { words: 'install | uninstall | status', means: '' },
  uninstall: { words: '[--yes]', means: options(['--yes', 'do not ask']) },
  demo: {
    words: '[--ask] [--keep]',
    means: options(['--ask', 'put the question to you'], ['--keep', 'leave the made-up files where they are']),
  },
};

function options(...rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return ['', ...rows.map(([name, means]) => `  ${name.padEnd(width)}  ${means}`)].join('\n');
}

/** The verbs of `program.ts` about tasks and folders; a test holds the two together. */
export const TASK_VERBS = [
  ...(['run', 'ls', 'show', 'watch', 'pause', 'resume', 'cancel', 'say', 'answer'] as const),
  ...(['approve', 'deny', 'changes', 'undo', 'redo', 'folder'] as const),
] as const;

/** Verbs that a later version brings. */
export const LATER = ['queue', 'schedule', 'thread', 'connector', 'skill', 'device', 'export', 'import'] as const;
