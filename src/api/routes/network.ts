// GET /tasks/{id}/network: what the task's commands sent, or wanted to send.
import { z } from 'zod';
import { NetworkRequest } from '../../contract/network.ts';
import type { ApiDeps } from '../deps.ts';
import { taskOr404 } from '../find-task.ts';
import { listOf, pageBody, pageOf, PageQuery } from '../paging.ts';
import { json, type Route, route } from '../route.ts';

const Query = PageQuery.extend({ limit: z.coerce.number().int().min(1).max(1000).default(200) });

export const networkRoutes = ({ store }: ApiDeps): Route[] => [
  route({
    method: 'get',
    path: '/tasks/{id}/network',
    summary: 'Every request of the task’s commands, the oldest first: sent or refused, with bytes.',
    query: Query,
    answers: { 200: { text: 'A page of requests', schema: listOf(NetworkRequest) } },
    errors: ['not_found', 'invalid'],
    async handle({ params, query }) {
      const { id } = await taskOr404(store, params['id']);
      return json({ status: 200, body: pageBody(await store.network(id, pageOf(query))) });
    },
  }),
];
