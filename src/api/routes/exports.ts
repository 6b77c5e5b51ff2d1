// /exports: tasks, threads and schedules as one file for another computer, made beside all work and then saved.
import { Export, PostExport } from '../../contract/http.ts';
import type { ApiDeps } from '../deps.ts';
import { dispositionOf } from '../disposition.ts';
import { taskOr404 } from '../find-task.ts';
import { listOf } from '../paging.ts';
import { json, type Route, route } from '../route.ts';
import { threadOr404 } from '../thread-view.ts';

export const exportRoutes = ({ exports, store }: ApiDeps): Route[] => [
  route({
    method: 'post',
    path: '/exports',
    summary: 'Begins an archive of a task, a thread or everything. While one of the same is being made, that one is meant.',
    body: PostExport,
    answers: { 202: { text: 'It is being made; GET /exports says how it stands', schema: Export } },
    errors: ['not_found'],
    async handle({ body }) {
      if ('task' in body) await taskOr404(store, body.task);
      if ('thread' in body) await threadOr404(store, body.thread);
      return json({ status: 202, body: exports.begin(body) });
    },
  }),
  route({
    method: 'get',
    path: '/exports',
    summary:
      'Archives that are being made, can be saved, or failed. Each is there for an hour at most, and until the product restarts.',
    answers: { 200: { text: 'The newest last', schema: listOf(Export) } },
    handle: async () => json({ status: 200, body: { items: exports.list() } }),
  }),
  route({
    method: 'get',
    path: '/exports/{id}/content',
    summary: 'The bytes of one that is ready.',
    answers: { 200: { text: 'A tar, packed with gzip', type: 'application/gzip' } },
    errors: ['not_found'],
    async handle({ request, params }) {
      const { name, bytes, stream } = exports.open(params['id'] ?? '');
      return new Response(request.method === 'HEAD' ? null : stream(), {
        headers: {
          'content-type': 'application/gzip',
          'content-disposition': dispositionOf('attachment', name),
          'content-length': String(bytes),
        },
      });
    },
  }),
  route({
    method: 'delete',
    path: '/exports/{id}',
    summary: 'Ends one that is being made; forgets one that was.',
    answers: { 204: { text: 'It is not there any more' } },
    async handle({ params }) {
      await exports.remove(params['id'] ?? '');
      return json({ status: 204, body: undefined });
    },
  }),
];
