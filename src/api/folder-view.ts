// A folder as GET /folders shows it: what the desktop has listed, and the open tasks that use it.
import { createHash } from 'node:crypto';
import { CoworkError } from '../contract/errors.ts';
import type { Folder } from '../contract/http.ts';
import type { TaskRow, TaskStore } from '../store/port.ts';

type FolderStore = Pick<TaskStore, 'folders' | 'openTasks'>;

/** The same path has the same id, whoever names it and whenever: no list has to know it first. */
export const folderIdOf = (path: string): string => `f${createHash('sha256').update(path).digest('hex').slice(0, 11)}`;

/** Everything that is listed or in use, by path. */
export async function foldersOf(store: FolderStore): Promise<Folder[]> {
  const listed = await store.folders();
  const tasks = await store.openTasks();
  const used = tasks.flatMap((task) => foldersIn(task).map(({ path }) => path));
  const paths = new Set([...listed.map(({ path }) => path), ...used]);
  return [...paths].sort().map((path): Folder => {
    const row = listed.find((one) => one.path === path);
    return {
      id: folderIdOf(path),
      path,
      ...(row?.access === undefined ? {} : { access: row.access }),
      tasks: tasks.flatMap((task) => usesOf(task, path)),
      always: [...(row?.always ?? [])],
    };
  });
}

/** The folder at a path, also when nothing is known of it. */
export async function folderAt(store: FolderStore, path: string): Promise<Folder> {
  const known = (await foldersOf(store)).find((folder) => folder.path === path);
  return known ?? { id: folderIdOf(path), path, tasks: [], always: [] };
}

/** @throws CoworkError not_found */
export async function folderOr404(store: FolderStore, id: string | undefined): Promise<Folder> {
  const folder = (await foldersOf(store)).find((one) => one.id === id);
  if (!folder) throw new CoworkError('not_found', `There is no folder ${id}. GET /folders lists them.`);
  return folder;
}

const foldersIn = (task: TaskRow) => task.folders.filter(({ state }) => state === 'granted' || state === 'requested');

const usesOf = (task: TaskRow, path: string): Folder['tasks'] =>
  foldersIn(task)
    .filter((folder) => folder.path === path)
    .map(({ access, name }) => ({ taskId: task.id, title: task.title, access, ...(name === undefined ? {} : { name }) }));
