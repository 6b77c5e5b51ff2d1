// Brings the databases of an older version up to date: copies first, then all migrations of both files, or none.
import { existsSync, mkdirSync, renameSync, rmSync, statfsSync, statSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CoworkError, isCoworkError } from '../contract/errors.ts';
import { DESKTOP_OWNERS } from '../desktop-tables.ts';
import { makeFolder, syncFolder } from '../disk/durable-names.ts';
import type { Paths } from '../paths.ts';
import { copyDatabase } from '../sqlite/copy-database.ts';
import { type OpenedSqlite, openSqlite } from '../sqlite/dialect.ts';
import { advance, type TableOwner } from '../sqlite/migrate.ts';
import { TASK_STORE_OWNER, taskStoreMigrations } from '../store/migrations.ts';
import { openTaskDatabase } from '../store/open-task-store.ts';

/** Each is as large as the databases; who goes back does so soon. */
const KEPT = 3;
const BACKUP = /^[\w.+-]+-\d{8}T\d{6}(-\d+)?$/;
/** What a start needs free anyway. */
const SPARE_BYTES = 64 * 1024 * 1024;

interface Database {
  readonly file: string;
  readonly owners: readonly TableOwner[];
  open(): Pick<OpenedSqlite<unknown>, 'close'> & { kysely: OpenedSqlite<never>['kysely'] };
}

export interface Upgrade {
  readonly paths: Pick<Paths, 'tasksDb' | 'desktopDb' | 'backups'>;
  /** The version that wrote the data, where it is known. */
  readonly from: string | undefined;
  readonly to: string;
  onProgress(line: string): void;
  /** For tests; else the migrations of this version. */
  readonly migrations?: { readonly tasks: readonly TableOwner[]; readonly desktop: readonly TableOwner[] };
}

/** @throws CoworkError upgrade_failed, disk_full, database_newer: then both databases are as they were, and the version before goes on with them */
export async function upgradeStores(of: Upgrade): Promise<void> {
  const { paths, from, to } = of;
  const databases = databasesOf(of).filter(({ file }) => existsSync(file));
  const backup = await backUp(databases, paths.backups, from ?? 'unknown');
  const committed: Database[] = [];
  try {
    await migrateTogether(databases, committed);
  } catch (error) {
    for (const { file } of committed) putBack(join(backup, basename(file)), file);
    // They are as they were: the copies would say the same, and the next try makes new ones.
    rmSync(backup, { recursive: true, force: true });
    throw isCoworkError(error) && error.code === 'database_newer' ? error : failure(error, of);
  }
  await prune(paths.backups);
  of.onProgress(`The data was brought to version ${to}. As it was before, it is kept in ${backup}.`);
}

function databasesOf({ paths, migrations }: Upgrade): Database[] {
  const tasks = migrations?.tasks ?? [{ owner: TASK_STORE_OWNER, migrations: taskStoreMigrations('sqlite') }];
  const desktop = migrations?.desktop ?? DESKTOP_OWNERS;
  return [
    { file: paths.tasksDb, owners: tasks, open: () => openTaskDatabase(paths.tasksDb) as never },
    { file: paths.desktopDb, owners: desktop, open: () => openSqlite(paths.desktopDb) },
  ];
}

/** Whole or not there: a folder that is named as a backup holds all of it. */
async function backUp(databases: readonly Database[], folder: string, from: string): Promise<string> {
  refuseNarrow(databases, folder);
  const stamp = new Date().toISOString().replace(/[-:]|\.\d+Z/g, '');
  let name = join(folder, `${from}-${stamp}`);
  for (let n = 2; existsSync(name); n += 1) name = join(folder, `${from}-${stamp}-${n}`);
  const fresh = `${name}.part`;
  try {
    makeFolder(folder);
    for (const left of await readdir(folder)) if (left.endsWith('.part')) await rm(join(folder, left), { recursive: true });
    mkdirSync(fresh, { mode: 0o700 });
    for (const { file } of databases) await copyDatabase(file, join(fresh, basename(file)));
    syncFolder(fresh);
    renameSync(fresh, name);
    syncFolder(folder);
    return name;
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    const { code } = error as { code?: unknown };
    throw code === 'disk_full' || code === 'ENOSPC' || code === 'EDQUOT' ? narrow(databases, error) : error;
  }
}

function refuseNarrow(databases: readonly Database[], folder: string): void {
  const { bavail, bsize } = statfsSync(join(folder, '..'));
  if (bavail * bsize < bytesOf(databases) + SPARE_BYTES) throw narrow(databases);
}

const bytesOf = (databases: readonly Database[]): number =>
  databases
    .flatMap(({ file }) => [file, `${file}-wal`])
    .reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);

function narrow(databases: readonly Database[], cause?: unknown): CoworkError {
  const megabytes = Math.ceil((bytesOf(databases) + SPARE_BYTES) / 1_048_576);
  return new CoworkError(
    'disk_full',
    `There is no room for a copy of the data, which is made before it is brought to this version: ${megabytes} MB are needed. Nothing was changed. Free some space and start again: cowork start`,
    cause === undefined ? {} : { cause },
  );
}

/** One transaction inside the other: whatever fails in either, both are as they were. The inner one commits first. */
async function migrateTogether([first, ...others]: readonly Database[], committed: Database[]): Promise<void> {
  if (!first) return;
  const { kysely, close } = first.open();
  try {
    await kysely.transaction().execute(async (trx) => {
      await advance(trx, first.owners);
      await migrateTogether(others, committed);
    });
  } finally {
    await close();
  }
  committed.push(first);
}

/** By renaming, which needs no space: a full disk is what stops the second commit, if anything does. */
function putBack(copy: string, file: string): void {
  for (const end of ['-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
  renameSync(copy, file);
}

function failure(error: unknown, { from, to }: Upgrade): CoworkError {
  const why = isCoworkError(error) ? error.detail : Error.isError(error) ? error.message : String(error);
  const before = from === undefined || from === to ? 'the version before' : `version ${from}`;
  const install = `npm install -g durable-cowork${from === undefined || from === to ? '' : `@${from}`}`;
  return new CoworkError(
    'upgrade_failed',
    `The data could not be brought to version ${to} (${why.replace(/\.$/, '')}). Nothing was changed and nothing is lost: ${before} goes on with it. Install it again: ${install}`,
    { cause: error },
  );
}

async function prune(folder: string): Promise<void> {
  const stampOf = (name: string): string => name.slice(name.search(/\d{8}T\d{6}/));
  const names = (await readdir(folder)).filter((name) => BACKUP.test(name)).sort((a, b) => (stampOf(a) < stampOf(b) ? 1 : -1));
  for (const name of names.slice(KEPT)) await rm(join(folder, name), { recursive: true, force: true });
}
