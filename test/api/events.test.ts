// The log of a task as a stream: in order, resumable, quick, and never buffered for a reader that does not read.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { serve, type ServerType } from '@hono/node-server';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { createClient } from '../../src/client/client.ts';
import { sseFrames, type SseFrame } from '../../src/client/sse-frames.ts';
import type { TaskEvent } from '../../src/contract/events.ts';
import { openRig, type Rig, TOKEN, until } from './rig.ts';
import { createTask, note, upTo } from '../store/contract/database.ts';

let rig: Rig;
let id: string;
const servers: ServerType[] = [];
const opened: AbortController[] = [];
beforeEach(async () => {
  rig = await openRig({ limits: { pingMs: 150, stallMs: 400 } });
  id = (await createTask(rig.store)).id;
});
afterEach(async () => {
  for (const controller of opened.splice(0)) controller.abort();
  for (const server of servers.splice(0)) {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  }
  await rig.close();
});

/** The stream's frames as they come; `text` is what was sent literally. */
async function listen(query = '', headers: Record<string, string> = {}) {
  const response = await rig.send('GET', `/tasks/${id}/events${query}`, {
    headers: { accept: 'text/event-stream', ...headers },
  });
  const [one, two] = response.body!.tee();
  const frames: SseFrame[] = [];
  let text = '';
  let ended = false;
  const reading = (async () => {
    for await (const frame of sseFrames(one)) frames.push(frame);
  })().finally(() => (ended = true));
  reading.catch(() => {});
  const raw = (async () => {
    for await (const chunk of two) text += new TextDecoder().decode(chunk);
  })();
  raw.catch(() => {});
  return {
    response,
    frames,
    ids: () => frames.flatMap((frame) => (frame.id === undefined ? [] : [Number(frame.id)])),
    get text() {
      return text;
    },
    get ended() {
      return ended;
    },
  };
}
const append = (n = 1, store = rig.store): Promise<unknown> =>
  Promise.all(upTo(n).map((at) => store.append(id, note(`note ${at}`))));
