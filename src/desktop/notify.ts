// Tells the person at this computer something by the system's own means. Where there is none, nothing is said and nothing fails.
import { execFile } from 'node:child_process';

const PATIENCE_MS = 10_000;
const NAME = 'Durable Cowork';

export interface Said {
  readonly title: string;
  readonly text: string;
  /** Where it can be seen. */
  readonly url: string;
}

/** The program and its words. Nothing of them is read as a command or as options: titles come from people and models. */
export function notifierOn(platform: NodeJS.Platform, { title, text, url }: Said): readonly [string, string[]] | undefined {
  // Not every desktop offers a click that opens something, so the address stands in the text.
  const body = `${text}\n${url}`;
  if (platform === 'linux') return ['notify-send', [`--app-name=${NAME}`, '--', title, escaped(body)]];
  if (platform === 'darwin')
    return [
      'osascript',
      [
        '-e',
        'on run words',
        '-e',
        'display notification (item 2 of words) with title (item 1 of words)',
        '-e',
        'end run',
        '--',
        title,
        body,
      ],
    ];
  return undefined;
}

/** The body of a Linux notification is read as simple markup. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

export interface NotifierDeps {
  readonly log: { info(fields: object, message: string): void };
  readonly platform?: NodeJS.Platform;
  readonly env?: NodeJS.ProcessEnv;
}

export function createNotifier({
  log,
  platform = process.platform,
  env = process.env,
}: NotifierDeps): (said: Said) => Promise<void> {
  let refused = false;
  return async (said) => {
    const command = refused ? undefined : notifierOn(platform, said);
    if (!command) return;
    await new Promise<void>((resolve) => {
      execFile(command[0], command[1], { env, timeout: PATIENCE_MS }, (err) => {
        // Without the program it will not come by itself: said once.
        if (err && 'code' in err && err.code === 'ENOENT') refused = true;
        if (err) log.info({ err: err.message }, 'the system was not told');
        resolve();
      });
    });
  };
}
