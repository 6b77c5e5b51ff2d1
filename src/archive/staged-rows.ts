// Rows from an archive in a database of their own: made as old as the rows are, filled, then brought to the tables of now.
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { OpenedSqlite } from '../sqlite/dialect.ts';
import { migrate } from '../sqlite/migrate.ts';
import { TASK_STORE_OWNER, taskStoreMigrations } from '../store/migrations.ts';
import { openTaskDatabase } from '../store/open-task-store.ts';
import type { TaskDb } from '../store/schema.ts';
import { CoworkError } from '../contract/errors.ts';
import { ARCHIVED, TABLES_OF } from './tables.ts';
import { damaged } from './tar.ts';

export interface StagedRows {
  readonly opened: OpenedSqlite<TaskDb>;
  /** Adds JSON lines to a table; says how many. @throws CoworkError bad_archive */
  add(table: string, lines: string): number;
  /** Everything is in: looks that it fits together and brings it to the tables of now. */
  finish(): Promise<void>;
}

/** @throws CoworkError bad_archive when a newer version wrote the rows */
export async function stageRows(file: string, migrations: readonly string[]): Promise<StagedRows> {
  const all = taskStoreMigrations('sqlite');
  const stranger = migrations.find((name, at) => all[at]?.name !== name);
  if (stranger !== undefined || migrations.length === 0) throw newer(stranger ?? 'nothing');
  const opened = openTaskDatabase(file);
  await migrate(opened.kysely, all.slice(0, migrations.length), { owner: TASK_STORE_OWNER });
  const { raw } = opened;
  // In whatever order they come; looked at when all are there.
  raw.exec('pragma foreign_keys = off; begin');
  const columns = new Map(
    Object.values(TABLES_OF)
      .flat()
      .map(({ table }) => [table as string, columnsOf(raw, table)]),
  );
  const shared = new Set<string>(ARCHIVED.filter((one) => one.shared).map(({ table }) => table));
  return {
    opened,
    add(table, lines) {
      const known = columns.get(table);
      if (!known || known.length === 0) throw newer(`rows of "${table}"`);
      let added = 0;
      for (const line of lines.split('\n')) {
        if (line === '') continue;
        insert(raw, { table, known, shared: shared.has(table) }, rowIn(line));
        added += 1;
      }
      return added;
    },
    async finish() {
      raw.exec('commit; pragma foreign_keys = on');
      if (raw.prepare('pragma foreign_key_check').get() !== undefined) throw damaged('rows refer to others that are not in it');
      await migrate(opened.kysely, all, { owner: TASK_STORE_OWNER });
    },
  };
}

export const columnsOf = (raw: DatabaseSync, table: string): string[] =>
  raw
    .prepare('select name from pragma_table_info(?)')
    .all(table)
    .map(({ name }) => String(name));

export const newer = (what: string): CoworkError =>
  new CoworkError(
    'bad_archive',
    `The archive was made by a newer version of this program (it has ${what}, which this version does not know). Nothing of it was taken in. Install that version.`,
  );

function rowIn(line: string): Record<string, SQLInputValue> {
  try {
    const row: unknown = JSON.parse(line);
    if (typeof row === 'object' && row !== null && !Array.isArray(row)) {
      const values = Object.values(row);
      if (values.every((value) => value === null || typeof value === 'string' || typeof value === 'number'))
        return row as Record<string, SQLInputValue>;
    }
  } catch {
    // Said below.
  }
  throw damaged('a row cannot be read');
}

function insert(
  raw: DatabaseSync,
  of: { table: string; known: readonly string[]; shared: boolean },
  row: Record<string, SQLInputValue>,
): void {
  const names = Object.keys(row);
  if (names.some((name) => !of.known.includes(name))) throw damaged(`a row of "${of.table}" has a column that is not there`);
  const holes = names.map(() => '?').join(', ');
  const verb = of.shared ? 'insert or ignore' : 'insert';
  try {
    raw.prepare(`${verb} into ${of.table} (${names.join(', ')}) values (${holes})`).run(...Object.values(row));
  } catch (error) {
    if ((error as { errcode?: number }).errcode === undefined || ((error as { errcode: number }).errcode & 0xff) !== 19)
      throw error;
    throw damaged(`a row of "${of.table}" is twice in it, or incomplete`);
  }
}
