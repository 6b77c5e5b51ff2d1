// GET /outputs/{id} and its bytes. What a task made is foreign content: never sniffed, never scripted, never ours.
import { z } from 'zod';
import { CoworkError } from '../../contract/errors.ts';
import { Output } from '../../contract/task.ts';
import { parseRange } from '../byte-range.ts';
import type { ApiDeps } from '../deps.ts';
import { OUTPUT_POLICY } from '../guards/headers.ts';
import { json, type Route, route } from '../route.ts';

const Query = z.object({
  /** `inline` lets a browser show it instead of saving it. */
  disposition: z.enum(['attachment', 'inline']).default('attachment'),
});

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
  ];
};

/** Text without a charset would be read as Latin-1. */
const typeOf = ({ type }: Output): string =>
  type.startsWith('text/') && !type.includes('charset') ? `${type}; charset=utf-8` : type;

/** RFC 6266: a plain name for old readers, the real one for the others. */
export function dispositionOf(kind: 'attachment' | 'inline', name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/[^\x20-\x7e]/g, '_')
    .replace(/["\\]/g, '_');
  const real = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${plain}"; filename*=UTF-8''${real}`;
}
