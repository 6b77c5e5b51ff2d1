// `cowork export` and `cowork import`: tasks as one file. Export works beside the running product, import on a home that does not run.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Exported, Selection } from '../archive/export-archive.ts';
import { importArchive, type Imported } from '../archive/import-archive.ts';
import { readConfig } from '../config.ts';
import { CoworkError, isCoworkError } from '../contract/errors.ts';
import { pathsOf } from '../paths.ts';
import { takeFileLock } from '../sqlite/file-lock.ts';
import { livingLeftovers } from './child-record.ts';
import { prepareHome } from './prepare-home.ts';
import { findRunning } from './running.ts';
import { EXIT, type Terminal } from './terminal.ts';
import { archiveName, placesOf, writeExport } from './write-export.ts';

export interface ExportOptions {
  readonly task: string | undefined;
  readonly all: boolean;
  readonly thread: string | undefined;
  readonly output: string | undefined;
  readonly json: boolean;
}

export function exportCommand(options: ExportOptions, terminal: Terminal): Promise<number> {
  return ended(terminal, options.json, async () => {
    const select = selectionOf(options);
    const paths = pathsOf(readConfig(terminal.env).home);
    const now = new Date();
    const file = resolve(options.output ?? archiveName(select, now));
    if (existsSync(file)) throw new CoworkError('target_exists', `There is already a file ${file}. Name another: --output FILE`);
    const done = await writeExport(paths, { select, file, now });
    if (options.json) terminal.out(JSON.stringify(done), 'as it is');
    else sayExported(done, terminal);
  });
}

export function importCommand(options: { file: string | undefined; json: boolean }, terminal: Terminal): Promise<number> {
  return ended(terminal, options.json, async () => {
    if (options.file === undefined) throw new CoworkError('bad_request', 'Say which archive: cowork import FILE');
    const file = resolve(options.file);
    if (!existsSync(file)) throw new CoworkError('not_found', `There is no file ${file}.`);
    const paths = pathsOf(readConfig(terminal.env).home);
    if (findRunning(paths)) throw running();
    prepareHome(paths);
    const lock = takeFileLock(paths.launcherLockDb);
    if (!lock) throw running();
    try {
      if (livingLeftovers(paths.childrenFile).length > 0) throw running();
      const { tasksDb, imports: room } = paths;
      const done = await importArchive({ ...{ file, tasksDb, room }, places: placesOf(paths), now: () => new Date() });
      if (options.json) terminal.out(JSON.stringify(done), 'as it is');
      else sayImported(done, terminal);
    } finally {
      lock.release();
    }
  });
}

const running = (): CoworkError => new CoworkError('locked', 'It is running. Stop it first: cowork stop');

function selectionOf({ task, all, thread }: ExportOptions): Selection {
  const named = [task, all || undefined, thread].filter((one) => one !== undefined);
  if (named.length !== 1)
    throw new CoworkError('bad_request', 'Say what: cowork export TASK, cowork export --thread THREAD, or cowork export --all');
  return task !== undefined ? { task } : thread !== undefined ? { thread } : { all: true };
}

function sayExported({ file, bytes, tasks, schedules, threads }: Exported, terminal: Terminal): void {
  const also = [counted(schedules.length, 'schedule'), counted(threads.length, 'thread')].filter(
    (words) => !words.startsWith('0 '),
  );
  terminal.out(`${[counted(tasks.length, 'task'), ...also].join(' and ')} in ${file} (${(bytes / 1e6).toFixed(1)} MB).`);
  const missing = tasks.flatMap((task) => task.missing.map((one) => `  ${task.id}: ${one.what}: ${one.why}`));
  if (missing.length > 0) terminal.out(['Not in it:', ...missing].join('\n'), 'as it is');
  terminal.out(
    'Permissions on folders, keys and what undo keeps stay on this computer. The file holds whole conversations: keep it safe.',
  );
}

function sayImported({ taken, there, schedules, threads, missing }: Imported, terminal: Terminal): void {
  terminal.out(
    `${counted(taken.length, 'task')} came in${there.length > 0 ? `; ${there.length} ${there.length === 1 ? 'was' : 'were'} there already` : ''}.`,
  );
  if (missing.length > 0)
    terminal.out(
      ['The archive did not have:', ...missing.map((one) => `  ${one.task}: ${one.what}: ${one.why}`)].join('\n'),
      'as it is',
    );
  if (threads.length > 0) {
    terminal.out(`${counted(threads.length, 'thread')} came in, without folders:`);
    for (const { id, name } of threads) terminal.out(`  cowork thread edit ${id} --folder PATH    ${name}`, 'as it is');
  }
  if (schedules.length > 0) {
    terminal.out(`${counted(schedules.length, 'schedule')} came in, paused and without folders:`);
    for (const { id, name } of schedules)
      terminal.out(`  cowork schedule edit ${id} --folder PATH && cowork schedule resume ${id}    ${name}`, 'as it is');
  }
  const open = taken.filter((task) => task.open);
  terminal.out('No task has permission on a folder here, and what was changed elsewhere cannot be undone here.');
  if (open.length === 0) return;
  terminal.out(`${open.length} of them had not ended and ${open.length === 1 ? 'is' : 'are'} paused:`);
  for (const { id, title } of open) terminal.out(`  cowork resume ${id} --folder PATH    ${title}`, 'as it is');
}

const counted = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

/** What was asked for wrongly; everything else is a job that failed. */
const USAGE: readonly string[] = ['bad_request', 'not_found', 'bad_config'];

/** Exit codes as of the verbs about tasks: 2 for wrong use, 1 for what did not work. */
async function ended(terminal: Terminal, json: boolean, work: () => Promise<void>): Promise<number> {
  try {
    await work();
    return EXIT.done;
  } catch (error) {
    if (!isCoworkError(error)) throw error;
    if (json) terminal.out(JSON.stringify({ error: { code: error.code, detail: error.detail } }), 'as it is');
    else terminal.err(error.detail);
    return USAGE.includes(error.code) ? EXIT.refused : EXIT.failed;
  }
}
