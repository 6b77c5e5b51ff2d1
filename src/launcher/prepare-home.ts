// Makes the home usable or says in one line why it is not: not writable, full, damaged.
import { accessSync, constants, existsSync, statfsSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CoworkError, isCoworkError } from '../contract/errors.ts';
import { makeFolders, type Paths } from '../paths.ts';
import { classify } from '../sqlite/errors.ts';

/** Less than this and the first commits would fail half-way through a task. */
const LEAST_FREE_BYTES = 64 * 1024 * 1024;

/** @throws CoworkError no_permission, read_only, disk_full, io_error; nothing but empty folders is left behind. */
export function prepareHome(paths: Paths): void {
  try {
    makeFolders(paths);
    writeProbe(paths.run);
  } catch (error) {
    throw explain(error, paths.home);
  }
  const { bavail, bsize } = statfsSync(paths.home);
  if (bavail * bsize < LEAST_FREE_BYTES)
    throw new CoworkError(
      'disk_full',
      `Only ${Math.floor((bavail * bsize) / 1_048_576)} MB are free where ${paths.home} is; at least 64 MB are needed. Free some space, or set COWORK_HOME to another disk.`,
    );
}

/** Opens each database that is there, so that a damaged one is named before anything is started. */
export function checkDatabases(paths: Paths): void {
  for (const file of [paths.tasksDb, paths.desktopDb, paths.temporalDb].filter((name) => existsSync(name))) {
    try {
      const database = new DatabaseSync(file, { timeout: 1_000 });
      try {
        database.exec('select count(*) from sqlite_schema');
      } finally {
        database.close();
      }
    } catch (error) {
      throw withWayOut(classify(error, file), paths);
    }
  }
}

/** Temporal's file can be given up: the tasks are in tasks.db and go on from there. */
function withWayOut(error: unknown, paths: Paths): unknown {
  if (!isCoworkError(error) || error.code !== 'database_corrupt' || !error.detail.startsWith(paths.temporalDb)) return error;
  return new CoworkError(
    'database_corrupt',
    `${paths.temporalDb}: it is damaged. The tasks are in tasks.db and go on from there: cowork doctor --rebuild-engine, then cowork start`,
    { cause: error },
  );
}

/** A recursive mkdir below a read-only mount reports ENOENT; what is really wrong, the nearest folder that is there knows. */
function realCode(error: unknown, home: string): string | undefined {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'ENOENT') return code;
  let nearest = home;
  while (!existsSync(nearest)) nearest = dirname(nearest);
  try {
    accessSync(nearest, constants.W_OK);
    return code;
  } catch (reason) {
    return (reason as NodeJS.ErrnoException).code;
  }
}

function writeProbe(folder: string): void {
  const file = join(folder, `probe.${process.pid}`);
  writeFileSync(file, 'x'.repeat(4096), { mode: 0o600, flush: true });
  unlinkSync(file);
}

function explain(error: unknown, home: string): unknown {
  const code = realCode(error, home);
  const way = 'Set COWORK_HOME to a folder that you may write.';
  if (code === 'EACCES' || code === 'EPERM') return new CoworkError('no_permission', `${home} cannot be written. ${way}`);
  if (code === 'EROFS') return new CoworkError('read_only', `${home} is on a disk that is mounted read-only. ${way}`);
  if (code === 'ENOTDIR' || code === 'EEXIST') return new CoworkError('bad_config', `${home} is not a folder. ${way}`);
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new CoworkError('disk_full', `The disk of ${home} is full. Free some space, or set COWORK_HOME to another disk.`);
  return new CoworkError('io_error', `${home} cannot be used (${code ?? String(error)}). ${way}`, { cause: error });
}
