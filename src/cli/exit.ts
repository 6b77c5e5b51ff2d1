// Exit codes and the one way in which an error becomes words and a code.
import { CoworkError, type ErrorCode, ERROR_CODES, isCoworkError } from '../contract/errors.ts';
import { legibleText } from './format/legible.ts';
import type { Terminal } from './terminal.ts';
import { words } from './words/product.ts';

export const EXIT = { done: 0, failed: 1, usage: 2, waiting: 3, notRunning: 4 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Wrong use of the command line: printed as it is, exit 2. */
export const usage = (text: string): CoworkError => new CoworkError('bad_request', text);

const USAGE: readonly ErrorCode[] = [
  'bad_request',
  'invalid',
  'not_found',
  'not_available',
  'bad_config',
  'not_a_folder',
  'sensitive_place',
];
const NOT_RUNNING: readonly ErrorCode[] = ['not_running', 'engine_down'];

function exitCodeOf(error: CoworkError): ExitCode {
  if (NOT_RUNNING.includes(error.code)) return EXIT.notRunning;
  return USAGE.includes(error.code) ? EXIT.usage : EXIT.failed;
}

/** Prints what failed, why and what to do; with `json`, as one JSON value on standard output. An error of ours to find is thrown on. */
export function reportError(terminal: Terminal, error: unknown, json: boolean): ExitCode {
  if (!isCoworkError(error)) throw error;
  if (json) {
    terminal.json({ error: { code: error.code, detail: error.detail, ...error.extra } });
    return exitCodeOf(error);
  }
  terminal.err(terminal.style.bad(legibleText(sentence(error))));
  return exitCodeOf(error);
}

/** The detail is a sentence for people; only a bare one gets the code's title in front. */
function sentence(error: CoworkError): string {
  const title: string = ERROR_CODES[error.code].title;
  return error.detail === '' ? title : error.code === 'internal' ? words.failed(title, error.detail) : error.detail;
}
