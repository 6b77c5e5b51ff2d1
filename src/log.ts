// The log of one process: JSON lines in <home>/logs/<process>.log, rotated, without secrets.
import { join } from 'node:path';
import { pino } from 'pino';
import type { Logger } from 'pino';
import { openRolledFile } from './rolled-file.ts';
import type { Scrubber } from './scrub.ts';

export type Log = Logger;
export type ProcessName = 'launcher' | 'worker' | 'api' | 'temporal';

const HIDDEN = ['authorization', 'apiKey', 'token', 'password'];

/** Opens the process's log. What the scrubber knows never reaches the file. Lines are on disk when the call returns. */
export function openLog(options: {
  folder: string;
  process: ProcessName;
  scrubber: Scrubber;
  level?: 'debug' | 'info' | 'warn';
}): Log {
  return pino(
    {
      level: options.level ?? 'info',
      base: { process: options.process, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: [...HIDDEN, ...HIDDEN.map((name) => `*.${name}`)], censor: '[removed]' },
      hooks: { streamWrite: (line) => options.scrubber.scrub(line) },
    },
    openRolledFile(options.folder, options.process),
  );
}

/** Where a person finds the log of a process. */
export const logFileOf = (folder: string, name: ProcessName): string => join(folder, `${name}.log`);
