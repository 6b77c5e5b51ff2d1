// The Range header (RFC 9110 §14): one range is honoured, anything else gets the whole.
import { CoworkError } from '../contract/errors.ts';

/**
 * The wanted bytes as [from, to), or undefined for the whole. Several ranges, other units and a range of another version
 * (If-Range) are answered with the whole, as the RFC allows.
 * @throws CoworkError range_not_satisfiable when it begins behind the end
 */
export function parseRange(request: Request, bytes: number, etag: string): [number, number] | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get('range') ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const ifRange = request.headers.get('if-range');
  if (ifRange !== null && ifRange !== etag) return undefined;
  const [, first = '', last = ''] = match;
  if (first === '') {
    const from = Math.max(0, bytes - Number(last));
    if (from < bytes) return [from, bytes];
  } else {
    const from = Number(first);
    const to = last === '' ? bytes : Math.min(Number(last) + 1, bytes);
    // "5-2" is no range at all, and an invalid header is ignored.
    if (last !== '' && Number(last) < from) return undefined;
    if (from < bytes) return [from, to];
  }
  throw new CoworkError('range_not_satisfiable', `The output has ${bytes} bytes.`, { extra: { bytes } });
}
