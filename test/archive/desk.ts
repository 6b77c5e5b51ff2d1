// Two homes for the tests of archives, filled and compared without the rest of the product.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { exportArchive, type Exported, type Selection } from '../../src/archive/export-archive.ts';
import { importArchive, type Imported } from '../../src/archive/import-archive.ts';
import { ARCHIVED } from '../../src/archive/tables.ts';
import { taskFolder } from '../../src/files/places.ts';
import { type Paths, pathsOf, uploadFileOf } from '../../src/paths.ts';
import { openTaskStore } from '../../src/store/open-task-store.ts';
import type { TaskStore } from '../../src/store/port.ts';

export interface Desk {
  readonly base: string;
  readonly from: Paths;
  readonly to: Paths;
  readonly file: string;
  /** Opens the task store of a home, works on it, closes it. */
  withStore<T>(paths: Paths, work: (store: TaskStore) => Promise<T>): Promise<T>;
  write(path: string, text: string): void;
  export(select?: Selection, from?: Paths, file?: string): Promise<Exported>;
  import(onTask?: (id: string) => void): Promise<Imported>;
  remove(): void;
}

export const NOW = new Date('2030-06-07T08:09:10.111Z');
export const placesOf = (paths: Paths) => ({
  taskFolder: (id: string) => taskFolder(paths.home, id),
  uploadFile: (id: string) => uploadFileOf(paths, id),
});

export function makeDesk(): Desk {
  const base = mkdtempSync(join(tmpdir(), 'cowork-archive-'));
  const [from, to] = ['from', 'to'].map((name) => {
    mkdirSync(join(base, name));
    return pathsOf(join(base, name));
  }) as [Paths, Paths];
  const file = join(base, 'archive.tar.gz');
  return {
    ...{ base, from, to, file },
    async withStore(paths, work) {
      const store = await openTaskStore(paths.tasksDb);
      try {
        return await work(store);
      } finally {
        await store.close();
      }
    },
    write(path, text) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    },
    export: (select = { all: true }, paths = from, to = file) =>
      exportArchive({
        ...{ tasksDb: paths.tasksDb, desktopDb: paths.desktopDb, select, file: to },
        ...{ places: placesOf(paths), product: '0.0.0', now: NOW },
      }),
    import: (onTask) =>
      importArchive({
        ...{ file, tasksDb: to.tasksDb, room: to.imports, places: placesOf(to), now: () => NOW },
        ...(onTask && { onTask }),
      }),
    remove: () => rmSync(base, { recursive: true, force: true }),
  };
}

/** Every row that an archive would hold, by table. */
export function archivedRows(paths: Paths): Record<string, Record<string, unknown>[]> {
  const database = new DatabaseSync(paths.tasksDb, { readOnly: true });
  const rows = ARCHIVED.map(({ table, order, fresh }) => {
    const all = database.prepare(`select * from ${table} order by ${order}, 1`).all();
    return [table, all.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => name !== fresh)))] as const;
  });
  database.close();
  return Object.fromEntries(rows);
}
