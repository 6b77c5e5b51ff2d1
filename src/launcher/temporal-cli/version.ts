// Which Temporal CLI this version wants, and whether a program is one that will do.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The last version that `go install` can build: later ones carry a replace directive. */
export const CLI_VERSION = 'v1.5.1';
/** What that version contains. An older server lacks what we call; its database file is not migrated by a newer one. */
const LEAST_SERVER = '1.29.1';

const SLOW_START_MS = 20_000;
const LONGEST = 160;

/** Runs `--version`. Returns the server's version inside, or throws with the reason in one phrase. */
export async function verify(file: string): Promise<string> {
  let said: string;
  try {
    ({ stdout: said } = await promisify(execFile)(file, ['--version'], { timeout: SLOW_START_MS }));
  } catch (error) {
    throw new Error(`does not run (${reasonOf(error)})`, { cause: error });
  }
  const server = /Server (\d+\.\d+\.\d+)/.exec(said)?.[1];
  if (server === undefined) throw new Error(`is not the Temporal CLI (it says ${JSON.stringify(said.trim().slice(0, 80))})`);
  if (!isAtLeast(server, LEAST_SERVER)) throw new Error(`contains server ${server}, too old: ${LEAST_SERVER} is needed`);
  return server;
}

export function isAtLeast(version: string, least: string): boolean {
  const [a, b] = [version, least].map((text) => text.split('.').map(Number));
  for (let i = 0; i < 3; i += 1) {
    const difference = (a?.[i] ?? 0) - (b?.[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** Errors of the system and of programs in one phrase without line breaks. */
export function reasonOf(error: unknown): string {
  const { code, stderr, message } = error as { code?: unknown; stderr?: unknown; message?: unknown };
  if (typeof code === 'string') return code;
  const text =
    typeof stderr === 'string' && stderr.trim() !== '' ? stderr : typeof message === 'string' ? message : String(error);
  const line = text.trim().replace(/\s+/g, ' ');
  // The innermost cause stands at the end.
  return line.length > LONGEST ? `…${line.slice(-LONGEST)}` : line;
}
