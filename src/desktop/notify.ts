// Tells the person at this computer something by the system's own means. Where there is none, nothing is said and nothing fails.
import { type ChildProcess, execFile, spawn } from 'node:child_process';

const NAME = 'Durable Cowork';
/** For a program that only hands over what it is to say. What is to be said after it waits as long. */
const PATIENCE_MS = 10_000;
/** How long a click is waited for, and on how many notifications at once: each waits in a process of its own. */
const CLICK_WITHIN_MS = 10 * 60_000;
const MOST_CLICKABLE = 5;

export interface Said {
  readonly title: string;
  readonly text: string;
  /** Where it can be seen; said where no click leads there. */
  readonly url: string;
  /** Opens it, on a click; absent where there is no screen to open it on. It may fail. */
  readonly open?: () => void | Promise<void>;
}

export interface Notifier {
  /** One after the other. Resolves when it is handed over, which may take long; nobody waits for the click. Never rejects: what fails is logged. */
  say(said: Said): Promise<void>;
  /** What hangs or waits for a click is killed, and nothing more is said. */
  close(): void;
}

export interface NotifierDeps {
  readonly log: { info(fields: object, message: string): void };
  readonly platform?: NodeJS.Platform;
  readonly env?: NodeJS.ProcessEnv;
}

export function createNotifier({ log, platform = process.platform, env = process.env }: NotifierDeps): Notifier {
  let refused = false;
  let clicks: Promise<boolean> | undefined;
  let last = Promise.resolve();
  const waiting = new Set<ChildProcess>();
  const end = new AbortController();
  const running = { env, signal: end.signal, killSignal: 'SIGKILL' } as const;

  const failed = (err: unknown): void => {
    if (end.signal.aborted) return;
    // Without the program it will not come by itself: said once.
    if (Error.isError(err) && 'code' in err && err.code === 'ENOENT') refused = true;
    log.info({ err: messageOf(err) }, 'the system was not told');
  };
  const plain = ([program, words]: Command): Promise<void> =>
    new Promise((resolve) => {
      execFile(program, words, { ...running, timeout: PATIENCE_MS }, (err) => {
        if (err) failed(err);
        resolve();
      });
    });
  const clickable = ([program, words]: Command, open: () => void | Promise<void>): Promise<void> =>
    new Promise((resolve) => {
      const [oldest] = waiting;
      if (oldest && waiting.size >= MOST_CLICKABLE) {
        waiting.delete(oldest);
        oldest.kill();
      }
      const child = spawn(program, words, { ...running, stdio: ['ignore', 'pipe', 'ignore'], timeout: CLICK_WITHIN_MS });
      waiting.add(child);
      child.stdout.once('data', () => {
        Promise.resolve()
          .then(open)
          .catch((err: unknown) => log.info({ err: messageOf(err) }, 'a click opened nothing'));
      });
      child.once('spawn', resolve);
      child.once('error', (err) => {
        failed(err);
        resolve();
      });
      child.once('close', () => waiting.delete(child));
    });

  /** From libnotify 0.8 on. */
  const knowsClicks = (): Promise<boolean> =>
    new Promise((resolve) => {
      execFile('notify-send', ['--help'], { ...running, timeout: PATIENCE_MS }, (err, out) =>
        resolve(!err && out.includes('--action')),
      );
    });
  const handOver = async (said: Said): Promise<void> => {
    if (refused || end.signal.aborted) return;
    const isClickable = platform === 'linux' && said.open !== undefined && (await (clicks ??= knowsClicks()));
    if (end.signal.aborted) return;
    if (isClickable && said.open) return clickable(notifySend(said, ['--action=default=Open']), said.open);
    const command = notifierOn(platform, said);
    if (command) await plain(command);
  };

  return {
    say: (said) => (last = last.then(() => handOver(printable(said))).catch(failed)),
    close: () => end.abort(),
  };
}

const messageOf = (err: unknown): string => (Error.isError(err) ? err.message : String(err));

type Command = readonly [string, string[]];

/** No program takes U+0000 among its words, and no line of a notification another control character. */
const printable = (said: Said): Said => ({ ...said, title: inOneLine(said.title), text: inOneLine(said.text) });
const inOneLine = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ');

/** The program and its words. Nothing of them is read as a command or as options: titles come from people and models. */
function notifierOn(platform: NodeJS.Platform, said: Said): Command | undefined {
  // No click leads there, so the address stands in the text.
  const text = `${said.text}\n${said.url}`;
  if (platform === 'linux') return notifySend({ ...said, text }, []);
  if (platform !== 'darwin') return undefined;
  const script = ['on run words', 'display notification (item 2 of words) with title (item 1 of words)', 'end run'];
  return ['osascript', [...script.flatMap((line) => ['-e', line]), '--', said.title, text]];
}

/** With an action it waits, and says which one was chosen. */
const notifySend = ({ title, text }: Pick<Said, 'title' | 'text'>, options: readonly string[]): Command => [
  'notify-send',
  [`--app-name=${NAME}`, ...options, '--', title, escaped(text)],
];

/** The body of a Linux notification is read as simple markup. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
