// `cowork open`: a link that opens the product in a browser once.
import { readConfig } from '../config.ts';
import { pathsOf } from '../paths.ts';
import { browserOf } from './browser.ts';
import { createLoginCodes } from './login-codes.ts';
import { addressOf, findRunning } from './running.ts';
import type { Runtime } from './runtime.ts';
import { notRunning } from './status.ts';
import { EXIT, guarded, type Terminal } from './terminal.ts';

/** `to`: the path of the page that it leads to; without one, home. */
export async function loginLink(home: string, runtime: Pick<Runtime, 'apiPort'>, to?: string): Promise<string> {
  const { code } = await createLoginCodes(pathsOf(home).loginCodes).issue();
  return `${addressOf(runtime)}/open?code=${code}${to === undefined ? '' : `&to=${encodeURIComponent(to)}`}`;
}

/** Prints the link always; opens it only for a person at a screen. */
export function openCommand(terminal: Terminal): Promise<number> {
  return guarded(terminal, async () => {
    const { home } = readConfig(terminal.env);
    const runtime = findRunning(pathsOf(home));
    if (!runtime) return notRunning(terminal);
    const link = await loginLink(home, runtime);
    terminal.out(link);
    if (terminal.interactive) browserOf(terminal.env)?.(link);
    return EXIT.done;
  });
}

/**
 * After a start, for a person at a screen, which one who came by ssh is not: another may sit there. With a link of its own: the printed one stays
 * good. Whatever goes wrong, the start has not failed.
 */
export async function openPage(home: string, runtime: Runtime, { env, interactive }: Terminal): Promise<void> {
  if (!interactive || env['CI'] || env['SSH_CONNECTION'] || env['SSH_TTY'] || runtime.webFolder === undefined) return;
  try {
    browserOf(env)?.(await loginLink(home, runtime));
  } catch {
    // The address is printed.
  }
}
