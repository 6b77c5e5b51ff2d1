// A proxy as companies have them: CONNECT only, and it alone knows where a name leads. It remembers who was asked for.
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Certificates } from './certificates.ts';

export interface ConnectProxy {
  readonly url: string;
  /** "host:port" of each CONNECT, and "METHOD url" of whatever else came. */
  asked(): readonly string[];
  close(): Promise<void>;
}

/** `routes`: "host:port" → local port; anything else is refused with 403. */
export async function startConnectProxy(routes: Readonly<Record<string, number>>): Promise<ConnectProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(403).end();
  });
  server.on('connection', (socket) => remember(sockets, socket));
  server.on('connect', (request, client: Socket) => {
    asked.push(request.url ?? '');
    const port = routes[request.url ?? ''];
    if (port === undefined) return client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    const target = connect({ port, host: '127.0.0.1' }, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      target.pipe(client).pipe(target);
    });
    remember(sockets, target);
    for (const [one, other] of [
      [client, target],
      [target, client],
    ] as const)
      one.on('error', () => other.destroy());
  });
  const port = await listen(server, '127.0.0.1');
  return { url: `http://127.0.0.1:${port}`, asked: () => asked, close: () => closeAll(server, sockets) };
}

/** TLS in front of a plain local port; on every address of this machine, so that 127.0.0.2 is another host than 127.0.0.1. */
export async function startTls(
  certificates: Pick<Certificates, 'key' | 'cert'>,
  to: number,
): Promise<{ port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createTlsServer({ key: certificates.key, cert: certificates.cert }, (client) => {
    const target = connect({ port: to, host: '127.0.0.1' });
    remember(sockets, target);
    client.on('error', () => target.destroy());
    target.on('error', () => client.destroy());
    client.pipe(target).pipe(client);
  });
  server.on('connection', (socket: Socket) => remember(sockets, socket));
  server.on('tlsClientError', () => undefined);
  const port = await listen(server, '0.0.0.0');
  return { port, close: () => closeAll(server, sockets) };
}

interface Closable {
  close(done: () => void): unknown;
}

function remember(sockets: Set<Socket>, socket: Socket): void {
  sockets.add(socket);
  socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
}

function listen(server: ReturnType<typeof createServer> | ReturnType<typeof createTlsServer>, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function closeAll(server: Closable, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of sockets) socket.destroy();
  });
}