const delta = (text: string) => ({ type: 'message_delta', taskId: id, step: 0, attempt: 1, text }) as const;
async function serveRig(): Promise<string> {
  const server = serve({
    fetch: (request) => rig.app.fetch(request),
    port: 0,
    hostname: '127.0.0.1',
    overrideGlobalObjects: false,
  });
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('the stream of events', () => {
  it('looks like this', async () => {
    const stream = await listen();
    await until(() => stream.ids().length === 1);
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(stream.text).toBe(
      `retry: 1000\n\nid: 1\ndata: {"type":"task_created","title":"Sort my receipts","prompt":"Please sort them","mode":"ask","folders":[],` +
        `"taskId":"${id}","seq":1,"at":"2030-01-01T10:00:00.000Z"}\n\n`,
    );
    rig.worker.ephemeral(delta('Hi'));
    await until(() => stream.frames.length === 2);
    expect(stream.text.split('\n\n').at(-2)).toBe(
      `event: delta\ndata: {"type":"message_delta","taskId":"${id}","step":0,"attempt":1,"text":"Hi"}`,
    );
  });

  it('tells what was and what comes, from this process and from the worker', async () => {
    await append(3);
    const stream = await listen();
    await until(() => stream.ids().length === 4);
    await append(2);
    await append(2, rig.workerStore);
    await until(() => stream.ids().length === 8);
    expect(stream.ids()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it.each([
    ['Last-Event-ID', '', { 'last-event-id': '3' }],
    ['?after', '?after=3', {}],
    ['Last-Event-ID before ?after', '?after=1', { 'last-event-id': '3' }],
    ['?after when the header is no number', '?after=3', { 'last-event-id': 'abc' }],
  ])('resumes by %s', async (_, query, headers) => {
    await append(4);
    const stream = await listen(query, headers);
    await until(() => stream.ids().length === 2);
    expect(stream.ids()).toEqual([4, 5]);
  });

  it('has no gap and no repeat while many write and a reader comes back again and again', async () => {
    const writing = (async () => {
      for (const at of upTo(150)) await (at % 2 ? rig.store : rig.workerStore).append(id, note(String(at)));
    })();
    const seen: number[] = [];
    while (seen.length < 151) {
      const response = await rig.send('GET', `/tasks/${id}/events`, { headers: { 'last-event-id': String(seen.at(-1) ?? 0) } });
      let left = 1 + Math.floor(Math.random() * 40);
      for await (const frame of sseFrames(response.body!)) {
        if (frame.id !== undefined) seen.push(Number(frame.id));
        left -= 1;
        if (left <= 0 || seen.length >= 151) break;
      }
    }
    await writing;
    expect(seen).toEqual(upTo(151));
    expect(rig.hub.figures().subscribers).toBe(0);
  });

  it('sends streaming text between the events around it', async () => {
    const stream = await listen();
    await until(() => stream.ids().length === 1);
    await rig.workerStore.append(id, note('before'));
    await until(() => stream.frames.length === 2);
    rig.worker.ephemeral(delta('text'));
    await until(() => stream.frames.length === 3);
    await rig.workerStore.append(id, note('after'));
    await until(() => stream.frames.length === 4);
    expect(stream.frames.map((frame) => frame.id ?? frame.event)).toEqual(['1', '2', 'delta', '3']);
  });

  it('pings while nothing happens', async () => {
    const stream = await listen();
    await until(() => stream.text.endsWith(': ping\n\n: ping\n\n'));
  });

  it('goes on after the end of the task, because undo comes later', async () => {
    const stream = await listen();
    await rig.store.finishTask(id, { status: 'completed' });
    await append();
    await until(() => stream.ids().length === 4);
    expect(stream.ended).toBe(false);
  });

  it('with ?follow=0 ends when the task has ended, and says that there is no more', async () => {
    const stream = await listen('?follow=0');
    await append();
    await until(() => stream.ids().length === 2);
    expect(stream.ended).toBe(false);
    await rig.store.finishTask(id, { status: 'completed' });
    await append();
    await until(() => stream.ended);
    expect(stream.ids()).toEqual([1, 2, 3, 4]);
    expect(stream.text.endsWith('event: end\ndata: {}\n\n')).toBe(true);
    const late = await listen('?follow=0&after=5');
    await until(() => late.ended);
    expect(late.ids()).toEqual([]);
  });

  it('ends when the task is deleted', async () => {
    const stream = await listen();
    await until(() => stream.ids().length === 1);
    await rig.store.deleteTask(id);
    await until(() => stream.ended);
    expect(stream.text).toContain('event: end');
  });

  it('ends without that word when the server stops, so that the reader comes back', async () => {
    const stream = await listen();
    await until(() => stream.ids().length === 1);
    rig.hub.close();
    await until(() => stream.ended);
    expect(stream.text).not.toContain('event: end');
  });

  it('of no task is a 404', async () => {
    expect(await rig.call('GET', '/tasks/t0/events')).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  it('leaves nothing behind when its reader goes', async () => {
    const response = await rig.send('GET', `/tasks/${id}/events`);
    const reader = response.body!.getReader();
    await reader.read();
    expect(rig.hub.figures().subscribers).toBe(1);
    await reader.cancel();
    expect(rig.hub.figures().subscribers).toBe(0);
  });
});

describe('a reader that does not read', () => {
  it('is dropped when streaming text piles up, long before it counts as stalled, without being told that this was the end', async () => {
    const patient = await openRig();
    id = (await createTask(patient.store)).id;
    const response = await patient.send('GET', `/tasks/${id}/events`);
    const reader = response.body!.getReader();
    await reader.read();
    for (let i = 0; i < 3000; i += 1) patient.worker.ephemeral(delta('x'));
    await until(() => patient.hub.figures().subscribers === 0);
    await expect(
      (async () => {
        for (;;) if ((await reader.read()).done) return 'ended';
      })(),
    ).rejects.toThrow('too slow');
    await patient.close();
  });

  it('is dropped when it takes nothing for a while, though events wait', async () => {
    await append(5);
    const response = await rig.send('GET', `/tasks/${id}/events`);
    const reader = response.body!.getReader();
    await reader.read();
    await until(() => rig.hub.figures().subscribers === 0);
    await expect(reader.read()).rejects.toThrow('too slow');
  });

  it('costs its connection and no memory over a real socket; others go on', async () => {
    const address = new URL(await serveRig());
    for (let i = 0; i < 40; i += 1) await rig.store.append(id, note('x'.repeat(200_000)));
    const socket = connect(Number(address.port), address.hostname);
    socket.pause();
    socket.on('error', () => {});
    socket.write(`GET /api/v1/tasks/${id}/events HTTP/1.1\r\nhost: ${address.host}\r\nauthorization: Bearer ${TOKEN}\r\n\r\n`);
    await until(() => rig.hub.figures().subscribers === 1);
    await until(() => rig.hub.figures().subscribers === 0);
    socket.resume();
    await once(socket, 'close');
    const stream = await listen('?after=39');
    await until(() => stream.ids().length === 2);
  });
});

describe('how soon a reader hears', () => {
  const latencies = async (write: (at: number) => Promise<unknown>): Promise<number[]> => {
    const client = createClient({ baseUrl: await serveRig(), token: TOKEN });
    const stop = new AbortController();
    opened.push(stop);
    const came = new Map<number, number>();
    const reading = (async () => {
      for await (const event of client.events(id, { signal: stop.signal }))
        if ('seq' in event) came.set(event.seq, performance.now());
    })();
    reading.catch(() => {});
    await until(() => came.has(1));
    const waits: number[] = [];
    for (const at of upTo(40)) {
      const before = performance.now();
      await write(at);
      await until(() => came.has(at + 1));
      waits.push((came.get(at + 1) ?? Infinity) - before);
    }
    return waits.toSorted((a, b) => a - b);
  };

  it('is told by the link, by its own store, and by polling when there is no worker', async () => {
    const figures: Record<string, number | undefined> = {};
    figures['worker'] = (await latencies(() => rig.workerStore.append(id, note('x'))))[20];
    id = (await createTask(rig.store)).id;
    figures['api'] = (await latencies(() => rig.store.append(id, note('x'))))[20];
    await rig.worker.close();
    await until(() => !rig.link.connected);
    id = (await createTask(rig.store)).id;
    figures['blind'] = (await latencies(() => rig.workerStore.append(id, note('x'))))[20];
    // Shown, not judged: the promise (100 ms) is measured by the bench on a quiet machine. Here only that polling alone is enough.
    expect(Object.keys(figures)).toEqual(['worker', 'api', 'blind']);
    if (process.env['SHOW_FIGURES']) process.stdout.write(`median ms from write to reader: ${JSON.stringify(figures)}\n`);
  });
});

describe('the log as JSON', () => {
  it('is an array, from a number on, as many as asked for', async () => {
    await append(5);
    const read = async (query: string, headers = {}): Promise<number[]> =>
      (await rig.call<TaskEvent[]>('GET', `/tasks/${id}/events${query}`, { headers })).body.map((event) => event.seq);
    expect(await read('?format=json')).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await read('?after=4', { accept: 'application/json' })).toEqual([5, 6]);
    expect(await read('?after=1&limit=2&format=json')).toEqual([2, 3]);
    expect(await read('?after=6&format=json')).toEqual([]);
    // Where Accept names neither (curl, fetch), a number asks for the array and nothing for the stream.
    expect(await read('?after=4')).toEqual([5, 6]);
    const stream = await rig.send('GET', `/tasks/${id}/events`);
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    await stream.body?.cancel();
  });

  it('is read by the client like the stream', async () => {
    await append(2);
    const client = createClient({ baseUrl: await serveRig(), token: TOKEN });
    expect((await client.eventsSoFar(id)).items.map((event) => event.seq)).toEqual([1, 2, 3]);
  });
});
