// POST /exports and the bytes of what it made: tasks, threads and schedules as one file for another computer.
import { Export, PostExport } from '../../contract/http.ts';
import type { ApiDeps } from '../deps.ts';
import { dispositionOf } from '../disposition.ts';
import { json, type Route, route } from '../route.ts';

export const exportRoutes = ({ exports }: ApiDeps): Route[] => [
  route({
    method: 'post',
    path: '/exports',
    summary: 'Makes an archive, beside all work; it can be saved for an hour. A repeat makes another one.',
    body: PostExport,
    answers: { 201: { text: 'The archive, and what could not be taken along', schema: Export } },
    errors: ['not_found', 'changed_meanwhile', 'disk_full'],
    handle: async ({ body }) => json({ status: 201, body: await exports.make(body) }),
  }),
  route({
    method: 'get',
    path: '/exports/{id}/content',
    summary: 'Its bytes.',
    answers: { 200: { text: 'A tar, packed with gzip', type: 'application/gzip' } },
    errors: ['not_found'],
    async handle({ request, params }) {
      const { name, bytes, stream } = await exports.open(params['id'] ?? '');
      return new Response(request.method === 'HEAD' ? null : stream(), {
        headers: {
          'content-type': 'application/gzip',
          'content-disposition': dispositionOf('attachment', name),
          'content-length': String(bytes),
        },
      });
    },
  }),
];
