// What the app says with the newest message of a thread: the date, what tasks may use, and which of them work.
import type { ThreadRow } from '../../store/thread-port.ts';
import { standingFolders } from '../../contract/task.ts';
import type { ActivityDeps } from '../deps.ts';

const OPEN_TASKS = 20;

export async function factsOfThread(deps: ActivityDeps, thread: ThreadRow): Promise<string[]> {
  const folders = await foldersOfThread(deps.store, thread);
  const { items } = await deps.store.listTasks({
    ...{ limit: OPEN_TASKS, threadId: thread.id },
    status: ['queued', 'running', 'waiting_approval', 'waiting_input', 'waiting_desktop', 'paused'],
  });
  return [
    `Date: ${deps.conversation.dayOf({ nowIso: deps.now().toISOString(), timeZone: deps.timeZone })} (${deps.timeZone})`,
    folders.length === 0
      ? 'Folders for tasks: none. A task asks the person for one when it needs it.'
      : `Folders for tasks: ${folders.map(({ name, access }) => `${deps.conversation.oneLine(name)} (${access})`).join(', ')}`,
    items.length === 0 ? 'No task of this conversation is open.' : 'Open tasks of this conversation:',
    ...items.map((task) => `- ${task.id} ${task.status}: ${deps.conversation.oneLine(task.title)}`),
  ];
}

/** What its tasks are given: its own folders, or else the standing ones; named as the model names them. */
export async function foldersOfThread(store: Pick<ActivityDeps['store'], 'folders'>, thread: ThreadRow) {
  const folders = thread.folders ?? standingFolders(await store.folders());
  return folders.map((folder) => ({
    ...folder,
    name:
      folder.path
        .split(/[\\/]/)
        .filter((part) => part !== '')
        .at(-1) ?? folder.path,
  }));
}
