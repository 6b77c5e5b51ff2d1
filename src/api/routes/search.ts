// GET /search: tasks and threads by what was asked, said, answered and delivered.
import { z } from 'zod';
import { SearchHit } from '../../contract/http.ts';
import type { ApiDeps } from '../deps.ts';
import { listOf } from '../paging.ts';
import { json, type Route, route } from '../route.ts';

const Query = z.object({ q: z.string().trim().min(1).max(200), limit: z.coerce.number().int().min(1).max(100).default(20) });

export const searchRoutes = ({ store }: ApiDeps): Route[] => [
  route({
    method: 'get',
    path: '/search',
    summary:
      'Tasks and threads that say, asked for, answered or delivered these words, letter case and accents aside; newest first, one hit each.',
    query: Query,
    answers: { 200: { text: 'Hits', schema: listOf(SearchHit) } },
    async handle({ query }) {
      return json({ status: 200, body: { items: await store.search(query.q, query.limit) } });
    },
  }),
];
