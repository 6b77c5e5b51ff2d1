// POST /tasks/{id}/cancel: three ways to stop for good.
import { PostCancel, Task } from '../../contract/http.ts';
import type { ApiDeps } from '../deps.ts';
import { json, type Route, route } from '../route.ts';
import { openTask, viewOr404 } from '../find-task.ts';

export const cancelRoutes = (deps: ApiDeps): Route[] => [
  route({
    method: 'post',
    path: '/tasks/{id}/cancel',
    summary: 'Ends a task: after its step, now (model and tool are stopped), or by force (for one that hangs).',
    body: PostCancel,
    answers: { 200: { text: 'The task; unless killed, its status follows within moments', schema: Task } },
    errors: ['not_found', 'task_finished'],
    async handle({ params, body, once }) {
      const stopped: string[] = [];
      const answer = await once(async (tx) => {
        const { id } = await openTask(tx, params['id']);
        stopped.push(...(await tx.stopTasks([id, ...(await tx.descendants(id))], body.how)));
        return { status: 200, body: await viewOr404(deps, tx, id) };
      });
      deps.outbox.wake();
      if (!answer.replayed && body.how !== 'after_step')
        for (const id of stopped) deps.link.abort(id, body.how === 'now' ? 'cancel_now' : 'kill');
      return json(answer);
    },
  }),
];
