// Requests to the proxy, written byte by byte as a guest could write them.
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { get as plainGet } from 'node:http';
import { text } from 'node:stream/consumers';

const ENDS_IN_MS = 20_000;

/** Everything that comes back to these bytes. */
export async function said(port: number, bytes: string): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => undefined);
  socket.setTimeout(ENDS_IN_MS, () => socket.destroy());
  socket.write(bytes);
  return (await buffer(socket)).toString();
}

export const got = (port: number, url: string, method = 'GET'): Promise<string> =>
  said(port, `${method} ${url} HTTP/1.1\r\nHost: whatever\r\nConnection: close\r\n\r\n`);

/** A tunnel to this host, and what it answers to a request in it. */
export async function tunnelled(port: number, authority: string): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => undefined);
  socket.setTimeout(ENDS_IN_MS, () => socket.destroy());
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
  const head = await new Promise<string>((resolve) => {
    socket.once('data', (bytes: Buffer) => resolve(bytes.toString()));
    socket.once('close', () => resolve('closed'));
  });
  if (!head.startsWith('HTTP/1.1 200')) {
    socket.destroy();
    return head;
  }
  socket.write('GET / HTTP/1.1\r\nHost: tunnelled\r\nConnection: close\r\n\r\n');
  return (await buffer(socket)).toString();
}

/** As programs read an address: user names, numbers and all. */
export async function gotPlainly(url: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  plainGet(new URL(url), (response) => void text(response).then(resolve, reject)).on('error', reject);
  return promise;
}
