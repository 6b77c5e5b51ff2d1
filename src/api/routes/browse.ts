// GET /browse: folders of this machine, for the picker. Names only, and nothing of protected places.
import { z } from 'zod';
import { Browse } from '../../contract/http.ts';
import type { ApiDeps } from '../deps.ts';
import { json, type Route, route } from '../route.ts';

const Query = z.object({ path: z.string().max(4096).optional() });
export const browseRoutes = ({ files }: ApiDeps): Route[] => [
  route({
    method: 'get',
    path: '/browse',
    summary: 'The folders below a path, or where a person would begin.',
    query: Query,
    answers: { 200: { text: 'Folders by name', schema: Browse } },
    errors: ['no_such_file', 'not_a_folder', 'sensitive_place', 'no_permission'],
    async handle({ query }) {
      return json({ status: 200, body: await files.browse(query.path) });
    },
  }),
];
