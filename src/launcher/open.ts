// `cowork open`: a link that opens the product in a browser once.
import { spawn } from 'node:child_process';
import { readConfig } from '../config.ts';
import { pathsOf } from '../paths.ts';
import { createLoginCodes } from './login-codes.ts';
import { addressOf, findRunning } from './running.ts';
import type { Runtime } from './runtime.ts';
import { notRunning } from './status.ts';
import { EXIT, guarded, type Terminal } from './terminal.ts';

export async function loginLink(home: string, runtime: Pick<Runtime, 'apiPort'>): Promise<string> {
  const { code } = await createLoginCodes(pathsOf(home).loginCodes).issue();
  return `${addressOf(runtime)}/open?code=${code}`;
}

/** Prints the link always; opens it only for a person at a screen. */
export function openCommand(terminal: Terminal): Promise<number> {
  return guarded(terminal, async () => {
    const { home } = readConfig(terminal.env);
    const runtime = findRunning(pathsOf(home));
    if (!runtime) return notRunning(terminal);
    const link = await loginLink(home, runtime);
    terminal.out(link);
    const opener = terminal.interactive ? browserOpener(terminal.env) : undefined;
    if (opener)
      spawn(opener, [link], { detached: true, stdio: 'ignore' })
        .once('error', () => undefined)
        .unref();
    return EXIT.done;
  });
}

function browserOpener(env: NodeJS.ProcessEnv): string | undefined {
  if (process.platform === 'darwin') return 'open';
  if (process.platform === 'win32') return 'explorer';
  return env['DISPLAY'] || env['WAYLAND_DISPLAY'] ? 'xdg-open' : undefined;
}
