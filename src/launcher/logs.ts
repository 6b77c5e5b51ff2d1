// `cowork logs [process] [-n lines] [-f]`: what the processes wrote, merged by time, in one line each.
import { existsSync, readFileSync, watch } from 'node:fs';
import { dirname } from 'node:path';
import { readConfig } from '../config.ts';
import { CoworkError } from '../contract/errors.ts';
import { logFileOf, type ProcessName } from '../log.ts';
import { pathsOf } from '../paths.ts';
import { EXIT, guarded, type Terminal } from './terminal.ts';

const NAMES: readonly ProcessName[] = ['launcher', 'worker', 'api', 'temporal'];
const LEVELS: Readonly<Record<number, string>> = { 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal' };
/** Fields that are in the line already, or in every line. */
const SHOWN = new Set(['level', 'time', 'ts', 'process', 'pid', 'msg']);

interface Line {
  readonly time: string;
  readonly text: string;
}

export function logsCommand(
  options: { process?: string | undefined; lines: number; follow: boolean; signal?: AbortSignal },
  terminal: Terminal,
): Promise<number> {
  return guarded(terminal, async () => {
    const chosen = NAMES.filter((name) => options.process === undefined || name === options.process);
    if (chosen.length === 0) throw new CoworkError('bad_request', `There are logs of ${NAMES.join(', ')}.`);
    const folder = pathsOf(readConfig(terminal.env).home).logs;
    const readers = chosen.map((name) => createReader(name, logFileOf(folder, name)));
    const print = (limit: number): void => {
      const lines = readers.flatMap((reader) => reader.more()).sort((a, b) => a.time.localeCompare(b.time));
      for (const line of lines.slice(-limit)) terminal.out(line.text, 'as it is');
    };
    if (!readers.some((reader) => reader.exists()))
      terminal.err(`There are no logs: nothing was started in this home yet (${dirname(folder)}).`);
    print(options.lines);
    if (!options.follow || !existsSync(folder)) return EXIT.done;
    await new Promise<void>((resolve) => {
      const watcher = watch(folder, () => print(Infinity));
      watcher.once('close', resolve);
      options.signal?.addEventListener('abort', () => watcher.close(), { once: true });
    });
    return EXIT.done;
  });
}

/** Gives the whole lines that were added since the last call; begins anew when the file was rotated. */
function createReader(name: ProcessName, file: string): { exists(): boolean; more(): Line[] } {
  let seen = 0;
  return {
    exists: () => existsSync(file),
    more() {
      const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
      if (text.length < seen) seen = 0;
      const end = text.lastIndexOf('\n') + 1;
      const lines = text.slice(seen, end).split('\n');
      seen = Math.max(seen, end);
      return lines.filter((line) => line !== '').map((line) => readable(name, line));
    },
  };
}

/** A line of pino or of Temporal; anything else as it stands. */
function readable(name: ProcessName, line: string): Line {
  const fields = fieldsOf(line);
  if (!fields) return { time: '', text: `${name.padEnd(8)} ${line}` };
  const level = LEVELS[Number(fields['level'])] ?? plain(fields['level']);
  const time = plain(fields['time'] ?? fields['ts']);
  const rest = Object.entries(fields).filter(([key]) => !SHOWN.has(key));
  const words = [
    time,
    level.padEnd(5),
    name.padEnd(8),
    plain(fields['msg']),
    ...rest.map(([key, value]) => `${key}=${plain(value)}`),
  ];
  return { time, text: words.join(' ').trimEnd() };
}

function fieldsOf(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const plain = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
