// Live events over a real HTTP server that is cut off, restarted and made to misbehave.
import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from '../../src/client/client.ts';
import type { StreamItem } from '../../src/client/event-stream.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

type Handler = (request: IncomingMessage, response: ServerResponse, connection: number) => void;
async function serve(handler: Handler, port = 0): Promise<number> {
  let connections = 0;
  const server = createServer((request, response) => handler(request, response, (connections += 1)));
  servers.push(server);
  await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready));
  return (server.address() as AddressInfo).port;
}

const frame = (seq: number, type = 'step_started', extra: object = { step: seq }): string =>
  `id: ${seq}\nevent: ${type}\ndata: ${JSON.stringify({ taskId: 't1', seq, at: '2026-03-01T10:00:00Z', type, ...extra })}\n\n`;
const open = (response: ServerResponse): ServerResponse => response.writeHead(200, { 'content-type': 'text/event-stream' });
const clientOf = (port: number) => createClient({ baseUrl: `http://127.0.0.1:${port}`, token: 'x' });

async function collect(items: AsyncGenerator<StreamItem>, most = Infinity): Promise<(number | string)[]> {
  const seen: (number | string)[] = [];
  for await (const item of items) {
    seen.push('seq' in item ? item.seq : item.type);
    if (seen.length >= most) break;
  }
  return seen;
}

describe('events', () => {
  it('resumes after the last number when the connection breaks, without gap or repeat', async () => {
    const asked: unknown[] = [];
    const port = await serve((request, response, connection) => {
      asked.push(request.headers['last-event-id']);
      open(response);
      if (connection === 1) response.write(frame(1) + frame(2) + frame(3).slice(0, 20), () => response.destroy());
      else response.end(frame(2) + frame(3) + 'event: end\ndata: {}\n\n');
    });
    expect(await collect(clientOf(port).events('t1'))).toEqual([1, 2, 3]);
    expect(asked).toEqual(['0', '2']);
  });

  it('goes on when the product was restarted in between', async () => {
    const port = await serve((_request, response) => {
      open(response).write(frame(1));
    });
    const lost: boolean[] = [];
    const events = clientOf(port).events('t1', { onLost: (now) => lost.push(now) });
    expect((await events.next()).value).toMatchObject({ seq: 1 });
    const [first] = servers.splice(0);
    first?.closeAllConnections();
    await new Promise((closed) => first?.close(closed));
    const next = events.next();
    await new Promise((later) => setTimeout(later, 250));
    await serve((_request, response) => {
      open(response).end(frame(2) + 'event: end\ndata: {}\n\n');
    }, port);
    expect((await next).value).toMatchObject({ seq: 2 });
    expect((await events.next()).done).toBe(true);
    expect(lost).toEqual([true, false]);
  });

  it('asks again what was refused for a moment', async () => {
    const port = await serve((_request, response, connection) => {
      if (connection > 1) open(response).end(frame(1) + 'event: end\ndata: {}\n\n');
      else response.writeHead(503).end(JSON.stringify({ code: 'database_busy', detail: 'Held by another program' }));
    });
    expect(await collect(clientOf(port).events('t1'))).toEqual([1]);
  });

  it('asks again when a number is missing', async () => {
    const port = await serve((_request, response, connection) => {
      open(response).end(connection === 1 ? frame(1) + frame(3) : frame(2) + frame(3) + 'event: end\ndata: {}\n\n');
    });
    expect(await collect(clientOf(port).events('t1'))).toEqual([1, 2, 3]);
  });

  it('passes streaming text on, and reads frames cut anywhere, CRLF included', async () => {
    const delta = JSON.stringify({ type: 'message_delta', taskId: 't1', step: 1, attempt: 1, text: 'grüße 你好' });
    const text = Buffer.from(`: ping\r\n\r\ndata: ${delta}\r\n\r\n${frame(1)}event: end\ndata: {}\n\n`);
    const port = await serve((_request, response) => {
      open(response);
      void (async () => {
        for (const byte of text) {
          response.write(Buffer.from([byte]));
          await new Promise(setImmediate);
        }
        response.end();
      })();
    });
    const items: StreamItem[] = [];
    for await (const item of clientOf(port).events('t1')) items.push(item);
    expect(items).toMatchObject([{ type: 'message_delta', text: 'grüße 你好' }, { seq: 1 }]);
  });

  it('keeps the numbering whole over an event that this version does not know', async () => {
    const port = await serve((_request, response) => {
      open(response).end(frame(1, 'moon_landed', {}) + frame(2) + 'event: end\ndata: {}\n\n');
    });
    expect(await collect(clientOf(port).events('t1'))).toEqual([1, 2]);
  });

  it('throws what the server refuses and ends quietly when told to', async () => {
    const port = await serve((request, response) => {
      if (request.url?.includes('gone')) {
        response.writeHead(404, { 'content-type': 'application/problem+json' });
        response.end(JSON.stringify({ type: 'about:blank', title: 'x', status: 404, code: 'not_found', detail: 'No such task' }));
      } else open(response).write(frame(1));
    });
    await expect(collect(clientOf(port).events('gone'))).rejects.toMatchObject({ code: 'not_found', detail: 'No such task' });
    const stop = new AbortController();
    const events = clientOf(port).events('t1', { signal: stop.signal });
    expect((await events.next()).value).toMatchObject({ seq: 1 });
    setTimeout(() => stop.abort(), 20);
    expect((await events.next()).done).toBe(true);
  });
});

describe('calls', () => {
  it('say not_running when nobody listens', async () => {
    const port = await serve(() => undefined);
    await new Promise((closed) => servers.splice(0)[0]?.close(closed));
    await expect(clientOf(port).tasks()).rejects.toMatchObject({ code: 'not_running' });
  });

  it('turn an unknown code into internal and keep the words', async () => {
    const port = await serve((_request, response) => {
      response.writeHead(418, { 'content-type': 'application/problem+json' });
      response.end(
        JSON.stringify({ type: 'about:blank', title: 'Tea', status: 418, code: 'teapot', detail: 'Short and stout', pot: 1 }),
      );
    });
    await expect(clientOf(port).task('t1')).rejects.toMatchObject({
      code: 'internal',
      detail: 'Short and stout',
      extra: { pot: 1 },
    });
  });

  it('do not take the words of another program at our address for ours', async () => {
    const port = await serve((_request, response) => void response.writeHead(404).end('404 page not found'));
    await expect(clientOf(port).task('t1')).rejects.toMatchObject({
      code: 'engine_down',
      detail: `At http://127.0.0.1:${port} something else answered (HTTP 404)`,
    });
  });

  it('repeat a POST whose answer was lost with the same key', async () => {
    const keys: unknown[] = [];
    const port = await serve((request, response, connection) => {
      keys.push(request.headers['idempotency-key']);
      request.resume();
      if (connection === 1) request.socket.destroy();
      else response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
    await clientOf(port).say('t1', { text: 'hello' });
    expect(keys).toHaveLength(2);
    expect(keys[0]).toBe(keys[1]);
    expect(keys[0]).toBeTruthy();
  });
});
