// GET /outputs/{id}, its bytes, its page. What a task made is foreign content: never sniffed, never ours, scripted in a cage only.
import { z } from 'zod';
import { CoworkError } from '../../contract/errors.ts';
import { Output } from '../../contract/task.ts';
import { ARTIFACT_POLICY, artifactPage } from '../artifact-page.ts';
import { parseRange } from '../byte-range.ts';
import type { ApiDeps } from '../deps.ts';
import { dispositionOf } from '../disposition.ts';
import { OUTPUT_POLICY } from '../guards/headers.ts';
import { json, type Route, route } from '../route.ts';

const Query = z.object({
  /** `inline` lets a browser show it instead of saving it. */
  disposition: z.enum(['attachment', 'inline']).default('attachment'),
});

/** A page is read whole, to be put behind its guard. */
const MOST_PAGE_BYTES = 32 * 1024 * 1024;

export const outputRoutes = ({ store, files }: ApiDeps): Route[] => {
  const find = async (id: string | undefined): Promise<Output> => {
    const output = await store.output(id ?? '');
    if (!output) throw new CoworkError('not_found', `There is no output ${id}.`);
    return output;
  };
  /** Where a newer version lies, the bytes are no longer those of this one. */
  const refuseReplaced = async (output: Output): Promise<void> => {
    const place = (of: Output): string => of.deliveredTo ?? of.path;
    const newer = (await store.outputs(output.taskId)).find(
      (other) => other.version > output.version && place(other) === place(output),
    );
    if (newer)
      throw new CoworkError(
        'no_such_file',
        `Version ${output.version} of ${output.name} was replaced; the new one is ${newer.id}.`,
      );
  };
  return [
    route({
      method: 'get',
      path: '/outputs/{id}',
      summary: 'What is known of an output.',
      answers: { 200: { text: 'The output', schema: Output } },
      errors: ['not_found'],
      async handle({ params }) {
        return json({ status: 200, body: await find(params['id']) });
      },
    }),
    route({
      method: 'get',
      path: '/outputs/{id}/content',
      summary: 'Its bytes, whole or one range.',
      query: Query,
      answers: {
        200: { text: 'All bytes', type: 'application/octet-stream' },
        206: { text: 'The range', type: 'application/octet-stream' },
      },
      errors: ['not_found', 'range_not_satisfiable', 'no_such_file'],
      async handle({ request, params, query }) {
        const output = await find(params['id']);
        await refuseReplaced(output);
        const { bytes, stream } = await files.openOutput(output);
        const headers = new Headers({
          'content-type': typeOf(output),
          'content-disposition': dispositionOf(query.disposition, output.name),
          'content-security-policy': OUTPUT_POLICY,
          'accept-ranges': 'bytes',
          etag: `"${output.id}-${output.version}-${bytes}"`,
        });
        const range = parseRange(request, bytes, headers.get('etag') ?? '');
        const [from, to] = range ?? [0, bytes];
        headers.set('content-length', String(to - from));
        if (range) headers.set('content-range', `bytes ${from}-${to - 1}/${bytes}`);
        const body = request.method === 'HEAD' || bytes === 0 ? null : stream(from, to);
        return new Response(body, { status: range ? 206 : 200, headers });
      },
    }),
    route({
      method: 'get',
      path: '/outputs/{id}/page',
      summary: 'An HTML output whose scripts may run: for a sandboxed frame, in an opaque origin and without network.',
      answers: { 200: { text: 'The page', type: 'text/html' } },
      errors: ['not_found', 'forbidden', 'invalid', 'too_large', 'no_such_file'],
      async handle({ request, params }) {
        // Opened as a whole window, nothing around it would keep it from leading on to elsewhere.
        const wanted = request.headers.get('sec-fetch-dest');
        if (wanted !== null && wanted !== 'iframe')
          throw new CoworkError('forbidden', 'A page that a task made is shown in a frame of the app only.');
        const output = await find(params['id']);
        if (output.type !== 'text/html') throw new CoworkError('invalid', `${output.name} is no HTML page.`);
        await refuseReplaced(output);
        const { bytes, stream } = await files.openOutput(output);
        if (bytes > MOST_PAGE_BYTES)
          throw new CoworkError('too_large', `${output.name} is larger than the 32 MB that can be shown; it can be saved.`);
        const html = bytes === 0 ? new Uint8Array() : new Uint8Array(await new Response(stream(0, bytes)).arrayBuffer());
        return new Response(artifactPage(html), {
          headers: {
            'content-type': 'text/html; charset=utf-8',
            'content-security-policy': ARTIFACT_POLICY,
            'x-frame-options': 'SAMEORIGIN',
            'x-dns-prefetch-control': 'off',
            'permissions-policy':
              'camera=(), microphone=(), geolocation=(), clipboard-read=(), clipboard-write=(), display-capture=(), fullscreen=()',
          },
        });
      },
    }),
    route({
      method: 'post',
      path: '/outputs/{id}/show',
      summary: 'Shows it in the file manager of the machine on which the product runs; opens nothing.',
      answers: { 204: { text: 'The file manager was started' } },
      errors: ['not_found', 'not_available', 'no_such_file'],
      async handle({ params }) {
        const output = await find(params['id']);
        if (!files.showOutput) throw new CoworkError('not_available', 'There is no screen here to show a folder on.');
        await refuseReplaced(output);
        await files.showOutput(output);
        return json({ status: 204, body: undefined });
      },
    }),
  ];
};

/** Text without a charset would be read as Latin-1. */
const typeOf = ({ type }: Output): string =>
  type.startsWith('text/') && !type.includes('charset') ? `${type}; charset=utf-8` : type;
