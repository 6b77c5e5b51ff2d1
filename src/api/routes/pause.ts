// POST /tasks/{id}/pause and /resume: what the user wants is a row; the workflow obeys at its next gate.
import { z } from 'zod';
import { CoworkError } from '../../contract/errors.ts';
import { Task } from '../../contract/http.ts';
import type { TaskPatch } from '../../store/port.ts';
import type { ApiDeps } from '../deps.ts';
import { json, type Route, route } from '../route.ts';
import { openTask, viewOr404 } from '../find-task.ts';

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
        const answer = await once(async (tx) => {
          const row = await openTask(tx, params['id']);
          if (row.wanted.startsWith('cancel'))
            throw new CoworkError('task_finished', `Task ${row.id} is being cancelled; that cannot be taken back.`);
          await tx.patchTask(row.id, patch);
          await tx.enqueue('nudge', row.id);
          return { status: 200, body: await viewOr404(deps, tx, row.id) };
        });
        deps.outbox.wake();
        if (name === 'pause' && !answer.replayed) deps.link.abort(params['id'] ?? '', 'pause');
        return json(answer);
      },
    });
  return [
    wish('pause', 'Stops the task at the next safe place; nothing half done is left.', { wanted: 'pause' }),
    wish('resume', 'Lets a paused task go on, whatever paused it.', { wanted: 'run', hold: null }),
  ];
};
