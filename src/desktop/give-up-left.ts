// Changes that nobody decides any more are given up: of a task that was ended by force, and of an undo whose request failed half-way.
import type { ChangeSets } from '../files/port.ts';
import type { TaskStore } from '../store/port.ts';
import type { Mirror } from './mirror.ts';

const TASK_OVER = 'The task ended before this was decided; nothing was changed';
const REQUEST_OVER = 'The request to undo or redo failed before this was done; nothing was changed';

export async function giveUpLeft(deps: {
  store: Pick<TaskStore, 'openTasks' | 'request'>;
  changeSets: Pick<ChangeSets, 'undecided' | 'abandon'>;
  mirror: Pick<Mirror, 'show'>;
  log: { error(fields: object, message: string): void };
}): Promise<void> {
  const undecided = await deps.changeSets.undecided();
  if (undecided.length === 0) return;
  // Asked after it: a task that begins between the two would look like one that has ended.
  const open = new Set((await deps.store.openTasks()).map((task) => task.id));
  for (const { id, taskId, requestId } of undecided) {
    const goesOn = requestId === undefined ? open.has(taskId) : (await deps.store.request(requestId))?.state === 'pending';
    if (goesOn) continue;
    try {
      // Shown first: once it is given up nothing would lead back to it.
      await deps.mirror.show(id, { soon: 'rejected', reason: requestId === undefined ? TASK_OVER : REQUEST_OVER });
      if (!(await deps.changeSets.abandon(id))) await deps.mirror.show(id);
    } catch (err) {
      deps.log.error({ err, set: id }, 'a change that nobody decides any more could not be given up');
    }
  }
}
