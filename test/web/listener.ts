// Somebody outside whom nothing of a page may reach: a port for HTTP, one for datagrams, and what came in at either.
import { createSocket } from 'node:dgram';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Listener {
  readonly http: string;
  readonly stun: string;
  /** What came in since `forget`, one line each. */
  readonly heard: () => readonly string[];
  forget(): void;
  /** Answers this page at `/`, under no policy: what a hostile page can do where nothing holds it. */
  serve(html: string): void;
  close(): Promise<void>;
}

export async function listen(): Promise<Listener> {
  let heard: string[] = [];
  let page = '';
  const server = createServer((request, response) => {
    if (request.url !== '/' && request.url !== '/favicon.ico') heard.push(`${request.method} ${request.url}`);
    response.setHeader('content-type', 'text/html');
    // Only there: a page that leads to itself again and again cannot be closed.
    response.end(request.url === '/' ? page : '');
  });
  server.on('upgrade', (request, socket) => {
    heard.push(`upgrade ${request.url}`);
    socket.destroy();
  });
  const datagrams = createSocket('udp4').on('message', () => heard.push('datagram'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await new Promise<void>((resolve) => datagrams.bind(0, '127.0.0.1', resolve));
  return {
    http: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stun: `stun:127.0.0.1:${datagrams.address().port}`,
    heard: () => heard,
    forget: () => void (heard = []),
    serve: (html) => void (page = html),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await new Promise<void>((resolve) => datagrams.close(resolve));
    },
  };
}
