// The api's end of the link: listens on the unix socket, hands hints on, sends aborts.
import { createServer } from 'node:net';
import type { Ephemeral } from '../contract/events.ts';
import { claimSocket, releaseSocket } from './claim-socket.ts';
import { type Lines, speakLines } from './lines.ts';
import { ToApi, type ToWorker } from './messages.ts';
import type { ApiLink } from './port.ts';

/**
 * Resolves when it listens. `openTasks` is asked at each (re)connect, because hints sent while nobody was connected are lost.
 * Listeners must not throw; a broken or slow worker is dropped, never waited for.
 * @throws CoworkError locked when a living process answers at the path
 */
export async function listenLink(options: {
  socketPath: string;
  openTasks?: () => Promise<readonly { id: string; lastSeq: number }[]>;
}): Promise<ApiLink> {
  const onAppended: ((taskId: string, seq: number) => void)[] = [];
  const onEphemeral: ((event: Ephemeral) => void)[] = [];
  const workers = new Map<Lines, { serving: boolean }>();

  const receive = (raw: unknown, from: { serving: boolean }): void => {
    const message = ToApi.safeParse(raw).data;
    if (message?.kind === 'serving') from.serving = true;
    if (message?.kind === 'appended') for (const listener of onAppended) listener(message.taskId, message.seq);
    if (message?.kind === 'ephemeral') for (const listener of onEphemeral) listener(message.event);
  };
  const tell = (message: ToWorker): void => workers.forEach((_, worker) => worker.send(message));
  const catchUp = async (): Promise<void> => {
    const tasks = (await options.openTasks?.().catch(() => [])) ?? [];
    for (const task of tasks) for (const listener of onAppended) listener(task.id, task.lastSeq);
  };

  const server = createServer((socket) => {
    const state = { serving: false };
    const worker = speakLines(socket, (message) => receive(message, state));
    workers.set(worker, state);
    socket.once('close', () => workers.delete(worker));
    void catchUp();
  });
  await claimSocket(server, options.socketPath);
  // Later accept errors (descriptors exhausted) cost one connection; the worker tries again.
  server.on('error', () => {});

  return {
    onAppended: (listener) => void onAppended.push(listener),
    onEphemeral: (listener) => void onEphemeral.push(listener),
    abort: (taskId, why) => tell({ kind: 'abort', taskId, why }),
    drain: () => tell({ kind: 'drain' }),
    get connected() {
      return workers.size > 0;
    },
    get serving() {
      return [...workers.values()].some((worker) => worker.serving);
    },
    async close() {
      workers.forEach((_, worker) => worker.drop());
      if (!server.listening) return;
      await new Promise((resolve) => server.close(resolve));
      await releaseSocket(options.socketPath);
    },
  };
}
