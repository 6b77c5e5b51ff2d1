// Temporal's database is not migrated by a newer server: before another version opens it, a copy is kept as a way back.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import type { Paths } from '../paths.ts';
import { writePrivate } from '../disk/whole-file.ts';

/** Copies temporal.db to temporal.db.<version that last opened it> when `server` is another one. Call it with no server running. */
export async function keepCopyOfOlder(paths: Pick<Paths, 'temporal' | 'temporalDb'>, server: string): Promise<void> {
  const versionFile = join(paths.temporal, 'server-version');
  const before = existsSync(versionFile) ? readFileSync(versionFile, 'utf8').trim() : undefined;
  if (before === server) return;
  if (before !== undefined && existsSync(paths.temporalDb)) await copyDatabase(paths.temporalDb, `${paths.temporalDb}.${before}`);
  writePrivate(versionFile, `${server}\n`);
}

/** Through SQLite, so that what is still in the write-ahead log is in the copy. */
async function copyDatabase(from: string, to: string): Promise<void> {
  rmSync(to, { force: true });
  const database = new DatabaseSync(from);
  try {
    await backup(database, to);
  } finally {
    database.close();
  }
}
