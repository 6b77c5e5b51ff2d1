// POST /tasks/{id}/cancel: three ways to stop for good.
import { PostCancel, Task } from '../../contract/http.ts';
import type { TaskRow, TaskStore, Wanted } from '../../store/port.ts';
import type { ApiDeps } from '../deps.ts';
import { json, type Route, route } from '../route.ts';
import { openTask, viewOr404 } from '../find-task.ts';

type How = 'after_step' | 'now' | 'kill';
const WANTED = { after_step: 'cancel_after_step', now: 'cancel_now' } as const satisfies Record<string, Wanted>;

export const cancelRoutes = (deps: ApiDeps): Route[] => [
  route({
    method: 'post',
    path: '/tasks/{id}/cancel',
    summary: 'Ends a task: after its step, now (model and tool are stopped), or by force (for one that hangs).',
    body: PostCancel,
    answers: { 200: { text: 'The task; unless killed, its status follows within moments', schema: Task } },
    errors: ['not_found', 'task_finished'],
    async handle({ params, body, once }) {
      const answer = await once(async (tx) => {
        const row = await openTask(tx, params['id']);
        await cancel(tx, row, body.how);
        return { status: 200, body: await viewOr404(deps, tx, row.id) };
      });
      deps.outbox.wake();
      if (!answer.replayed && body.how !== 'after_step')
        deps.link.abort(params['id'] ?? '', body.how === 'now' ? 'cancel_now' : 'kill');
      return json(answer);
    },
  }),
];

async function cancel(tx: TaskStore, row: TaskRow, how: How): Promise<void> {
  // Nothing runs that could end it by itself: the engine has never begun, or is to be ended by force.
  if (how === 'kill' || row.runId === undefined) {
    await tx.finishTask(row.id, { status: 'cancelled' });
    await tx.enqueue('terminate', row.id);
    return;
  }
  // A stop that was asked for before is not made softer.
  if (!(how === 'after_step' && row.wanted === 'cancel_now')) await tx.patchTask(row.id, { wanted: WANTED[how] });
  await tx.enqueue('nudge', row.id);
}
