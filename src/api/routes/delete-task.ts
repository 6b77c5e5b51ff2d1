// DELETE /tasks/{id}: transcript, outputs, journal and engine history go; what the task changed on disk stays as it is.
import { z } from 'zod';
import { CoworkError } from '../../contract/errors.ts';
import { isFinished } from '../../contract/task.ts';
import type { TaskStore } from '../../store/port.ts';
import type { ApiDeps } from '../deps.ts';
import { json, type Route, route } from '../route.ts';
import { taskOr404 } from '../find-task.ts';
import { undoableSets } from '../undoable-sets.ts';

const Query = z.object({
  /** `?force`, `?force=true` or `?force=1` gives the possibility of undo up. */
  force: z.enum(['', '1', 'true', '0', 'false']).optional(),
});

export const deleteTaskRoutes = ({ store, link, outbox }: ApiDeps): Route[] => [
  route({
    method: 'delete',
    path: '/tasks/{id}',
    summary: 'Removes a task and all that is kept of it. Refused while its changes can be undone, unless forced.',
    query: Query,
    answers: { 204: { text: 'Gone' } },
    errors: ['not_found', 'pause_first', 'undo_possible'],
    async handle({ params, query }) {
      const force = query.force !== undefined && query.force !== '0' && query.force !== 'false';
      const ids = await store.transaction(async (tx) => {
        const row = await taskOr404(tx, params['id']);
        const family = [row.id, ...(await tx.descendants(row.id))];
        for (const one of family) await notAtWork(tx, one);
        const top = row.rootId === undefined ? undefined : await tx.task(row.rootId);
        if (top && !isFinished(top.status))
          throw new CoworkError(
            'pause_first',
            `Task ${top.id}, from which it comes, has not ended; what this one has cost counts there. Nothing was removed.`,
          );
        const undoable = force ? [] : (await Promise.all(family.map((one) => undoableSets(tx, one)))).flat();
        if (undoable.length > 0)
          throw new CoworkError(
            'undo_possible',
            `${undoable.length === 1 ? 'One change' : `${undoable.length} changes`} of task ${row.id} can still be undone, which deleting ends. Undo first, or delete with ?force=true.`,
            { extra: { changeSetIds: undoable } },
          );
        // From below: each is counted for what it was.
        for (const one of family.toReversed()) {
          await tx.deleteTask(one);
          // Written after the rows are gone: these two outlive the task.
          await tx.enqueueRequest({ taskId: one, kind: 'delete', body: {} });
          await tx.enqueue('delete', one);
        }
        return family;
      });
      outbox.wake();
      for (const id of ids) link.abort(id, 'kill');
      link.drain();
      return json({ status: 204 });
    },
  }),
];

/** Nor just about to stop: what it is doing must have an end before its journal goes. */
async function notAtWork(tx: TaskStore, id: string): Promise<void> {
  const row = await tx.task(id);
  if (row?.status === 'running' || (row && !isFinished(row.status) && row.runId !== undefined && row.wanted.startsWith('cancel')))
    throw new CoworkError('pause_first', `Task ${id} is at work; cancel or pause it first. Nothing was removed.`);
}
