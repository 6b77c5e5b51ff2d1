// The link between api and worker: hints arrive, nothing that the other side does blocks or ends a process.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectLink } from '../../src/link/connect-link.ts';
import { listenLink } from '../../src/link/listen-link.ts';
import type { ApiLink, WorkerLink } from '../../src/link/port.ts';

let folder: string;
let socketPath: string;
const open: { close(): Promise<void> }[] = [];
const kept = <T extends { close(): Promise<void> }>(end: T): T => (open.push(end), end);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'link-'));
  socketPath = join(folder, 'link.sock');
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((end) => end.close()));
  await rm(folder, { recursive: true });
});

const until = async (what: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await what())) await new Promise((resolve) => setTimeout(resolve, 5));
};
const both = async (): Promise<{ api: ApiLink; worker: WorkerLink }> => {
  const api = kept(await listenLink({ socketPath }));
  const worker = kept(connectLink({ socketPath }));
  await until(() => api.connected);
  return { api, worker };
};

describe('the link', () => {
  it('carries hints and streaming text to the api, in order', async () => {
    const { api, worker } = await both();
    const seen: unknown[] = [];
    api.onAppended((taskId, seq) => seen.push([taskId, seq]));
    api.onEphemeral((event) => seen.push(event));
    const delta = { type: 'message_delta', taskId: 't1', step: 0, attempt: 1, text: 'Grüße\n2' } as const;
    const progress = { type: 'tool_progress', taskId: 't1', step: 0, index: 1, done: 2, total: 9, text: 'x' } as const;
    worker.appended('t1', 4);
    worker.ephemeral(delta);
    worker.ephemeral(progress);
    await until(() => seen.length === 3);
    expect(seen).toEqual([['t1', 4], delta, progress]);
  });

  it('says that the worker takes tasks once it does, again to an api that came back, and no more when it is gone', async () => {
    const first = await listenLink({ socketPath });
    const worker = kept(connectLink({ socketPath }));
    await until(() => first.connected);
    expect(first.serving).toBe(false);
    worker.serving();
    await until(() => first.serving);
    await first.close();
    const second = kept(await listenLink({ socketPath }));
    await until(() => second.serving);
    await worker.close();
    await until(() => !second.connected);
    expect(second.serving).toBe(false);
  });

  it('carries aborts and drains to the worker', async () => {
    const { api, worker } = await both();
    const seen: unknown[] = [];
    worker.onAbort((taskId, why) => seen.push([taskId, why]));
    worker.onDrain(() => seen.push('drain'));
    api.abort('t1', 'kill');
    api.drain();
    await until(() => seen.length === 2);
    expect(seen).toEqual([['t1', 'kill'], 'drain']);
  });

  it('reconnects when the api comes back, drains, and repeats the hints of the time between', async () => {
    const { api, worker } = await both();
    let drains = 0;
    worker.onDrain(() => (drains += 1));
    await api.close();
    await until(() => !api.connected);
    // Turns of this event loop, in which the worker's end hears of it as well.
    for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setTimeout(resolve, 5));
    worker.appended('t1', 7);
    worker.appended('t1', 8);
    const again = kept(await listenLink({ socketPath }));
    const seen: unknown[] = [];
    again.onAppended((taskId, seq) => seen.push([taskId, seq]));
    await until(() => seen.length > 0 && drains === 1);
    expect(seen).toEqual([['t1', 8]]);
  });

  it('tells of every open task after each connect', async () => {
    const api = kept(await listenLink({ socketPath, openTasks: async () => [{ id: 't9', lastSeq: 12 }] }));
    const seen: unknown[] = [];
    api.onAppended((taskId, seq) => seen.push([taskId, seq]));
    const first = connectLink({ socketPath });
    await until(() => seen.length === 1);
    await first.close();
    kept(connectLink({ socketPath }));
    await until(() => seen.length === 2);
    expect(seen[1]).toEqual(['t9', 12]);
  });

  it('keeps the socket to its user, and removes it at the end', async () => {
    const api = await listenLink({ socketPath });
    expect((await stat(socketPath)).mode & 0o777).toBe(0o600);
    await api.close();
    await expect(stat(socketPath)).rejects.toThrow(/ENOENT/);
  });

  it('takes over the file that a killed process left', async () => {
    const listening = `require('net').createServer().listen(${JSON.stringify(socketPath)}, () => console.log('up'))`;
    const child = spawn(process.execPath, ['-e', listening], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect((await stat(socketPath)).isSocket()).toBe(true);
    const api = kept(await listenLink({ socketPath }));
    kept(connectLink({ socketPath }));
    await until(() => api.connected);
  });

  it('never takes the socket of a living process', async () => {
    const { api, worker } = await both();
    await expect(listenLink({ socketPath })).rejects.toMatchObject({ code: 'locked' });
    const seen: unknown[] = [];
    api.onAppended((taskId) => seen.push(taskId));
    worker.appended('still here', 1);
    await until(() => seen.length === 1);
  });

  it('leaves a file alone that is no socket', async () => {
    await writeFile(socketPath, 'precious');
    await expect(listenLink({ socketPath })).rejects.toMatchObject({ code: 'internal' });
    expect((await stat(socketPath)).size).toBe(8);
  });

  it.each([
    ['noise', 'not json\n'],
    ['an endless line', 'x'.repeat(2_000_000)],
    ['JSON that is no object', '[1]\n'],
  ])('drops a peer that sends %s, and serves the next', async (_, bytes) => {
    const api = kept(await listenLink({ socketPath }));
    const stranger = connect(socketPath);
    stranger.on('error', () => {});
    stranger.write(bytes);
    await new Promise((resolve) => stranger.once('close', resolve));
    kept(connectLink({ socketPath }));
    await until(() => api.connected);
  });

  it('ignores messages that it does not know', async () => {
    const api = kept(await listenLink({ socketPath }));
    const seen: unknown[] = [];
    api.onAppended((taskId) => seen.push(taskId));
    const newer = connect(socketPath);
    newer.write('{"kind":"from_the_future"}\n{"kind":"appended","taskId":"t1","seq":1}\n');
    await until(() => seen.length === 1);
    newer.destroy();
  });

  it('drops an api that reads nothing instead of buffering, and connects again', async () => {
    let connections = 0;
    const deaf = createServer((socket) => {
      connections += 1;
      socket.pause();
      socket.on('error', () => {});
    });
    await new Promise<void>((resolve) => deaf.listen(socketPath, resolve));
    const worker = kept(connectLink({ socketPath }));
    await until(() => connections === 1);
    const text = 'x'.repeat(1000);
    // Streaming text is left out when the reader is slow: it never costs the connection.
    for (let i = 0; i < 5000; i += 1) worker.ephemeral({ type: 'message_delta', taskId: 't', step: 0, attempt: 1, text });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(connections).toBe(1);
    // Hints are small; so many unread ones mean that nobody will ever read them.
    for (let i = 0; i < 60_000; i += 1) worker.appended(`task-${i}`, i);
    await until(() => connections === 2);
    deaf.close();
  });
});
