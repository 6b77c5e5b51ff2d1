// GET /health-checks: what "cowork doctor" checks, for people at a page.
import { HealthCheck } from '../../contract/http.ts';
import type { ApiDeps } from '../deps.ts';
import { listOf } from '../paging.ts';
import { json, type Route, route } from '../route.ts';

export const healthCheckRoutes = ({ healthChecks }: ApiDeps): Route[] => [
  route({
    method: 'get',
    path: '/health-checks',
    summary: 'Each thing that the product needs: ok, or what is wrong and the command that mends it.',
    answers: { 200: { text: 'The checks', schema: listOf(HealthCheck) } },
    handle: async () => json({ status: 200, body: { items: await healthChecks() } }),
  }),
];
