// Where the CLI writes: width, colour, signs and whether a person sits there, decided once.
import type { Readable, Writable } from 'node:stream';
import { styleText } from 'node:util';
import { asTyped, hasSigns } from './format/as-typed.ts';
import type { Tone } from './words/tasks.ts';

export interface Terminal {
  /** A person can be asked: input and output are both a terminal. */
  readonly interactive: boolean;
  readonly input: Readable;
  readonly output: Writable;
  /** Present cells per line; people resize windows. */
  readonly columns: () => number;
  readonly rows: () => number;
  readonly style: Style;
  /** False where signs such as ✓ would show as boxes. */
  readonly unicode: boolean;
  /** For what is written to `output` directly: see `as-typed`. `out` and `err` do it themselves. */
  readonly print: (text: string) => string;
  /** One line (or several) on standard output. */
  readonly out: (text: string) => void;
  /** One value as JSON on standard output, byte for byte. */
  readonly json: (value: unknown) => void;
  /** One line on standard error: hints and errors, so that output stays clean. */
  readonly err: (text: string) => void;
}

export type Style = Readonly<Record<Tone | 'dim' | 'bold', (text: string) => string>>;

type Colour = Parameters<typeof styleText>[0];
const COLOURS: Readonly<Record<keyof Style, Colour>> = {
  calm: 'reset',
  accent: 'yellow',
  good: 'green',
  bad: 'red',
  dim: 'dim',
  bold: 'bold',
};

const same = (text: string): string => text;

/** Colour only on a terminal, and never with NO_COLOR set or TERM=dumb. */
export function styleFor(colour: boolean): Style {
  const paint = (tone: keyof Style) =>
    colour && tone !== 'calm' ? (text: string) => styleText(COLOURS[tone], text, { validateStream: false }) : same;
  return { calm: same, accent: paint('accent'), good: paint('good'), bad: paint('bad'), dim: paint('dim'), bold: paint('bold') };
}

interface Streams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: NodeJS.ProcessEnv;
}

/** Piped output is taken to be this wide: it will be read by a program or in a log. */
const PIPED_COLUMNS = 120;

export function terminalOf({ stdin, stdout, stderr, env }: Streams): Terminal {
  const tty = stdout.isTTY === true;
  const print = asTyped(env);
  const colour = tty && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  return {
    interactive: tty && stdin.isTTY === true,
    input: stdin,
    output: stdout,
    columns: () => Math.max(stdout.columns || Number(env['COLUMNS']) || (tty ? 80 : PIPED_COLUMNS), 20),
    rows: () => Math.max(stdout.rows || 24, 8),
    style: styleFor(colour),
    unicode: hasSigns(env),
    print,
    out: (text) => void stdout.write(`${print(text)}\n`),
    err: (text) => void stderr.write(`${print(text)}\n`),
    json: (value) => void stdout.write(`${JSON.stringify(value)}\n`),
  };
}
