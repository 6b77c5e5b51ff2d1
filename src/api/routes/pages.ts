// POST /pages: a page says that it is there, and that it goes. While one is there it tells its person itself what the system would.
import { PostPage } from '../../contract/http.ts';
import type { ApiDeps } from '../deps.ts';
import { json, type Route, route } from '../route.ts';

export const pageRoutes = ({ pages }: ApiDeps): Route[] => [
  route({
    method: 'post',
    path: '/pages',
    summary: 'A page is open, or goes. The system is not told of outcomes and questions while one is.',
    body: PostPage,
    answers: { 204: { text: 'Noted' } },
    async handle({ body }) {
      pages.note(body.id, body.open);
      return json({ status: 204 });
    },
  }),
];
