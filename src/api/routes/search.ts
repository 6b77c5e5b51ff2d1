// GET /search: tasks by what was asked, said and answered.
import { z } from 'zod';
import type { ApiDeps } from '../deps.ts';
import { listOf } from '../paging.ts';
import { json, type Route, route } from '../route.ts';

const Query = z.object({ q: z.string().trim().min(1).max(200), limit: z.coerce.number().int().min(1).max(100).default(20) });
const Hit = z.object({
  taskId: z.string(),
  title: z.string(),
  where: z.enum(['title', 'prompt', 'outcome', 'message']),
  /** The words around the first hit. */
  text: z.string(),
});

export const searchRoutes = ({ store }: ApiDeps): Route[] => [
  route({
    method: 'get',
    path: '/search',
    summary: 'Tasks whose title, prompt, outcome or messages contain the text; newest first, one hit a task.',
    query: Query,
    answers: { 200: { text: 'Hits', schema: listOf(Hit) } },
    async handle({ query }) {
      return json({ status: 200, body: { items: await store.search(query.q, query.limit) } });
    },
  }),
];
