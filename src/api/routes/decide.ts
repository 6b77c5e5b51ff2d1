// POST /approvals/{id}: the user's answer. First one wins, from whichever device; a repeat of the winner is no rival.
import { Approval, type Operation } from '../../contract/changes.ts';
import { CoworkError } from '../../contract/errors.ts';
import { PostDecision } from '../../contract/http.ts';
import { operationsOf } from '../approval-operations.ts';
import type { ApiDeps } from '../deps.ts';
import { json, type Route, route } from '../route.ts';

export const decideRoutes = ({ store, files, outbox, crash }: ApiDeps): Route[] => [
  route({
    method: 'post',
    path: '/approvals/{id}',
    summary: 'Allows or denies. With `operations` only those; the model hears of the rest.',
    body: PostDecision,
    answers: { 200: { text: 'The approval as decided', schema: Approval } },
    errors: ['not_found', 'already_decided', 'operations_needed', 'invalid'],
    async handle({ params, body, once, idempotencyKey, device }) {
      const id = params['id'] ?? '';
      const approval = await store.approval(id);
      if (!approval) throw notFound(id);
      if (!approval.scopes.includes(body.scope))
        throw new CoworkError(
          'invalid',
          `scope: this question can be answered for ${approval.scopes.join(' or ')}, not for ${body.scope}.`,
        );
      if (body.path !== undefined && !isFolderWish(approval))
        throw new CoworkError('invalid', 'This question is not about a folder; nothing was decided.');
      const operations = body.decision === 'allow' ? body.operations : undefined;
      if (operations?.length === 0)
        throw new CoworkError('invalid', 'operations: nothing is ticked. Deny it, with a note if you like, or tick something.');
      if (operations) await checkOperations(store, approval, operations);
      const path =
        body.decision === 'allow' && isFolderWish(approval) ? await pickedFolder(files, approval, body.path) : undefined;
      const deciderKey = idempotencyKey ?? crypto.randomUUID();

      const answer = await once(async (tx) => {
        const outcome = await tx.decideApproval(id, {
          decision: body.decision,
          scope: body.scope,
          decidedBy: device,
          deciderKey,
          ...(body.note === undefined ? {} : { note: body.note }),
          ...(operations === undefined ? {} : { operations }),
          ...(path === undefined ? {} : { path }),
        });
        if (outcome.kind === 'unknown') throw notFound(id);
        if (outcome.kind === 'lost') throw lost(outcome.approval);
        return { status: 200, body: outcome.approval };
      });
      crash('api-decision-stored');
      outbox.wake();
      return json(answer);
    },
  }),
];

async function checkOperations(store: ApiDeps['store'], approval: Approval, chosen: readonly string[]): Promise<void> {
  const all = await operationsOf(store, approval);
  const strange = chosen.filter((id) => !all.has(id));
  if (strange.length > 0)
    throw new CoworkError('invalid', `operations: ${strange.slice(0, 5).join(', ')} is not in this question.`);
  const set = new Set(chosen);
  const needed = new Set(chosen.flatMap((id) => all.get(id)?.needs ?? []).filter((id) => !set.has(id)));
  if (needed.size === 0) return;
  const names = [...needed].map((id) => inWords(all.get(id)) ?? id);
  throw new CoworkError(
    'operations_needed',
    `What you kept needs ${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}. Keep those too, or leave out what needs them.`,
    { extra: { needed: [...needed] } },
  );
}

/** What an operation is known by in the question. */
const inWords = (operation: Operation | undefined): string | undefined =>
  operation?.op === 'move' ? `${operation.from} → ${operation.to}` : (operation?.to ?? operation?.from);

/**
 * The folder that the user picked instead of the suggested one. Either is looked at first: what can never be opened is said to whoever
 * allows it, while the question still stands, and not only to the agent.
 */
async function pickedFolder(files: ApiDeps['files'], wish: Approval, picked: string | undefined): Promise<string | undefined> {
  const suggested = wish.arguments['suggested_path'];
  const path = picked ?? suggested;
  if (typeof path !== 'string') throw new CoworkError('invalid', 'path: the agent named no folder; say which one it may have.');
  const found = await files.checkFolder(path);
  return picked === undefined ? undefined : found.path;
}

const isFolderWish = ({ tool }: Approval): boolean => tool === 'request_folder';

const notFound = (id: string): CoworkError => new CoworkError('not_found', `There is no approval ${id}.`);

function lost(winner: Approval): CoworkError {
  const why =
    winner.status === 'superseded'
      ? 'This question is over: the task ended, or files changed and a new question took its place.'
      : `It was ${winner.status} by ${winner.decidedBy ?? 'someone'} before; your answer was not used.`;
  return new CoworkError('already_decided', why, { extra: { approval: winner } });
}
