// Where commands write and what they may ask: the process's own terminal, or a test's.
import { text as readAll } from 'node:stream/consumers';
import { confirm, isCancel, password } from '@clack/prompts';
import { wrapAnsi } from 'fast-wrap-ansi';
import { asTyped } from '../cli/format/as-typed.ts';
import { CoworkError, isCoworkError } from '../contract/errors.ts';

export interface Terminal {
  readonly env: NodeJS.ProcessEnv;
  /** True when a person can be asked. */
  readonly interactive: boolean;
  /** A sentence, or lines that are shown as they are. Sentences are broken at words where that is a screen. */
  out(line: string, how?: 'as it is'): void;
  err(sentence: string): void;
  /** False also when nobody can be asked. */
  confirm(question: string): Promise<boolean>;
  /** A secret: typed without being shown, or all of standard input when that is not a terminal. Undefined: given up. */
  secret(question: string): Promise<string | undefined>;
}

export function processTerminal(): Terminal {
  const interactive = process.stdin.isTTY && process.stdout.isTTY;
  const print = asTyped(process.env);
  const fitted = (text: string, { isTTY, columns }: NodeJS.WriteStream): string =>
    isTTY && columns ? wrapLines(print(text), columns) : print(text);
  return {
    env: process.env,
    interactive,
    out: (line, how) => void process.stdout.write(`${how === 'as it is' ? line : fitted(line, process.stdout)}\n`),
    err: (line) => void process.stderr.write(`${fitted(line, process.stderr)}\n`),
    async confirm(question) {
      return interactive && (await confirm({ message: question, initialValue: false })) === true;
    },
    async secret(question) {
      if (!process.stdin.isTTY) return (await readAll(process.stdin)).trim() || undefined;
      const answer = await password({ message: question });
      return isCancel(answer) ? undefined : answer.trim() || undefined;
    },
  };
}

/** Each line on its own, so that what is indented stays so. A word that is longer than the screen, such as a link, is left whole. */
export const wrapLines = (text: string, width: number): string =>
  text
    .split('\n')
    .map((line) => {
      const indent = /^ */.exec(line)?.[0] ?? '';
      const lines = wrapAnsi(line.trimStart(), Math.max(width - indent.length, 20), { hard: false, trim: true }).split('\n');
      return lines.map((one) => indent + one).join('\n');
    })
    .join('\n');

/** Exit codes of DESIGN §6. */
export const EXIT = { done: 0, failed: 1, refused: 2, notRunning: 4 } as const;

/** Runs a command; what it refuses is one line on stderr and exit code 2, what goes wrong inside is code 1. */
export async function guarded(terminal: Terminal, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (!isCoworkError(error)) throw error;
    terminal.err(error.detail);
    return exitCodeOf(error);
  }
}

export const exitCodeOf = (error: CoworkError): number => (error.code === 'internal' ? EXIT.failed : EXIT.refused);
