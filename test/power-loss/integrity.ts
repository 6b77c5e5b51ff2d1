// SQLite's own word on whether a database file is whole: every page, every index entry. And all that is in it.
import { DatabaseSync } from 'node:sqlite';

export function integrityOf(file: string): string[] {
  return withDatabase(file, (db) =>
    db
      .prepare('pragma integrity_check')
      .all()
      .map((row) => String(row['integrity_check']))
      .filter((line) => line !== 'ok'),
  );
}

/** Every row of every table as one text, but for when the tables were made. */
export function dumpOf(file: string): string {
  return withDatabase(file, (db) => {
    const tables = db.prepare("select name from sqlite_schema where type = 'table' and name <> 'migrations' order by name").all();
    // The index of words follows from the texts, and is put together anew whenever it likes.
    const kept = tables.map(({ name }) => String(name)).filter((name) => !name.startsWith('search_words'));
    const rowsOf = (name: string): string[] =>
      db
        .prepare(`select * from "${name}"`)
        .all()
        .map((row) => JSON.stringify(row))
        .sort();
    return JSON.stringify(kept.map((name) => [name, rowsOf(name)]));
  });
}

function withDatabase<T>(file: string, work: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(file);
  try {
    return work(db);
  } finally {
    db.close();
  }
}
