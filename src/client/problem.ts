// From a problem document (RFC 9457) or a broken connection to the one error type.
import { CoworkError, ERROR_CODES, type ErrorCode, isCoworkError } from '../contract/errors.ts';

const KNOWN_MEMBERS = new Set(['type', 'title', 'status', 'code', 'detail', 'retryAfterMs']);

const isErrorCode = (code: unknown): code is ErrorCode => typeof code === 'string' && Object.hasOwn(ERROR_CODES, code);

/**
 * Reads the answer's body; whatever it holds, the result is a CoworkError: a code this version does not know is `internal`, and what is no
 * problem document comes from somebody else at this address (ours may be just being started again), so `engine_down`.
 */
export async function problemOf(response: Response): Promise<CoworkError> {
  const text = await response.text().catch(() => '');
  const body = parseObject(text);
  if (typeof body['code'] !== 'string')
    return new CoworkError('engine_down', `At ${new URL(response.url).origin} something else answered (HTTP ${response.status})`);
  const code = isErrorCode(body['code']) ? body['code'] : 'internal';
  const detail = stringOr(body['detail'], stringOr(body['title'], `The answer was HTTP ${response.status}`));
  const extra = Object.fromEntries(Object.entries(body).filter(([name]) => !KNOWN_MEMBERS.has(name)));
  const retryAfterMs = retryAfter(response, body['retryAfterMs']);
  return new CoworkError(code, detail, { extra, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
}

/** A fetch that got no answer. Nobody listening is `not_running`; anything else is retryable `engine_down`. */
export function connectionError(cause: unknown, baseUrl: string): CoworkError {
  const code = systemCode(cause);
  return code === 'ECONNREFUSED' || code === 'ENOENT'
    ? new CoworkError('not_running', `Nothing answers at ${baseUrl}. Nothing is lost. Does Durable Cowork run? cowork status`, {
        cause,
      })
    : new CoworkError('engine_down', `The connection to ${baseUrl} broke (${code ?? 'no answer'})`, { cause });
}

/** Nobody answered; nothing is known of what was asked. */
export const isUnanswered = (error: unknown): boolean =>
  isCoworkError(error) && (error.code === 'not_running' || error.code === 'engine_down');

/** The same call may succeed later without anyone doing something. */
export const isPassing = (error: unknown): boolean => isCoworkError(error) && ERROR_CODES[error.code].retryable;

/** The system's code, where fetch hides it: in the cause, or in one of several causes (one per address tried). */
function systemCode(error: unknown): string | undefined {
  const { code, cause, errors } = (error ?? {}) as { code?: unknown; cause?: unknown; errors?: unknown };
  if (typeof code === 'string' && code !== '') return code;
  if (Array.isArray(errors)) return systemCode(errors[0]);
  return cause === undefined ? undefined : systemCode(cause);
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function retryAfter(response: Response, member: unknown): number | undefined {
  if (typeof member === 'number') return member;
  const seconds = Number(response.headers.get('retry-after') ?? NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}

const stringOr = (value: unknown, other: string): string => (typeof value === 'string' && value !== '' ? value : other);
