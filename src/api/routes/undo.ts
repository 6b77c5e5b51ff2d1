// POST /tasks/{id}/undo and /redo: a row that the desktop drains, so that it works with the engine down. Answers when it is done.
import { CoworkError } from '../../contract/errors.ts';
import { PostUndo, UndoResult } from '../../contract/http.ts';
import type { DesktopRequest } from '../../store/port.ts';
import { type ApiDeps, DEFAULT_LIMITS } from '../deps.ts';
import { json, type Route, route } from '../route.ts';
import { taskOr404 } from '../find-task.ts';
import { waitForRequest } from '../wait-for-request.ts';

export const undoRoutes = (deps: ApiDeps): Route[] => {
  const { link } = deps;
  const take = (kind: 'undo' | 'redo', summary: string): Route =>
    route({
      method: 'post',
      path: `/tasks/{id}/${kind}`,
      summary,
      body: PostUndo,
      answers: {
        200: { text: 'What was taken back, and what was refused because files changed since', schema: UndoResult },
        202: { text: 'It is stored and not done yet; the same Idempotency-Key asks again', schema: UndoResult },
      },
      errors: ['not_found', 'pause_first'],
      async handle({ params, body, once }) {
        const answer = await once(async (tx) => {
          const row = await taskOr404(tx, params['id']);
          if (row.status === 'running')
            throw new CoworkError('pause_first', `Task ${row.id} is at work; pause it first. Nothing was changed.`);
          if (body.changeSetId !== undefined && (await tx.changeSet(body.changeSetId))?.taskId !== row.id)
            throw new CoworkError('not_found', `Task ${row.id} has no change set ${body.changeSetId}.`);
          const id = await tx.enqueueRequest({ taskId: row.id, kind, body: { ...body } });
          return { status: 202, body: { id, state: 'pending', results: [] } };
        });
        deps.crash('api-undo-stored');
        link.drain();
        const { id } = answer.body as UndoResult;
        const waitMs = deps.limits?.undoWaitMs ?? DEFAULT_LIMITS.undoWaitMs;
        const ended = await waitForRequest(deps, { id, taskId: params['id'] ?? '', waitMs });
        if (!ended) return json(answer);
        return json({ status: 200, body: resultOf(ended) });
      },
    });
  return [
    take(
      'undo',
      'Takes back a task, one of its change sets, or some operations. `force` keeps both copies where a file changed since. A change that is stuck is first brought to its end; what is still in its way is named.',
    ),
    take('redo', 'Takes the last undo back.'),
  ];
};

function resultOf(request: DesktopRequest): UndoResult {
  const results = request.result ?? [];
  const has = (state: 'failed' | 'refused'): boolean => results.some((result) => result.state === state);
  return { id: request.id, state: has('failed') ? 'failed' : has('refused') ? 'refused' : 'done', results };
}
