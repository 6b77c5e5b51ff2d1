// Classifies what SQLite reports. Constraint failures are left as they are: the caller that made them knows what they mean.
import { CoworkError, isCoworkError } from '../contract/errors.ts';

/** Primary result codes of sqlite.org/rescode.html. */
const BUSY = 5;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;

const CLASSES: Readonly<
  Record<
    number,
    { code: 'read_only' | 'io_error' | 'database_corrupt' | 'disk_full' | 'no_permission' | 'database_busy'; text: string }
  >
> = {
  [BUSY]: { code: 'database_busy', text: 'another program holds it' },
  [READONLY]: { code: 'read_only', text: 'it cannot be written' },
  [IOERR]: { code: 'io_error', text: 'the disk reported an error' },
  [CORRUPT]: { code: 'database_corrupt', text: 'it is damaged; restore it from a backup, or move it away to begin anew' },
  [FULL]: { code: 'disk_full', text: 'the disk is full; nothing was half written' },
  [CANTOPEN]: { code: 'no_permission', text: 'it cannot be opened' },
  [NOTADB]: { code: 'database_corrupt', text: 'it is not a database; restore it from a backup, or move it away to begin anew' },
};

/** The extended code, or undefined when the error is not SQLite's. */
function resultCode(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const code = (error as { errcode?: unknown }).errcode;
  return typeof code === 'number' ? code : undefined;
}

/** True when the lock was not to be had in time; the statement has then changed nothing. */
export const isBusy = (error: unknown): boolean => ((resultCode(error) ?? 0) & 0xff) === BUSY;

/** The error that leaves this folder: a CoworkError where the table has a code for it, else what came in. */
export function classify(error: unknown, file: string): unknown {
  if (isCoworkError(error)) return error;
  const known = CLASSES[(resultCode(error) ?? 0) & 0xff];
  if (!known) return error;
  const words = (error as { message?: unknown }).message;
  const said = typeof words === 'string' ? ` (SQLite: ${words})` : '';
  return new CoworkError(known.code, `${file}: ${known.text}${said}`, { cause: error });
}
