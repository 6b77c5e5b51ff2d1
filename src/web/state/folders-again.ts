// The folders of a task that another one like it is to have.
import type { Task } from '../../contract/http.ts';
import type { Access } from '../../contract/task.ts';

export const foldersAgain = ({ folders }: Pick<Task, 'folders'>): { path: string; access: Access }[] =>
  folders.filter(({ state }) => state !== 'removed').map(({ path, access }) => ({ path, access }));
