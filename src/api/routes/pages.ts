// POST /pages: a page says that it is there, and that it goes, and hears what it is to tell its person, which this computer then does not.
import { PageNews, PostPage } from '../../contract/http.ts';
import type { ApiDeps } from '../deps.ts';
import { json, type Route, route } from '../route.ts';

export const pageRoutes = ({ pages }: ApiDeps): Route[] => [
  route({
    method: 'post',
    path: '/pages',
    summary:
      'A page is open, or goes. One that tells its person is given what is new, once; this computer tells it while no page is open.',
    body: PostPage,
    answers: { 200: { text: 'What this page is to tell now', schema: PageNews } },
    async handle({ body }) {
      return json({ status: 200, body: { news: await pages.note(body) } });
    },
  }),
];
