// An HTTP server that speaks the Messages API as strictly as the real service and answers what scripts say. For tests and the demo.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkKey, checkRequest, checkVersion } from './check-request.ts';
import { nowMs } from './clock.ts';
import { turnsOf } from './check-messages.ts';
import { messageBody, messageOf } from './message.ts';
import type { Block, ParsedRequest, RecordedRequest, Refusal, Reply, Script } from './port.ts';
import { Refused, isRefused, list } from './refused.ts';
import type { Fields } from './refused.ts';
import { writeStream } from './stream.ts';
import { countTokens, createPromptCache } from './usage.ts';

export interface ModelServerOptions {
  /** By name; `default` answers requests without a marker or with an unknown one. */
  readonly scripts: Readonly<Record<string, Script>>;
  /** Chooses a script before the marker is looked for (for summaries, for example). */
  readonly route?: (request: Omit<ParsedRequest, 'script'>) => string | undefined;
  /** When given, only this key is accepted; else any. */
  readonly apiKey?: string;
  readonly log?: (line: string) => void;
  /** So many of the newest requests are kept for `requests()`; absent: all. */
  readonly remember?: number;
  /** Told of each request, just before its answer is written. */
  readonly onAnswer?: (request: RecordedRequest) => void;
  /** 0 or absent: a free one. */
  readonly port?: number;
}

export interface ModelServer {
  /** Base URL for ANTHROPIC_BASE_URL. */
  readonly url: string;
  /** Ends open streams and the server. */
  close(): Promise<void>;
  requests(): readonly RecordedRequest[];
  /** Requests that were refused as the real service would refuse them. Faults that a script asked for are not among them. */
  refusals(): readonly Refusal[];
}

/** The service takes bodies up to 32 MB. */
const MOST_BODY_BYTES = 32 * 1024 * 1024;
const MARKER = /\[\[script:([a-z0-9_-]+)\]\]/i;

export async function startModelServer(options: ModelServerOptions): Promise<ModelServer> {
  const recorded: RecordedRequest[] = [];
  const refused: Refusal[] = [];
  const attempts = new Map<string, number>();
  const cache = createPromptCache();

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    const at = nowMs();
    let body: unknown = {};
    const record = (status: number, more: Partial<RecordedRequest> = {}): void => {
      const made = { at, answeredAt: nowMs(), path, script: undefined, body: body as Fields, status, ...more };
      recorded.push(made);
      if (recorded.length > (options.remember ?? Infinity)) recorded.shift();
      options.onAnswer?.(made);
      options.log?.(`${request.method} ${path} ${status}${more.script === undefined ? '' : ` ${more.script}`}`);
    };
    try {
      checkKey(keyOf(request), options.apiKey);
      checkVersion(header(request, 'anthropic-version'));
      const counting = path.endsWith('/v1/messages/count_tokens');
      if (request.method !== 'POST' || !(counting || path.endsWith('/v1/messages')))
        throw new Refused('Not Found', 404, 'not_found_error');
      body = await readJson(request);
      const checked = checkRequest(body, { version: header(request, 'anthropic-version') ?? '', counting });
      if (counting) {
        record(200);
        return sendJson(response, 200, { input_tokens: countTokens(checked) });
      }
      const parsed = parse(checked, countAttempt(attempts, checked), options.route);
      const reply = await (options.scripts[parsed.script] ?? options.scripts['default'] ?? noScript)(parsed);
      if (reply.delayMs) await sleep(reply.delayMs, undefined, { ref: false });
      if (response.destroyed) return record(499, { script: parsed.script });
      if (reply.fault?.kind === 'status') {
        record(reply.fault.status, { script: parsed.script });
        return sendFault(response, reply.fault);
      }
      const message = messageOf(reply, checked, cache.use(checked));
      record(200, { script: parsed.script, usage: { ...message.usage } });
      if (checked['stream'] === true) return await writeStream(response, message, reply);
      sendJson(response, 200, messageBody(message, false));
    } catch (error) {
      if (!isRefused(error)) throw error;
      record(error.status);
      refused.push({ status: error.status, message: error.message, body });
      sendError(response, error);
    }
  };

  const server = createServer((request, response) => {
    // A client that goes away is no failure of the server.
    response.on('error', () => undefined);
    answer(request, response).catch((error: unknown) => {
      options.log?.(`script failed: ${String(error)}`);
      if (!response.headersSent) sendError(response, new Refused(`script failed: ${String(error)}`, 500, 'api_error'));
      else response.destroy();
    });
  });
  server.keepAliveTimeout = 1_000;
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(options.port ?? 0, '127.0.0.1', done);
  });

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
    requests: () => recorded,
    refusals: () => refused,
  };
}

const noScript: Script = (request) => ({ text: `There is no script called "${request.script}".` });

function parse(body: Fields, attempt: number, route: ModelServerOptions['route']): ParsedRequest {
  const messages = turnsOf(list(body['messages'], 'messages')).map((turn) => ({
    role: turn.role,
    content: turn.blocks.map((f) => f.block as Block),
  }));
  const request = {
    model: String(body['model']),
    system: typeof body['system'] === 'string' ? [{ type: 'text', text: body['system'] }] : ((body['system'] ?? []) as Block[]),
    tools: (body['tools'] ?? []) as { name: string }[],
    messages,
    attempt,
    body,
  };
  const texts = (messages[0]?.content ?? []).map((b) => (typeof b['text'] === 'string' ? b['text'] : ''));
  const marked = MARKER.exec(texts.join('\n'))?.[1];
  return { ...request, script: route?.(request) ?? marked ?? 'default' };
}

function countAttempt(attempts: Map<string, number>, body: Fields): number {
  const key = createHash('sha256').update(JSON.stringify(body)).digest('base64url');
  const times = (attempts.get(key) ?? 0) + 1;
  attempts.set(key, times);
  return times;
}

const header = (request: IncomingMessage, name: string): string | undefined => {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
};

const keyOf = (request: IncomingMessage): string | undefined =>
  /^Bearer (.+)$/.exec(header(request, 'authorization') ?? '')?.[1] ?? header(request, 'x-api-key');

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BODY_BYTES) throw new Refused('Request exceeds the maximum size', 413, 'request_too_large');
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    throw new Refused('The request body is not valid JSON');
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

const errorBody = (type: string, message: string): unknown => ({
  type: 'error',
  error: { type, message },
  request_id: 'req_scripted',
});

const sendError = (response: ServerResponse, error: Refused): void =>
  sendJson(response, error.status, errorBody(error.type, error.message), { 'request-id': 'req_scripted' });

function sendFault(response: ServerResponse, fault: Extract<NonNullable<Reply['fault']>, { kind: 'status' }>): void {
  const headers = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
  sendJson(response, fault.status, errorBody(fault.type, fault.message), headers);
}
