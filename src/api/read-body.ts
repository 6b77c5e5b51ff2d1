// A request's JSON body: bounded, of the right type, parsed by the route's schema.
import type { z } from 'zod';
import { CoworkError } from '../contract/errors.ts';
import { issueInWords } from '../contract/issue-words.ts';
import { sizeInWords } from './size-in-words.ts';

/** The JSON value; an absent body is {}. Reads no more than `limit` bytes, whatever Content-Length says. */
export async function readJson(request: Request, limit: number): Promise<unknown> {
  const tooLarge = (): CoworkError =>
    new CoworkError('too_large', `A body may have ${sizeInWords(limit)}; nothing was done.`, { extra: { limit } });
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLarge();
  if (!request.body) return {};
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body) {
    bytes += chunk.byteLength;
    if (bytes > limit) throw tooLarge();
    chunks.push(chunk);
  }
  if (bytes === 0) return {};
  // A form of a foreign page can send text/plain without asking; only JSON needs the browser's consent.
  if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? ''))
    throw new CoworkError('bad_request', 'The body must be JSON, with the header "Content-Type: application/json".');
  return parse(Buffer.concat(chunks));
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch {
    throw new CoworkError('bad_request', 'The body is not valid JSON.');
  }
}

/** Parses, or says each wrong member by its path. */
export function check<T>(schema: z.ZodType<T>, value: unknown, code: 'bad_request' | 'invalid' = 'invalid'): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issueInWords(issue, value) }));
  const words = issues.map(({ message }) => message).join('; ');
  // A wrong query only looks at something: there is nothing that could have been done.
  throw new CoworkError(code, `${words}.${code === 'invalid' ? ' Nothing was done.' : ''}`, { extra: { issues } });
}
