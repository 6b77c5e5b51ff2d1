// From any error to a problem document (RFC 9457). The one place where errors become HTTP.
import { CoworkError, ERROR_CODES, type ErrorCode, isCoworkError } from '../contract/errors.ts';
import type { ApiLog } from './deps.ts';

export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail: string;
  readonly [member: string]: unknown;
}

/** Unknown errors become `internal`: their text goes to the log under a number, never to the caller. */
export function problemResponse(error: unknown, log: ApiLog): Response {
  const known = isCoworkError(error) ? error : unknown(error, log);
  const body = problemBody(known);
  return new Response(JSON.stringify(body), { status: body.status, headers: problemHeaders(known) });
}

export function problemBody(error: CoworkError): ProblemBody {
  const { status, title } = ERROR_CODES[error.code];
  return {
    ...error.extra,
    type: `urn:durable-cowork:problem:${error.code}`,
    title,
    status,
    code: error.code,
    detail: /[.!?]$/.test(error.detail) ? error.detail : `${error.detail}.`,
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
  };
}

function problemHeaders(error: CoworkError): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': 'application/problem+json' };
  if (error.retryAfterMs !== undefined) headers['retry-after'] = String(Math.max(1, Math.ceil(error.retryAfterMs / 1000)));
  const bytes = error.extra['bytes'];
  if (error.code === 'range_not_satisfiable' && typeof bytes === 'number') headers['content-range'] = `bytes */${bytes}`;
  if (error.code === 'unauthorized') headers['www-authenticate'] = 'Bearer';
  const allow = error.extra['allow'];
  if (error.code === 'method_not_allowed' && typeof allow === 'string') headers['allow'] = allow;
  return headers;
}

function unknown(error: unknown, log: ApiLog): CoworkError {
  const incident = crypto.randomUUID().slice(0, 8);
  log.error({ err: error, incident }, 'a request failed for a reason that nobody classified');
  return new CoworkError('internal', `Nothing more is known here; the log of the api says it under ${incident}.`, {
    extra: { incident },
  });
}
