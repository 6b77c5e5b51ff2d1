// An archive of this home, as page and terminal ask for one.
import { type Exported, exportArchive, type Selection } from '../archive/export-archive.ts';
import { taskFolder } from '../files/places.ts';
import { type Paths, uploadFileOf } from '../paths.ts';
import { ownVersion } from './version.ts';

/** @throws CoworkError as `exportArchive` */
export function writeExport(
  paths: Paths,
  of: { select: Selection; file: string; now: Date; signal?: AbortSignal },
): Promise<Exported> {
  const { tasksDb, desktopDb } = paths;
  return exportArchive({ ...of, ...{ tasksDb, desktopDb }, places: placesOf(paths), product: ownVersion() });
}

/** What its file is called where nobody says. */
export function archiveName(select: Selection, now: Date): string {
  const word = 'all' in select ? 'all' : ('task' in select ? select.task : `thread-${select.thread}`).replace(/[^\w-]/g, '_');
  return `cowork-${word}-${now.toISOString().slice(0, 10)}.tar.gz`;
}

/** Where a home keeps what goes along. */
export const placesOf = (paths: Paths) => ({
  taskFolder: (taskId: string) => taskFolder(paths.home, taskId),
  uploadFile: (id: string) => uploadFileOf(paths, id),
});
