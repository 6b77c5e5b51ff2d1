// A TLS connection that the proxy ends itself, with a certificate of the task's own authority, so that each request in it can be looked at.
import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { Authority } from './authority.ts';
import { forward } from './forward.ts';
import type { Gate, Way } from './gate.ts';
import { authorityOf, parseAuthority } from './host-name.ts';
import type { Rule } from './policy.ts';

export interface Intercept {
  /** Takes over the stream, in which a TLS handshake comes next. */
  take(stream: Duplex, way: Extract<Way, { kind: 'inside' }>): Promise<void>;
}

export function createIntercept({ gate, authority }: { gate: Gate; authority: Authority }): Intercept {
  const rules = new WeakMap<object, Rule>();
  const server = createServer({ maxHeaderSize: 32 * 1024, requestTimeout: 0 }, (request, response) => {
    const work = async (): Promise<void> => {
      const rule = rules.get(request.socket);
      const path = request.url ?? '';
      const named = rule && parseAuthority(request.headers.host ?? '', rule.port);
      // What the certificate was made for is what is asked for: no host behind another one's name.
      if (!rule || !named || authorityOf(named) !== authorityOf(rule) || !path.startsWith('/')) {
        response
          .writeHead(421, { 'content-type': 'text/plain', connection: 'close' })
          .end('This is not the host of this connection.\n');
        return;
      }
      const way = await gate.host(named, { method: request.method ?? 'GET', path, said: request.headers.host ?? '' });
      if (way.kind !== 'direct') {
        const text = way.kind === 'refused' ? way.text : 'Not here.';
        response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' }).end(`${text}\n`);
        return;
      }
      await forward({ request, response, way, path, isSecure: true });
    };
    void work().catch(() => response.destroy());
  });
  server.on('clientError', (_, stream) => stream.destroy());
  return {
    async take(stream, { rule }) {
      const socket = new TLSSocket(stream, {
        isServer: true,
        secureContext: await authority.contextFor(rule.host),
        ALPNProtocols: ['http/1.1'],
      });
      rules.set(socket, rule);
      socket.on('error', () => socket.destroy());
      stream.once('close', () => socket.destroy());
      server.emit('connection', socket);
    },
  };
}
