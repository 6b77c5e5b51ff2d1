// One HTTP call of the API: token, Idempotency-Key, JSON, errors as CoworkErrors.
import type { z } from 'zod';
import { CoworkError, isCoworkError } from '../contract/errors.ts';
import { connectionError, problemOf } from './problem.ts';

export interface ClientOptions {
  /** Where the product listens, without /api/v1: "http://127.0.0.1:7417". */
  readonly baseUrl: string;
  /** Absent in our own page: there the browser sends the session cookie that the one-time link left. */
  readonly token?: string;
  /** Who answers, in words, for "answered by": "terminal", "phone". */
  readonly device?: string;
  readonly fetch?: typeof fetch;
}

interface CallOptions {
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Sent as JSON, unless it is FormData. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The same key and body give the same answer; without one, a POST gets a fresh key, so that its own retry is safe. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

export interface Api {
  /** One call; throws a CoworkError for every answer that is not 2xx. The caller reads or cancels the body. */
  send: (method: string, path: string, options?: CallOptions) => Promise<Response>;
  /** `send`, its JSON parsed by `schema`; an answer of another shape is `internal`. */
  call: <T>(method: string, path: string, options: CallOptions & { schema: z.ZodType<T> }) => Promise<T>;
}

/** How long to wait before the one retry of a call whose connection broke half-way: a supervisor restart takes about that long. */
const RETRY_AFTER_MS = 300;

export function createApi(client: ClientOptions): Api {
  const doFetch = client.fetch ?? fetch;
  const base = client.baseUrl.replace(/\/+$/, '');

  async function send(method: string, path: string, options: CallOptions = {}): Promise<Response> {
    const url = `${base}/api/v1${path}${queryText(options.query)}`;
    const init: RequestInit = {
      method,
      credentials: 'same-origin',
      headers: {
        ...(client.token === undefined ? {} : { authorization: `Bearer ${client.token}` }),
        ...(client.device === undefined ? {} : { 'cowork-device': encodeURIComponent(client.device) }),
        ...(method === 'POST' ? { 'idempotency-key': options.idempotencyKey ?? crypto.randomUUID() } : {}),
        ...(options.body === undefined || options.body instanceof FormData ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(options.body === undefined
        ? {}
        : { body: options.body instanceof FormData ? options.body : JSON.stringify(options.body) }),
      ...(options.signal ? { signal: options.signal } : {}),
    };
    const response = await attempt(url, init).catch(async (error: unknown) => {
      if (!isCoworkError(error) || error.code !== 'engine_down') throw error;
      await new Promise((wake) => setTimeout(wake, RETRY_AFTER_MS));
      return attempt(url, init);
    });
    if (!response.ok) throw await problemOf(response);
    return response;
  }

  async function attempt(url: string, init: RequestInit): Promise<Response> {
    try {
      return await doFetch(url, init);
    } catch (error) {
      if (init.signal?.aborted) throw error;
      throw connectionError(error, base);
    }
  }

  async function call<T>(method: string, path: string, options: CallOptions & { schema: z.ZodType<T> }): Promise<T> {
    const response = await send(method, path, options);
    const text = await response.text();
    const parsed = options.schema.safeParse(text === '' ? undefined : parseJson(text));
    if (parsed.success) return parsed.data;
    throw new CoworkError('internal', `${method} ${path} answered in a shape that this version does not know`, {
      cause: parsed.error,
    });
  }

  return { send, call };
}

function queryText(query: CallOptions['query']): string {
  const entries = Object.entries(query ?? {}).filter((entry) => entry[1] !== undefined);
  if (entries.length === 0) return '';
  return `?${new URLSearchParams(entries.map(([name, value]) => [name, String(value)])).toString()}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
