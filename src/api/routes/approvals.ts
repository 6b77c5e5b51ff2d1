// GET /approvals: what waits for an answer, and what was answered.
import { z } from 'zod';
import { Approval } from '../../contract/changes.ts';
import { CoworkError } from '../../contract/errors.ts';
import { operationsOf } from '../approval-operations.ts';
import type { ApiDeps } from '../deps.ts';
import { dispositionOf } from '../disposition.ts';
import { OUTPUT_POLICY } from '../guards/headers.ts';
import { listOf, pageBody, pageOf, PageQuery } from '../paging.ts';
import { json, type Route, route } from '../route.ts';

const Query = PageQuery.extend({ status: Approval.shape.status.optional(), taskId: z.string().optional() });

/** `total`: how many the whole list has. */
const ApprovalList = listOf(Approval).extend({ total: z.number().int() });

const PictureQuery = z.object({
  /** What the operation takes away or what it brings; what it moves is both. */
  side: z.enum(['before', 'after']).default('after'),
});

const OperationsQuery = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(1000),
  cursor: z
    .string()
    .regex(/^\d{1,9}$/, 'is not one that this list gave')
    .optional(),
});

export const approvalRoutes = ({ store, files }: ApiDeps): Route[] => [
  route({
    method: 'get',
    path: '/approvals',
    summary: 'Questions about changes, of all tasks or one.',
    query: Query,
    answers: { 200: { text: 'A page of approvals', schema: ApprovalList } },
    errors: ['invalid'],
    async handle({ query }) {
      const { status, taskId } = query;
      const which = { ...(status === undefined ? {} : { status }), ...(taskId === undefined ? {} : { taskId }) };
      const [page, total] = [await store.listApprovals({ ...pageOf(query), ...which }), await store.countApprovals(which)];
      return json({ status: 200, body: { ...pageBody(page), total } });
    },
  }),
  route({
    method: 'get',
    path: '/approvals/{id}',
    summary: 'One approval with its preview. `preview.next` is the cursor of the operations after those shown.',
    query: OperationsQuery,
    answers: { 200: { text: 'The approval', schema: Approval } },
    errors: ['not_found'],
    async handle({ params, query }) {
      const approval = await approvalOr404(store, params['id']);
      return json({ status: 200, body: query.cursor === undefined ? approval : await pageOfOperations(store, approval, query) });
    },
  }),
  route({
    method: 'get',
    path: '/approvals/{id}/operations/{operationId}/content',
    summary: 'A picture that an operation of a question would take away or bring, up to 10 MB, while it waits for its answer.',
    query: PictureQuery,
    answers: { 200: { text: 'Its bytes', type: 'application/octet-stream' } },
    errors: ['not_found', 'no_such_file', 'invalid', 'too_large'],
    async handle({ request, params, query }) {
      const approval = await approvalOr404(store, params['id']);
      const place = placeOf(approval, params['operationId'] ?? '');
      const { name, type, bytes } = await files.proposedPicture({ ...place, side: query.side });
      const headers = {
        'content-type': type,
        'content-disposition': dispositionOf('inline', name),
        'content-security-policy': OUTPUT_POLICY,
        'content-length': String(bytes.length),
      };
      return new Response(request.method === 'HEAD' ? null : bytes, { headers });
    },
  }),
];

/** @throws CoworkError not_found */
async function approvalOr404(store: Pick<ApiDeps['store'], 'approval'>, id = ''): Promise<Approval> {
  const approval = await store.approval(id);
  if (!approval) throw new CoworkError('not_found', `There is no approval ${id}.`);
  return approval;
}

/** Where several sets share the question, its operations are `<set>:<operation>` (`underSet`). */
function placeOf({ id, changeSetIds }: Approval, shown: string): { setId: string; operationId: string } {
  const [only = ''] = changeSetIds;
  const setId = changeSetIds.length === 1 ? only : shown.slice(0, Math.max(shown.indexOf(':'), 0));
  if (!changeSetIds.includes(setId)) throw new CoworkError('not_found', `The approval ${id} is about no operation ${shown}.`);
  return { setId, operationId: changeSetIds.length === 1 ? shown : shown.slice(setId.length + 1) };
}

/** Frozen sets never change, so a place among their operations is as good as a cursor. */
async function pageOfOperations(
  store: ApiDeps['store'],
  approval: Approval,
  { cursor, limit }: z.output<typeof OperationsQuery>,
): Promise<Approval> {
  const all = [...(await operationsOf(store, approval)).values()];
  const from = Number(cursor);
  const { next: _, ...preview } = approval.preview;
  const more = from + limit < all.length ? { next: String(from + limit) } : {};
  return { ...approval, preview: { ...preview, operations: all.slice(from, from + limit), ...more } };
}
