// POST /tasks/{id}/undo and /redo: a row that the desktop drains, so that it works with the engine down. Answers when it is done.
import { CoworkError } from '../../contract/errors.ts';
import { PostUndo, UndoResult } from '../../contract/http.ts';
import type { DesktopRequest } from '../../store/port.ts';
import { type ApiDeps, DEFAULT_LIMITS } from '../deps.ts';
import { json, type Route, route } from '../route.ts';
import { openBelow, taskOr404 } from '../find-task.ts';
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
        200: {
          text: 'What was taken back; with state `refused` also what was not, because files changed since',
          schema: UndoResult,
        },
        202: { text: 'It is stored and not done yet; the same Idempotency-Key asks again', schema: UndoResult },
      },
      errors: ['not_found', 'pause_first', 'undo_conflict', 'invalid'],
      async handle({ params, body, once }) {
        checkOperations(body);
        const answer = await once(async (tx) => {
          const row = await taskOr404(tx, params['id']);
          if (row.status === 'running')
            throw new CoworkError('pause_first', `Task ${row.id} is at work; pause it first. Nothing was changed.`);
          const busy =
            body.changeSetId === undefined ? (await openBelow(tx, row.id)).find(({ status }) => status === 'running') : undefined;
          if (busy)
            throw new CoworkError(
              'pause_first',
              `Task ${busy.id}, which task ${row.id} has started, is at work; pause it first. Nothing was changed.`,
            );
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
        const result = resultOf(ended);
        if (isRefusedWhole(result)) throw conflict(result);
        return json({ status: 200, body: result });
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

/** Ids of operations are their change set's own: without it they would name one in each. */
function checkOperations({ changeSetId, operations }: PostUndo): void {
  if (operations === undefined) return;
  if (changeSetId === undefined)
    throw new CoworkError('invalid', 'operations: say with changeSetId which change they are part of. Nothing was changed.');
  if (operations.length === 0)
    throw new CoworkError('invalid', 'operations must not be empty; leave it out to take back the whole change.');
}

const isRefusedWhole = ({ results }: UndoResult): boolean =>
  results.some((one) => one.conflicts.length > 0) && results.every((one) => one.state === 'refused' || one.state === 'nothing');

function conflict(result: UndoResult): CoworkError {
  const conflicts = result.results.flatMap((one) => one.conflicts);
  const files = conflicts.length === 1 ? '1 file' : `${conflicts.length} files`;
  return new CoworkError(
    'undo_conflict',
    `${files} changed since, such as ${conflicts[0]?.path}. Nothing was taken back and nothing is lost; with force both copies are kept.`,
    { extra: { ...result, conflicts } },
  );
}
