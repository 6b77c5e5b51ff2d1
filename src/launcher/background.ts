// `cowork start --detach`: the same start in a process of its own; its lines are shown here until it is ready or refused.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Config } from '../config.ts';
import { logFileOf } from '../log.ts';
import { pathsOf } from '../paths.ts';
import { NODE_FLAGS, programFile } from './program.ts';
import { EXIT, type Terminal } from './terminal.ts';

/** What the background process tells the one that started it, as long as that one listens. */
export type BackgroundMessage = { type: 'out' | 'err'; line: string } | { type: 'ready' };

/** Resolves with the exit code: 0 as soon as it is ready, else what the start ended with. */
export async function startInBackground(config: Config, terminal: Terminal): Promise<number> {
  const child = spawn(process.execPath, [...NODE_FLAGS, programFile('launcher/background-main')], {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: terminal.env,
    cwd: '/',
  });
  const ready = new Promise<'ready'>((resolve) => {
    child.on('message', (message: BackgroundMessage) => {
      if (message.type === 'ready') resolve('ready');
      else terminal[message.type](message.line);
    });
  });
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const outcome = await Promise.race([ready, ended]);
  if (outcome !== 'ready') return outcome[0] ?? EXIT.failed;
  terminal.out(`It runs in the background. Log: ${logFileOf(pathsOf(config.home).logs, 'launcher')}`);
  child.disconnect();
  child.unref();
  return EXIT.done;
}
