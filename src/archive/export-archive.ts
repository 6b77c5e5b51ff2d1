// Exports tasks: one consistent look at the task store, with the files that belong to it, streamed into an archive.
import { existsSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { CoworkError } from '../contract/errors.ts';
import { isFinished, type TaskStatus } from '../contract/task.ts';
import { classify } from '../sqlite/errors.ts';
import { TASK_STORE_OWNER, taskStoreMigrations } from '../store/migrations.ts';
import {
  type ArchiveHead,
  type ArchivedRows,
  type ArchivedTask,
  type BegunCall,
  CALLS,
  FORMAT,
  FORMAT_VERSION,
  type Manifest,
} from './format.ts';
import { ARCHIVED, type ArchivedKind, type ArchivedTable, TABLES_OF } from './tables.ts';
import type { TarEntry } from './tar.ts';
import { type Places, taskFiles } from './task-files.ts';
import { textEntry, writeArchive } from './write-archive.ts';

/** Rows are put together up to about this size: so much of a task is in memory at once, and one row more. */
const PART_BYTES = 1 << 20;

export type Selection = { readonly task: string } | { readonly thread: string } | { readonly all: true };

export interface Export {
  readonly tasksDb: string;
  /** What only this computer knows of calls that have begun. */
  readonly desktopDb: string;
  readonly places: Places;
  readonly select: Selection;
  /** Must not be there. */
  readonly file: string;
  readonly product: string;
  readonly now: Date;
  /** Ends it. */
  readonly signal?: AbortSignal | undefined;
}

export interface Exported {
  readonly file: string;
  readonly bytes: number;
  readonly tasks: readonly ArchivedTask[];
  readonly schedules: readonly ArchivedRows[];
  readonly threads: readonly ArchivedRows[];
}

/**
 * Works beside the running product: it reads one state of the store and stops nobody.
 * @throws CoworkError not_found, database_newer, changed_meanwhile, disk_full and the like: no archive is there then
 */
export async function exportArchive(of: Export): Promise<Exported> {
  if (!existsSync(of.tasksDb)) throw new CoworkError('not_found', 'There are no tasks yet.');
  const database = opened(of.tasksDb);
  try {
    database.exec('begin');
    const migrations = migrationsOf(database);
    const head: ArchiveHead = {
      ...{ format: FORMAT, version: FORMAT_VERSION, product: of.product, createdAt: of.now.toISOString(), migrations },
      tasks: selected(database, of.select),
      schedules: 'all' in of.select ? idsOf(database, 'schedules', 'true') : [],
      threads: threadsOf(database, of.select),
    };
    const tasks: ArchivedTask[] = [];
    const schedules: ArchivedRows[] = [];
    const threads: ArchivedRows[] = [];
    await writeArchive(
      of.file,
      async function* (members) {
        yield textEntry('archive.json', `${JSON.stringify(head, undefined, 2)}\n`);
        for (const id of head.tasks) yield* oneTask(of, { database, id, tasks });
        for (const id of head.schedules) yield* rowsAlone(database, { kind: 'schedules', id, told: schedules });
        for (const id of head.threads) yield* rowsAlone(database, { kind: 'threads', id, told: threads });
        const manifest: Manifest = { members: [...members], tasks, schedules, threads };
        yield textEntry('manifest.json', `${JSON.stringify(manifest, undefined, 1)}\n`);
      },
      of,
    );
    return { file: of.file, bytes: statSync(of.file).size, tasks, schedules, threads };
  } catch (error) {
    throw classify(error, of.tasksDb);
  } finally {
    database.close();
  }
}

function opened(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  } catch (error) {
    throw classify(error, file);
  }
}

/** Rows of tables that nobody here knows would be left out in silence. */
function migrationsOf(database: DatabaseSync): string[] {
  const rows = database.prepare('select name from migrations where owner = ? order by position').all(TASK_STORE_OWNER);
  const names = rows.map(({ name }) => String(name));
  const known = taskStoreMigrations('sqlite').map(({ name }) => name);
  const stranger = names.find((name, at) => known[at] !== name);
  if (stranger === undefined) return names;
  throw new CoworkError(
    'database_newer',
    `The data was written by a newer version of this program (it has "${stranger}", which this version does not know). Export it with that version.`,
  );
}

/** None where the database is of a version that did not know them. */
const idsOf = (database: DatabaseSync, table: ArchivedKind, where: string, ...values: string[]): string[] =>
  hasTable(database, table)
    ? database
        .prepare(`select id from ${table} where ${where} order by created_at, id`)
        .all(...values)
        .map(({ id }) => String(id))
    : [];

function threadsOf(database: DatabaseSync, select: Selection): string[] {
  if ('all' in select) return idsOf(database, 'threads', 'true');
  return 'thread' in select ? idsOf(database, 'threads', 'id = ?', select.thread) : [];
}

const hasTable = (database: DatabaseSync, table: string): boolean =>
  database.prepare('select 1 from sqlite_schema where name = ?').get(table) !== undefined;

