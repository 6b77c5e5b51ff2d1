// One request sent on to its host, and the answer back.
import { type IncomingMessage, type OutgoingHttpHeader, request as plainRequest, type ServerResponse } from 'node:http';
import { request as secureRequest } from 'node:https';
import { pipeline } from 'node:stream';
import { counter } from './join-counted.ts';
import type { Allowed } from './gate.ts';
import { authorityOf } from './host-name.ts';

/** Meant for the next machine only (RFC 9110, 7.6.1), and what is said to proxies. */
const FOR_ONE_HOP = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer'],
  ...['transfer-encoding', 'upgrade'],
]);

export interface Forwarded {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly way: Allowed;
  /** Begins with a slash. */
  readonly path: string;
  readonly isSecure: boolean;
}

/** Resolves when the answer is through, or nothing came of it; never rejects for what the host or the guest did. */
export async function forward({ request, response, way, path, isSecure }: Forwarded): Promise<void> {
  const addressed = await way.addresses();
  if (addressed.kind === 'failed') {
    response.writeHead(addressed.refused ? 403 : 502, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
    response.end(`${addressed.text}\n`);
    return;
  }
  const { host, authorization } = way.rule;
  const defaultPort = isSecure ? 443 : 80;
  const headers = endToEnd(request);
  headers['host'] = way.rule.port === defaultPort ? authorityOf(way.rule).replace(/:\d+$/, '') : authorityOf(way.rule);
  if (authorization !== undefined) headers['authorization'] = authorization;
  const sent = (isSecure ? secureRequest : plainRequest)({
    ...{ host: addressed.address, port: way.rule.port, method: request.method, path, headers, agent: false, setHost: false },
    // The certificate must be that of the name, whatever the address is.
    ...(isSecure && { servername: host }),
    timeout: 120_000,
  });
  const out = counter();
  const back = counter();
  const { promise: over, resolve } = Promise.withResolvers<{ status?: number; failed?: string }>();
  sent.on('timeout', () => sent.destroy(new Error('the host does not answer')));
  sent.on('response', (answer) => {
    const { statusCode: status = 502 } = answer;
    response.writeHead(status, answer.statusMessage, headersBack(answer));
    pipeline(answer, back.through, response, (error) => resolve({ status, ...(error && { failed: error.message }) }));
  });
  pipeline(request, out.through, sent, (error) => {
    if (!error) return;
    sent.destroy();
    if (!response.headersSent)
      response.writeHead(502, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' }).end(`${error.message}\n`);
    resolve({ failed: error.message });
  });
  response.on('close', () => sent.destroy());
  await way.end({ ...(await over), bytesOut: out.bytes(), bytesIn: back.bytes() });
}

function endToEnd(request: IncomingMessage): Record<string, OutgoingHttpHeader> {
  const headers: Record<string, OutgoingHttpHeader> = {};
  const named = namedIn(request.headers.connection);
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined && !FOR_ONE_HOP.has(name) && !named.has(name)) headers[name] = value;
  return headers;
}

/** As they came, in their order: some answers repeat a name. */
function headersBack(answer: IncomingMessage): string[] {
  const named = namedIn(answer.headers.connection);
  const { rawHeaders } = answer;
  return rawHeaders.flatMap((name, at) =>
    at % 2 === 0 && !FOR_ONE_HOP.has(name.toLowerCase()) && !named.has(name.toLowerCase())
      ? [name, rawHeaders[at + 1] ?? '']
      : [],
  );
}

const namedIn = (connection: string | undefined): Set<string> =>
  new Set((connection ?? '').split(',').map((name) => name.trim().toLowerCase()));
