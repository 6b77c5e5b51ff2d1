// POST /tasks/{id}/pause and /resume: what the user wants is a row; the workflow obeys at its next gate.
import { z } from 'zod';
import { CoworkError } from '../../contract/errors.ts';
import { Task } from '../../contract/http.ts';
import type { TaskPatch } from '../../store/port.ts';
import type { ApiDeps } from '../deps.ts';
import { json, type Route, route } from '../route.ts';
import { openBelow, openTask, viewOr404 } from '../find-task.ts';

const Nothing = z.strictObject({});
const errors = ['not_found', 'task_finished'] as const;

export const pauseRoutes = (deps: ApiDeps): Route[] => {
  const wish = (name: 'pause' | 'resume', summary: string, patch: TaskPatch): Route =>
    route({
      method: 'post',
      path: `/tasks/{id}/${name}`,
      summary,
      body: Nothing,
      answers: { 200: { text: 'The task; its status follows within moments', schema: Task } },
      errors,
      async handle({ params, once }) {
        const reached: string[] = [];
        const answer = await once(async (tx) => {
          const row = await openTask(tx, params['id']);
          if (row.wanted.startsWith('cancel'))
            throw new CoworkError('task_finished', `Task ${row.id} is being cancelled; that cannot be taken back.`);
          for (const { id, wanted } of [row, ...(await openBelow(tx, row.id))]) {
            if (wanted.startsWith('cancel')) continue;
            await tx.patchTask(id, patch);
            await tx.enqueue('nudge', id);
            reached.push(id);
          }
          return { status: 200, body: await viewOr404(deps, tx, row.id) };
        });
        deps.outbox.wake();
        if (name === 'pause') for (const id of reached) deps.link.abort(id, 'pause');
        return json(answer);
      },
    });
  return [
    wish('pause', 'Stops the task at the next safe place; nothing half done is left.', { wanted: 'pause' }),
    wish('resume', 'Lets a paused task go on, whatever paused it.', { wanted: 'run', hold: null }),
  ];
};
