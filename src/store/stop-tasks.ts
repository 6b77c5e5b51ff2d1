// How tasks are asked to stop for good: by their own runs at the next gate, or at once where nothing runs that could obey.
import { isFinished } from '../contract/task.ts';
import { enqueue } from './outbox.ts';
import type { TaskStore } from './port.ts';
import type { Session, WriteSession } from './session.ts';
import { finishTask } from './task-status.ts';
import { taskOf } from './task-row.ts';

type How = Parameters<TaskStore['stopTasks']>[1];
const WANTED = { after_step: 'cancel_after_step', now: 'cancel_now' } as const;

export const stopMethods = (session: Session): Pick<TaskStore, 'stopTasks'> => ({
  stopTasks: (ids, how) =>
    session.write(async (tx) => {
      const stopped: string[] = [];
      for (const id of ids) if (await stop(tx, id, how)) stopped.push(id);
      return stopped;
    }),
});

async function stop(tx: WriteSession, id: string, how: How): Promise<boolean> {
  const row = await tx.db.selectFrom('tasks').selectAll().where('id', '=', id).executeTakeFirst();
  const task = row && taskOf(row);
  if (!task || isFinished(task.status)) return false;
  // Nothing runs that could end it by itself: the engine has never begun, or is to be ended by force.
  if (how === 'kill' || task.runId === undefined) {
    await finishTask(tx, id, { status: 'cancelled' });
    await enqueue(tx, 'terminate', id);
    return true;
  }
  // A stop that was asked for before is not made softer.
  if (!(how === 'after_step' && task.wanted === 'cancel_now'))
    await tx.db.updateTable('tasks').set({ wanted: WANTED[how], updated_at: tx.now() }).where('id', '=', id).execute();
  await enqueue(tx, 'nudge', id);
  return true;
}
