// A copy of a database that others may be using: through SQLite, so that what is still in the write-ahead log is in it too.
import { chmodSync, closeSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { backup, DatabaseSync } from 'node:sqlite';
import { classify } from './errors.ts';

/** What is at `to` is replaced. On the disk when it resolves; on a throw nothing is left there. @throws CoworkError disk_full and the like */
export async function copyDatabase(from: string, to: string): Promise<void> {
  rmSync(to, { force: true });
  let source: DatabaseSync | undefined;
  try {
    closeSync(openSync(to, 'a', 0o600));
    source = new DatabaseSync(from, { timeout: 5_000 });
    await backup(source, to);
    chmodSync(to, 0o600);
    const fd = openSync(to, 'r+');
    fsyncSync(fd);
    closeSync(fd);
  } catch (error) {
    for (const end of ['', '-journal', '-wal', '-shm']) rmSync(`${to}${end}`, { force: true });
    throw classify(error, to);
  } finally {
    source?.close();
  }
}
