// A route is data plus one function: the app serves it, the OpenAPI document describes it, from the same schemas.
import type { z } from 'zod';
import type { ErrorCode } from '../contract/errors.ts';
import type { Answer } from './idempotency.ts';
import type { TaskStore } from '../store/port.ts';

export type Method = 'get' | 'post' | 'patch' | 'put' | 'delete';

/** What a handler is given: everything is parsed, nothing has happened. */
export interface Call<Query = unknown, Body = unknown> {
  readonly request: Request;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
  /** The members that the caller really wrote, before defaults. */
  readonly written: Readonly<Record<string, unknown>>;
  readonly idempotencyKey: string | undefined;
  /** Who calls, in words: what `decidedBy` shows. */
  readonly device: string;
  /**
   * The effect of a POST and its answer, in one transaction with the Idempotency-Key: a repeat gives the first answer and does
   * nothing. A refusal (thrown) is not remembered, because nothing happened. `bodyHash` stands for a body that is not JSON.
   */
  readonly once: (work: (tx: TaskStore) => Promise<Answer>, bodyHash?: string) => Promise<Answer & { replayed: boolean }>;
}

export interface AnswerSpec {
  readonly text: string;
  /** JSON of this shape; absent: no body, or `type` says what. */
  readonly schema?: z.ZodType;
  readonly type?: string;
}

export interface Route<Query = unknown, Body = unknown> {
  readonly method: Method;
  /** In OpenAPI's spelling: /tasks/{id}. Below /api/v1, unless `root`. */
  readonly path: string;
  readonly summary: string;
  /** At the root, not below /api/v1. */
  readonly root?: true;
  /** Needs no token. */
  readonly open?: true;
  readonly query?: z.ZodObject;
  /** JSON body; an absent one is read as {}. */
  readonly body?: z.ZodType;
  /** A body that is not JSON, read by the handler itself. */
  readonly rawBody?: string;
  readonly answers: Readonly<Record<number, AnswerSpec>>;
  readonly errors?: readonly ErrorCode[];
  handle(call: Call<Query, Body>): Promise<Response>;
}

/** Ties the handler's types to its schemas. */
export function route<Q extends z.ZodObject = z.ZodObject, B extends z.ZodType = z.ZodType>(
  spec: Omit<Route<z.output<Q>, z.output<B>>, 'query' | 'body'> & { query?: Q; body?: B },
): Route {
  return spec;
}

export function json({ status, body }: Answer): Response {
  if (body === undefined) return new Response(null, { status });
  // A repeat may find that what it made was deleted since: the answer that was kept is then a problem.
  const type = status >= 400 && isProblem(body) ? 'application/problem+json' : 'application/json';
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': type } });
}

const isProblem = (body: unknown): boolean => typeof body === 'object' && body !== null && 'code' in body;

/** The full path as a router sees it. */
export const pathOf = (item: Pick<Route, 'path' | 'root'>): string => (item.root ? item.path : `/api/v1${item.path}`);
