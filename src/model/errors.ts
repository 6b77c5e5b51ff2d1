// What the AI service answers when it does not answer, classified once: everything above switches on the code.
import { APIError } from '@anthropic-ai/sdk';
import { CoworkError } from '../contract/errors.ts';
import type { ErrorCode } from '../contract/errors.ts';
import { LONGEST_NAMED_WAIT_MS } from './backoff.ts';
import { redact } from './redact.ts';

type ModelCode = Extract<ErrorCode, `model_${string}`>;

/** The facts an answer is judged by, whatever it came as (status answer, error event in a stream, network). */
interface Failure {
  readonly status: number | undefined;
  readonly type: string | undefined;
  readonly errorCode: string | undefined;
  readonly words: string;
}

const CREDIT = /credit balance|out of credit|insufficient (credit|funds|balance)|spend(ing)? limit|billing|payment required/i;
const SPEND_CODES = /spend_limit_reached$/;
const TOO_LONG =
  /prompt is too long|context (window|limit|length)|too many (input )?tokens|exceeds? the maximum (number of tokens|allowed number of (input )?tokens)|request_too_large/i;

/**
 * A CoworkError with a model_* code for anything thrown while calling the service. Carries the service's words without the key and no
 * `cause`: the original holds headers. `key` is only used to take it out of the words.
 */
export function classifyModelError(error: unknown, key: string | undefined): CoworkError {
  const failure = failureOf(error);
  const code = codeOf(failure);
  const words = redact(failure.words, key).slice(0, 1_000);
  const retryAfterMs = code === 'model_rate_limited' || code === 'model_overloaded' ? namedWaitMs(headersOf(error)) : undefined;
  return new CoworkError(code, sentence(code, words), {
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    extra: {
      words,
      ...(failure.status === undefined ? {} : { providerStatus: failure.status }),
      ...(failure.type === undefined ? {} : { providerType: failure.type }),
    },
  });
}

function codeOf({ status, type, errorCode, words }: Failure): ModelCode {
  if (SPEND_CODES.test(errorCode ?? '') || type === 'billing_error' || status === 402) return 'model_no_credit';
  if (status === 529 || status === 503 || type === 'overloaded_error') return 'model_overloaded';
  if (status === 429 || type === 'rate_limit_error') return 'model_rate_limited';
  if (status === undefined && type === undefined) return 'model_unreachable';
  if (status === 408 || status === 499 || (status ?? 0) >= 500 || type === 'api_error' || type === 'timeout_error')
    return 'model_unreachable';
  if ((status === 400 || status === 403) && CREDIT.test(words)) return 'model_no_credit';
  if (status === 401 || status === 403 || type === 'authentication_error' || type === 'permission_error') return 'model_auth';
  if (status === 413 || TOO_LONG.test(words)) return 'model_context_too_long';
  return 'model_bad_request';
}

/** What failed, what was not lost, what to do; the service's own words stand in it. */
function sentence(code: ModelCode, words: string): string {
  const said = words === '' ? '' : ` It says: ${words}`;
  switch (code) {
    case 'model_rate_limited':
      return `The AI service asks to slow down. Nothing is lost; it is tried again by itself.${said}`;
    case 'model_overloaded':
      return `The AI service is overloaded. Nothing is lost; it is tried again by itself.${said}`;
    case 'model_unreachable':
      return `The AI service could not be reached or broke off. Nothing is lost; it is tried again by itself.${said}`;
    case 'model_auth':
      return `The AI service refused the key. Nothing is lost; with a valid key the task goes on by itself.${said}`;
    case 'model_no_credit':
      return `The account at the AI service cannot pay. Nothing is lost: add credit or raise its limit there, then resume.${said}`;
    case 'model_context_too_long':
      return `The conversation is longer than the model can read.${said}`;
    case 'model_not_configured':
      return 'No key for the AI service is set. Once there is one it goes on by itself.';
    case 'model_bad_request':
      return `The AI service refused the request. Nothing is lost; check the model's name and the service's address, then resume.${said}`;
  }
}

/** The service's stream broke off or fell silent: same code as a network failure, with our own words. */
export const unreachable = (words: string): CoworkError =>
  new CoworkError('model_unreachable', sentence('model_unreachable', words));

export const notConfigured = (): CoworkError => new CoworkError('model_not_configured', sentence('model_not_configured', ''));

function failureOf(error: unknown): Failure {
  const answer = asAnswer(error);
  if (answer) {
    return {
      status: answer.status,
      type: answer.type ?? undefined,
      errorCode: answer.errorCode ?? undefined,
      words: answer.apiMessage ?? (answer.status === undefined ? networkWords(error) : answer.message),
    };
  }
  return { status: undefined, type: undefined, errorCode: undefined, words: networkWords(error) };
}

/** The innermost reason, which is the one a person can use ("getaddrinfo ENOTFOUND …"), not "fetch failed". */
function networkWords(error: unknown): string {
  let words = '';
  for (let at = error, depth = 0; Error.isError(at) && depth < 5; at = at.cause, depth += 1) {
    if (at.message !== '') words = at.message;
  }
  return words;
}

const asAnswer = (error: unknown): APIError | undefined => (error instanceof APIError ? (error as APIError) : undefined);

const headersOf = (error: unknown): Headers | undefined => asAnswer(error)?.headers;

/** How long the service said to wait: `retry-after-ms`, or `retry-after` in seconds or as a date. */
export function namedWaitMs(headers: Headers | undefined, nowMs: number = Date.now()): number | undefined {
  const ms = Number.parseFloat(headers?.get('retry-after-ms') ?? '');
  if (Number.isFinite(ms)) return clamp(ms);
  const after = headers?.get('retry-after') ?? '';
  if (after === '') return undefined;
  const seconds = Number(after);
  if (Number.isFinite(seconds)) return clamp(seconds * 1_000);
  const date = Date.parse(after);
  return Number.isNaN(date) ? undefined : clamp(date - nowMs);
}

const clamp = (ms: number): number => Math.round(Math.min(LONGEST_NAMED_WAIT_MS, Math.max(0, ms)));
