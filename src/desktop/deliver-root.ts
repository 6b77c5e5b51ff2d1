// Where a task's finished files go: a folder of its own, named by date and title, below the one that the user chose.
import { dirname, join } from 'node:path';
import type { TaskStore } from '../store/port.ts';

interface Deps {
  readonly store: Pick<TaskStore, 'task' | 'outputs'>;
  readonly deliverTo: () => Promise<string>;
  /** Of the user: the day is his. */
  readonly timeZone: string;
}

/** `<deliverTo>/2026-03-14 Sort my receipts 3f9a`. Later files of a task join its first, whatever title and setting have become meanwhile. */
export const deliverRoot =
  ({ store, deliverTo, timeZone }: Deps) =>
  async (taskId: string): Promise<string> => {
    const first = (await store.outputs(taskId)).find((output) => output.deliveredTo !== undefined);
    if (first?.deliveredTo !== undefined) return dirname(first.deliveredTo);
    const task = await store.task(taskId);
    // Sweden writes dates as file names do.
    const day = new Date(task?.createdAt ?? Date.now()).toLocaleDateString('sv-SE', { timeZone });
    return join(await deliverTo(), `${day} ${folderName(task?.title ?? taskId)} ${taskId.slice(-4)}`);
  };

/** With day and number at most 240 bytes. */
const MOST_LETTERS = 56;

/** What every file system takes as a name: no separators, control or reserved characters, no dot or space at the end. */
function folderName(title: string): string {
  const letters = title
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\u0000-\u001f\u007f/\\:*?"<>|]+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  const clean = [...letters]
    .slice(0, MOST_LETTERS)
    .join('')
    .replace(/[. ]+$/u, '');
  return clean === '' ? 'Task' : clean;
}
