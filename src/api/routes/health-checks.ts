// GET /health-checks: what "cowork doctor" checks, for people at a page, and having done what needs no terminal.
import { HealthCheck, Mended } from '../../contract/http.ts';
import type { ApiDeps } from '../deps.ts';
import { listOf } from '../paging.ts';
import { json, type Route, route } from '../route.ts';

export const healthCheckRoutes = ({ health }: ApiDeps): Route[] => [
  route({
    method: 'get',
    path: '/health-checks',
    summary: 'Each thing that the product needs: ok, or what is wrong and the command that mends it.',
    answers: { 200: { text: 'The checks', schema: listOf(HealthCheck) } },
    handle: async () => json({ status: 200, body: { items: await health.checks() } }),
  }),
  route({
    method: 'post',
    path: '/health-checks/{name}/mend',
    summary: 'Does what the check says to do, where it is `mendable`. Once more does no harm.',
    answers: { 200: { text: 'What was done', schema: Mended } },
    errors: ['not_found', 'not_available', 'no_permission'],
    handle: async ({ params }) => json({ status: 200, body: { text: await health.mend(params['name'] ?? '') } }),
  }),
];
