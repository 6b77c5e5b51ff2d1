// GET /approvals: what waits for an answer, and what was answered.
import { z } from 'zod';
import { Approval } from '../../contract/changes.ts';
import { CoworkError } from '../../contract/errors.ts';
import type { ApiDeps } from '../deps.ts';
import { listOf, pageBody, pageOf, PageQuery } from '../paging.ts';
import { json, type Route, route } from '../route.ts';

const Query = PageQuery.extend({ status: Approval.shape.status.optional(), taskId: z.string().optional() });

export const approvalRoutes = ({ store }: ApiDeps): Route[] => [
  route({
    method: 'get',
    path: '/approvals',
    summary: 'Questions about changes, of all tasks or one.',
    query: Query,
    answers: { 200: { text: 'A page of approvals', schema: listOf(Approval) } },
    errors: ['invalid'],
    async handle({ query }) {
      const { status, taskId } = query;
      const page = await store.listApprovals({
        ...pageOf(query),
        ...(status === undefined ? {} : { status }),
        ...(taskId === undefined ? {} : { taskId }),
      });
      return json({ status: 200, body: pageBody(page) });
    },
  }),
  route({
    method: 'get',
    path: '/approvals/{id}',
    summary: 'One approval with its preview.',
    answers: { 200: { text: 'The approval', schema: Approval } },
    errors: ['not_found'],
    async handle({ params }) {
      const approval = await store.approval(params['id'] ?? '');
      if (!approval) throw new CoworkError('not_found', `There is no approval ${params['id']}.`);
      return json({ status: 200, body: approval });
    },
  }),
];
