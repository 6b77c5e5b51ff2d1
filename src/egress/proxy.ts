// The proxy that a sandbox's programs speak to: HTTP as programs speak it to proxies, from streams that the guest opens. Everything is refused but
// what the policy allows, written down before it is sent, and connected to the very address that was looked at.
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Gate, Way } from './gate.ts';
import { forward } from './forward.ts';
import { type Host, parseAuthority } from './host-name.ts';
import type { Intercept } from './intercept.ts';
import { joinCounted } from './join-counted.ts';

/** A guest's headers are no place for files. */
const MOST_HEADER_BYTES = 32 * 1024;
const HEADERS_IN_MS = 60_000;

export interface Proxy {
  /** Takes over a stream that the guest has opened. */
  take(stream: Duplex): void;
  /** Ends what is open: an answer for one command holds for no connection that outlives it. */
  cut(): void;
  close(): void;
}

/** One task's. */
export function createProxy({ gate, intercept }: { gate: Gate; intercept: Intercept }): Proxy {
  const server = createServer({ maxHeaderSize: MOST_HEADER_BYTES, headersTimeout: HEADERS_IN_MS, requestTimeout: 0 });
  const streams = new Set<Duplex>();

  server.on('request', (request, response) => void plain(gate, request, response).catch(() => response.destroy()));
  server.on('connect', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    // Node takes its own listener away together with the socket.
    stream.on('error', () => stream.destroy());
    void tunnel(request, stream, head).catch(() => stream.destroy());
  });
  server.on('clientError', (_, stream) => stream.destroy());

  const tunnel = async (request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> => {
    const host = parseAuthority(request.url ?? '', 443);
    const passed = await gate.host(host, { method: 'CONNECT', said: request.url ?? '' });
    if (passed.kind === 'refused') return answer(stream, 403, passed.text);
    if (passed.kind === 'inside') {
      stream.write('HTTP/1.1 200 OK\r\n\r\n');
      if (head.length > 0) stream.unshift(head);
      return intercept.take(stream, passed);
    }
    const opened = await passed.open();
    if (opened.kind === 'failed') return answer(stream, opened.refused ? 403 : 502, opened.text);
    stream.write('HTTP/1.1 200 OK\r\n\r\n');
    if (head.length > 0) stream.unshift(head);
    await passed.end(await joinCounted(stream, opened.socket));
  };

  const cut = (): void => {
    for (const stream of streams) stream.destroy();
  };

  return {
    take(stream) {
      streams.add(stream);
      stream.once('close', () => streams.delete(stream));
      stream.on('error', () => stream.destroy());
      server.emit('connection', stream);
    },
    cut,
    close() {
      cut();
      server.close();
    },
  };
}

/** A request without TLS names the whole address: GET http://host/path */
async function plain(gate: Gate, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const found = /^http:\/\/([^/?#]*)([^#]*)$/i.exec(request.url ?? '');
  const host: Host | undefined = found ? parseAuthority(found[1] ?? '', 80) : undefined;
  const rest = found?.[2] ?? '';
  const path = rest.startsWith('/') ? rest : `/${rest}`;
  const passed: Way = await gate.host(host, { method: request.method ?? 'GET', path, said: request.url ?? '' });
  // What a rule of a sealed connection allows is not for one that anybody may read on its way.
  if (passed.kind !== 'direct') return refuse(response, passed.kind === 'refused' ? passed.text : 'only by https');
  await forward({ request, response, way: passed, path, isSecure: false });
}

function refuse(response: ServerResponse, text: string): void {
  const headers: OutgoingHttpHeaders = { 'content-type': 'text/plain; charset=utf-8', connection: 'close' };
  response.writeHead(403, headers).end(`${text}\n`);
}

/** Whoever asked for a tunnel reads nothing but the head; the words stand in its first line too. */
function answer(stream: Duplex, status: number, text: string): void {
  stream.end(
    `HTTP/1.1 ${status} ${text}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(text) + 1}\r\n\r\n${text}\n`,
  );
}
