// What happens to a task makes the schedule's run look again that it is the task of.
import { enqueue, runSubject } from './outbox.ts';
import type { WriteSession } from './session.ts';

export async function tellRun(tx: WriteSession, taskId: string): Promise<void> {
  // Of a task that another has started: the run of the topmost one.
  const task = await tx.db.selectFrom('tasks').select('root_id').where('id', '=', taskId).executeTakeFirst();
  const run = await tx.db
    .selectFrom('schedule_runs')
    .select(['schedule_id', 'due'])
    .where('task_id', '=', task?.root_id ?? taskId)
    .executeTakeFirst();
  if (run) await enqueue(tx, 'run', runSubject(run.schedule_id, run.due));
}
