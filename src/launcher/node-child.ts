// Worker and api as supervised children: our own modules on our own Node, told by IPC, heard by IPC.
import { type ChildProcess, spawn } from 'node:child_process';
import type { ProcessName } from '../log.ts';
import type { ChildMessage } from './child.ts';
import { NODE_FLAGS } from './program.ts';
import { type ChildSpec, refusalOf } from './supervise.ts';

export interface NodeChildOptions {
  readonly name: ProcessName;
  /** Module to run. */
  readonly file: string;
  readonly env: NodeJS.ProcessEnv;
  readonly graceMs: number;
  readonly logFile: string;
  readonly nodeFlags?: readonly string[];
  /** Gets every line that the child prints. */
  onLine(line: string): void;
}

export function nodeChild(options: NodeChildOptions): ChildSpec {
  return {
    name: options.name,
    graceMs: options.graceMs,
    logFile: options.logFile,
    spawn() {
      const child = spawn(process.execPath, [...NODE_FLAGS, ...(options.nodeFlags ?? []), options.file], {
        env: options.env,
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        // A process group of its own: Ctrl-C in the terminal is for the launcher, which stops its children in order.
        detached: true,
      });
      forwardLines(child, (line) => options.onLine(line));
      return child;
    },
    untilReady: (child, died) =>
      new Promise((resolve, reject) => {
        died.addEventListener('abort', () => reject(new Error('it ended')), { once: true });
        child.on('message', (message: ChildMessage) => {
          if (message.type === 'ready') resolve();
          else reject(refusalOf(message));
        });
      }),
  };
}

/** Splits what a child prints into lines; incomplete last lines included. */
export function forwardLines(child: ChildProcess, onLine: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    let rest = '';
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') onLine(line);
    });
    stream.on('end', () => {
      if (rest.trim() !== '') onLine(rest);
    });
    stream.on('error', () => undefined);
  }
}