/** A task goes with all that it has started, and they with theirs. */
function selected(database: DatabaseSync, select: Selection): string[] {
  const ids = (where: string, ...values: string[]): string[] => idsOf(database, 'tasks', where, ...values);
  if ('all' in select) return ids('true');
  const hasChildren = database.prepare("select 1 from pragma_table_info('tasks') where name = 'parent_id'").get() !== undefined;
  const withBelow = (all: readonly string[]): string[] =>
    hasChildren ? all.flatMap((id) => [id, ...withBelow(ids('parent_id = ?', id))]) : [...all];
  if ('thread' in select) {
    const found = ids('thread_id = ?', select.thread);
    if (found.length === 0 && threadsOf(database, select).length === 0)
      throw new CoworkError('not_found', `There is no thread ${select.thread}. See them all: cowork thread`);
    return [...new Set(withBelow(found))];
  }
  const exact = ids('id = ?', select.task);
  const found = exact.length > 0 ? exact : ids('substr(id, 1, ?) = ?', String(select.task.length), select.task);
  if (found.length === 1) return withBelow(found);
  throw new CoworkError(
    'not_found',
    found.length === 0
      ? `There is no task ${select.task}. See them all: cowork ls`
      : `${select.task} could be ${found.join(', ')}. Give one more letter.`,
  );
}

interface Under {
  readonly database: DatabaseSync;
  readonly id: string;
  readonly tasks: ArchivedTask[];
}

async function* oneTask(of: Export, { database, id, tasks }: Under): AsyncGenerator<TarEntry> {
  const row = database.prepare('select title, status, attachments, last_step, sealed_step from tasks where id = ?').get(id)!;
  const rows: Record<string, number> = {};
  yield* rowsOf(database, { tables: ARCHIVED, id, folder: `tasks/${id}`, rows });
  const open = !isFinished(String(row['status']) as TaskStatus) && Number(row['last_step']) > Number(row['sealed_step']);
  const calls = open ? begunCalls(of.desktopDb, { taskId: id, step: Number(row['last_step']) }) : [];
  for (const [n, part] of parts(counted(rows, CALLS, calls))) yield textEntry(`tasks/${id}/${CALLS}-${n}.jsonl`, part);

  const missing: ArchivedTask['missing'] = [];
  const task = { id, attachments: JSON.parse(String(row['attachments'])) as string[] };
  const outputs = database
    .prepare('select id, name, delivered_to as deliveredTo, version from outputs where task_id = ? order by created_at, id')
    .all(id) as unknown as Parameters<typeof taskFiles>[1];
  let files = 0;
  for await (const entry of taskFiles(task, outputs, { places: of.places, missing })) {
    files += 1;
    yield { ...entry, name: `tasks/${id}/${entry.name}` };
  }
  tasks.push({ id, title: String(row['title']), status: String(row['status']), rows, files, missing });
}

function* rowsAlone(
  database: DatabaseSync,
  { kind, id, told }: { kind: 'schedules' | 'threads'; id: string; told: ArchivedRows[] },
): Generator<TarEntry> {
  const name = kind === 'schedules' ? 'name' : 'title';
  const named = database.prepare(`select ${name} as name from ${kind} where id = ?`).get(id)!;
  const rows: Record<string, number> = {};
  yield* rowsOf(database, { tables: TABLES_OF[kind], id, folder: `${kind}/${id}`, rows });
  told.push({ id, name: String(named['name']), rows });
}

function* rowsOf(
  database: DatabaseSync,
  of: { tables: readonly ArchivedTable[]; id: string; folder: string; rows: Record<string, number> },
): Generator<TarEntry> {
  for (const { table, where, order } of of.tables) {
    if (!hasTable(database, table)) continue;
    const all = database.prepare(`select * from ${table} where ${where('main.')} order by ${order}`).iterate(of.id);
    for (const [n, part] of parts(counted(of.rows, table, all))) yield textEntry(`${of.folder}/${table}-${n}.jsonl`, part);
  }
}

/** A line for each, which is counted. */
function* counted(rows: Record<string, number>, table: string, all: Iterable<unknown>): Generator<string> {
  rows[table] = 0;
  for (const one of all) {
    rows[table] += 1;
    yield `${JSON.stringify(one)}\n`;
  }
}

function* parts(lines: Iterable<string>): Generator<[number, string]> {
  let n = 0;
  let part = '';
  for (const line of lines) {
    part += line;
    if (part.length < PART_BYTES) continue;
    yield [(n += 1), part];
    part = '';
  }
  if (part !== '') yield [n + 1, part];
}

function begunCalls(file: string, of: { taskId: string; step: number }): BegunCall[] {
  if (!existsSync(file)) return [];
  const database = opened(file);
  try {
    const rows = database
      .prepare('select step, call_index as idx, receipt from claims where task_id = ? and step = ? order by call_index')
      .all(of.taskId, of.step);
    return rows as unknown as BegunCall[];
  } finally {
    database.close();
  }
}
