// A program in a jail of bubblewrap, started so that it outlives its worker. Nothing runs that was not written down first.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import { CoworkError } from '../contract/errors.ts';
import { identityOf } from '../process/process-identity.ts';
import { endSandbox, type Started, writeStarted } from './started.ts';

export interface Jailed<T extends Started> {
  /** Of this sandbox alone, 0700. */
  readonly folder: string;
  /** File of the folder for what the program says. */
  readonly log: string;
  /** Arguments for bwrap, up to the program; the jail has /bin/sh. */
  readonly jail: readonly string[];
  /** With its arguments. */
  readonly program: readonly string[];
  /** Descriptors that the program has from FIRST_FD on; they stay open here. */
  readonly fds: readonly number[];
  /** What is written down beside the processes. */
  readonly record: Omit<T, keyof Started>;
  /** Said when it does not start: what it was meant to be. */
  readonly what: string;
  /** What it said last, for people. */
  readonly lastWords: () => string;
}

export const FIRST_FD = 5;
/** How long the jail may take to begin. */
const BEGINS_IN_MS = 30_000;

/** Resolves when the program runs. @throws CoworkError sandbox_failed with what bubblewrap or the program said */
export async function startJailed<T extends Started>(of: Jailed<T>): Promise<T> {
  const log = openSync(join(of.folder, of.log), 'w', 0o600);
  // In its jail it waits for a word, and ends without one: whoever has to end it knows the jail and what is in it.
  const child = spawn(
    'bwrap',
    ['--info-fd', '3', ...of.jail, '/bin/sh', '-c', 'read -r go <&4 && exec 4<&- && exec "$@"', 'sh', ...of.program],
    {
      stdio: ['ignore', log, log, 'pipe', 'pipe', ...of.fds],
      detached: true,
      env: { PATH: `${process.env['PATH'] ?? ''}:/usr/bin:/bin` },
    },
  );
  closeSync(log);
  const ended = new Promise<never>((_, reject) => {
    const fail = (): void => reject(new CoworkError('sandbox_failed', `${of.what} did not start: ${of.lastWords()}`));
    child.once('error', fail);
    child.once('exit', fail);
  });
  ended.catch(() => undefined);
  child.unref();
  try {
    const outer = child.pid === undefined ? undefined : identityOf(child.pid);
    if (!outer) return await ended;
    const record = { ...of.record, processes: [outer], startedAt: new Date().toISOString() } as unknown as T;
    writeStarted(of.folder, record);
    const inner = identityOf(await Promise.race([childPid(child.stdio[3] as Readable), ended]));
    if (!inner) return await ended;
    const whole = { ...record, processes: [inner, outer] };
    writeStarted(of.folder, whole);
    (child.stdio[4] as Writable).end('go\n');
    return whole;
  } catch (error) {
    await endSandbox(of.folder);
    throw error;
  } finally {
    for (const stream of child.stdio.slice(3, FIRST_FD)) stream?.destroy();
  }
}

const Info = z.object({ 'child-pid': z.int() });

/** What bubblewrap says of the process in it. */
async function childPid(info: Readable): Promise<number> {
  const late = setTimeout(() => info.destroy(new CoworkError('sandbox_failed', 'bubblewrap did not begin')), BEGINS_IN_MS);
  try {
    let text = '';
    for await (const chunk of info) {
      text += String(chunk);
      if (text.includes('}')) return Info.parse(JSON.parse(text))['child-pid'];
    }
    throw new CoworkError('sandbox_failed', 'bubblewrap did not begin');
  } finally {
    clearTimeout(late);
  }
}

/** The end of what these files of the folder hold. */
export function lastWordsIn(folder: string, files: readonly string[]): string {
  const said = files
    .map((file) => readTail(join(folder, file)))
    .filter(Boolean)
    .join(' ');
  return said === '' ? 'it said nothing' : said;
}

function readTail(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim().split('\n').slice(-3).join(' ').slice(-400);
  } catch {
    return '';
  }
}
