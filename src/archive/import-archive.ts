// Takes an archive into a home: first all of it is looked through, then each task comes in whole or not at all.
import { existsSync, lstatSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CoworkError } from '../contract/errors.ts';
import { isFinished, type TaskStatus } from '../contract/task.ts';
import { makeFolder, syncFolder } from '../disk/durable-names.ts';
import { migrateTaskStore } from '../store/migrate-task-store.ts';
import { openTaskDatabase } from '../store/open-task-store.ts';
import { adapt } from './adapt.ts';
import type { ArchiveHead } from './format.ts';
import { stageArchive } from './stage-archive.ts';
import { columnsOf } from './staged-rows.ts';
import { ARCHIVED, type ArchivedTable, TABLES_OF } from './tables.ts';
import type { Places } from './task-files.ts';

export interface Import {
  readonly file: string;
  readonly tasksDb: string;
  readonly places: Places;
  /** A folder of the home's own, on the disk of `places`; nothing else is in it. */
  readonly room: string;
  readonly now: () => Date;
  /** After each task that came in. */
  readonly onTask?: (taskId: string) => void;
}

export interface Imported {
  /** Came in now. */
  readonly taken: readonly { id: string; title: string; open: boolean }[];
  /** Were there from an import before that was cut. */
  readonly there: readonly string[];
  readonly missing: readonly { task: string; what: string; why: string }[];
  /** Came in now, paused. */
  readonly schedules: readonly { id: string; name: string }[];
  readonly threads: readonly { id: string; name: string }[];
}

/**
 * Call it holding the home's lock, with nothing of it running. The home has no tasks but those of this archive: after a kill the same
 * call goes on. @throws CoworkError bad_archive, not_found, target_exists, disk_full: nothing came in then, or whole tasks
 */
export async function importArchive(of: Import): Promise<Imported> {
  rmSync(of.room, { recursive: true, force: true });
  mkdirSync(of.room, { recursive: true, mode: 0o700 });
  try {
    const staged = await stageArchive(of.file, { folder: of.room, accept: (head) => refuseStrangers(of.tasksDb, head) });
    try {
      await adapt(staged, { folder: of.room, now: of.now });
    } finally {
      await staged.rows.opened.close();
    }
    const { taken, there, schedules, threads } = await takeIn(of, staged.head);
    const missing = staged.manifest.tasks.flatMap((task) => task.missing.map((one) => ({ task: task.id, ...one })));
    return { taken, there, schedules, threads, missing };
  } finally {
    rmSync(of.room, { recursive: true, force: true });
  }
}

function refuseStrangers(tasksDb: string, head: ArchiveHead): void {
  if (!existsSync(tasksDb)) return;
  const strangers = [
    ...tasksIn(tasksDb).filter(({ id }) => !head.tasks.includes(id)),
    ...schedulesIn(tasksDb).filter(({ id }) => !head.schedules.includes(id)),
    ...threadsIn(tasksDb).filter(({ id }) => !head.threads.includes(id)),
  ];
  if (strangers.length === 0) return;
  const named = strangers.slice(0, 3).map(({ id, title }) => `${id} "${title}"`);
  throw new CoworkError(
    'target_exists',
    `This home has tasks, schedules or threads that are not in the archive (${named.join(', ')}${strangers.length > 3 ? ` and ${strangers.length - 3} more` : ''}). ` +
      'An archive goes into an empty home: set COWORK_HOME to a new folder. Nothing was taken in.',
  );
}

const tasksIn = (file: string) => namesIn(file, 'tasks', 'title');
const schedulesIn = (file: string) => namesIn(file, 'schedules', 'name');
const threadsIn = (file: string) => namesIn(file, 'threads', 'title');

function namesIn(file: string, table: string, name: string): { id: string; title: string }[] {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  try {
    // A first start that was cut has no tables yet; an older version had no schedules or threads.
    if (database.prepare('select 1 from sqlite_schema where name = ?').get(table) === undefined) return [];
    const rows = database.prepare(`select id, ${name} as title from ${table} order by created_at, id`).all();
    return rows as { id: string; title: string }[];
  } finally {
    database.close();
  }
}

async function takeIn(of: Import, { tasks: ids, ...head }: ArchiveHead): Promise<Omit<Imported, 'missing'>> {
  makeFolder(dirname(of.tasksDb));
  const home = openTaskDatabase(of.tasksDb);
  try {
    await migrateTaskStore(home.kysely, 'sqlite');
    home.raw.prepare('attach ? as staged').run(join(of.room, 'tasks.db'));
    const taken: { id: string; title: string; open: boolean }[] = [];
    const there: string[] = [];
    for (const id of ids) {
      if (home.raw.prepare('select 1 from main.tasks where id = ?').get(id) !== undefined) {
        there.push(id);
        continue;
      }
      await placeFiles(of, id);
      copyRows(home.raw, ARCHIVED, id);
      const { title, status } = home.raw.prepare('select title, status from main.tasks where id = ?').get(id)!;
      taken.push({ id, title: String(title), open: !isFinished(String(status) as TaskStatus) });
      of.onTask?.(id);
    }
    const schedules = rowsAlone(home.raw, { kind: 'schedules', name: 'name', ids: head.schedules });
    const threads = rowsAlone(home.raw, { kind: 'threads', name: 'title', ids: head.threads });
    return { taken, there, schedules, threads };
  } finally {
    await home.close();
  }
}

/** Those that came in now. */
function rowsAlone(
  raw: DatabaseSync,
  of: { kind: 'schedules' | 'threads'; name: string; ids: readonly string[] },
): { id: string; name: string }[] {
  const fresh = of.ids.filter((id) => raw.prepare(`select 1 from main.${of.kind} where id = ?`).get(id) === undefined);
  for (const id of fresh) copyRows(raw, TABLES_OF[of.kind], id);
  const named = raw.prepare(`select id, ${of.name} as name from main.${of.kind} where id = ?`);
  return fresh.map((id) => named.get(id) as { id: string; name: string });
}

/** Before the rows: what a kill leaves here without them is nobody's, and is put in its place again by the next import. */
async function placeFiles({ room, places }: Import, taskId: string): Promise<void> {
  const own = places.taskFolder(taskId);
  const from = join(room, 'tasks', taskId);
  rmSync(own, { recursive: true, force: true });
  if (existsSync(from)) move(from, own);
  const uploads = join(room, 'uploads');
  // Of all tasks at once: an attachment may belong to several.
  for (const id of existsSync(uploads) ? await readdir(uploads) : []) move(join(uploads, id), places.uploadFile(id));
}

function move(from: string, to: string): void {
  makeFolder(dirname(to));
  // An attachment of the same id has the same bytes.
  if (lstatSync(to, { throwIfNoEntry: false })?.isFile()) return;
  renameSync(from, to);
  syncFolder(dirname(to));
}

function copyRows(raw: DatabaseSync, tables: readonly ArchivedTable[], id: string): void {
  raw.exec('begin immediate');
  try {
    for (const { table, where, order, fresh, shared } of tables) {
      const columns = columnsOf(raw, table)
        .filter((name) => name !== fresh)
        .join(', ');
      raw
        .prepare(
          `insert ${shared ? 'or ignore ' : ''}into main.${table} (${columns}) select ${columns} from staged.${table} where ${where('staged.')} order by ${order}`,
        )
        .run(id);
    }
    // What is said there is taken into the search once the product runs.
    raw.prepare('insert or ignore into main.search_pending (subject) values (?)').run(id);
    raw.exec('commit');
  } catch (error) {
    if (raw.isTransaction) raw.exec('rollback');
    throw error;
  }
}
