// Where a task's finished files go: a folder of its own, named by date and title, below the one that the user chose.
import { join } from 'node:path';
import type { TaskStore } from '../store/port.ts';

/** `<deliverTo>/2026-03-14 Sort my receipts`. The same for the life of a task: both parts are fixed when it is created. */
export function deliverRoot(deps: { store: Pick<TaskStore, 'task'>; deliverTo: () => Promise<string> }) {
  return async (taskId: string): Promise<string> => {
    const task = await deps.store.task(taskId);
    const day = (task?.createdAt ?? new Date().toISOString()).slice(0, 10);
    return join(await deps.deliverTo(), `${day} ${folderName(task?.title ?? taskId)} ${taskId.slice(-4)}`);
  };
}

/** What every file system takes as a name: no separators, control or reserved characters, no dot or space at the end. */
function folderName(title: string): string {
  const clean = title
    .normalize('NFC')
    .replace(/[\u0000-\u001f\u007f/\\:*?"<>|]+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim()
    .slice(0, 60)
    .replace(/[. ]+$/u, '');
  return clean === '' ? 'Task' : clean;
}
