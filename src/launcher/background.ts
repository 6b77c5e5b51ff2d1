// `cowork start --detach`: the same start in a process of its own; its lines are shown here until it is ready or refused.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Config } from '../config.ts';
import { logFileOf } from '../log.ts';
import { pathsOf } from '../paths.ts';
import { NODE_FLAGS, programFile } from './program.ts';
import { EXIT, type Terminal } from './terminal.ts';

/** What the background process tells the one that started it, as long as that one listens. */
type BackgroundMessage = { type: 'out' | 'err'; line: string } | { type: 'ready' };

/** Resolves with the exit code: 0 as soon as it is ready, else what the start ended with. */
export async function startInBackground(
  config: Config,
  terminal: Terminal,
  script = programFile('launcher/background-main'),
): Promise<number> {
  const child = spawn(process.execPath, [...NODE_FLAGS, script], {
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

/** The other side: starts, telling the process that waits, and lives on when that one has gone. */
export async function runInBackground(
  start: (options: { background: true; onReady: () => void }, terminal: Terminal) => Promise<number>,
): Promise<void> {
  const tell = (message: BackgroundMessage): void => {
    // Nobody has to listen: the callback takes the error of a closed channel.
    if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
  };
  process.exitCode = await start(
    { background: true, onReady: () => tell({ type: 'ready' }) },
    {
      env: process.env,
      interactive: false,
      out: (line) => tell({ type: 'out', line }),
      err: (line) => tell({ type: 'err', line }),
      confirm: () => Promise.resolve(false),
      secret: () => Promise.resolve(undefined),
    },
  );
  if (process.connected) process.disconnect();
}
