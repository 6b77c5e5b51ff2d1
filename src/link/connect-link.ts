// The worker's end of the link: connects, reconnects for ever, and never makes the worker wait.
import { connect, type Socket } from 'node:net';
import { type Lines, speakLines } from './lines.ts';
import { type ToApi, ToWorker } from './messages.ts';
import type { WorkerLink } from './port.ts';

/** The api is back within a second of its death: the longest pause is no longer. */
const BACK_OFF_MS = { first: 25, most: 1000 } as const;
/** Hints kept while nobody listens: one number per task. More tasks than that are found by the api's own look at the store. */
const MAX_KEPT_HINTS = 10_000;

/** Starts connecting at once and returns; nothing here throws or ends the process, whatever the other side does. */
export function connectLink(options: { socketPath: string }): WorkerLink {
  const onAbort: ((taskId: string, why: 'cancel_now' | 'kill' | 'pause') => void)[] = [];
  const onDrain: (() => void)[] = [];
  const missed = new Map<string, number>();
  let closed = false;
  let serving = false;
  let socket: Socket | undefined;
  let lines: Lines | undefined;
  let timer: NodeJS.Timeout | undefined;
  let waitMs: number = BACK_OFF_MS.first;

  const send = (message: ToApi, mayDrop = false): void => lines?.send(message, { mayDrop });
  const receive = (raw: unknown): void => {
    const message = ToWorker.safeParse(raw).data;
    if (message?.kind === 'abort') for (const listener of onAbort) listener(message.taskId, message.why);
    if (message?.kind === 'drain') for (const listener of onDrain) listener();
  };
  const connected = (fresh: Socket): void => {
    waitMs = BACK_OFF_MS.first;
    lines = speakLines(fresh, receive);
    if (serving) send({ kind: 'serving' });
    for (const [taskId, seq] of missed) send({ kind: 'appended', taskId, seq });
    missed.clear();
    for (const listener of onDrain) listener();
  };
  const open = (): void => {
    const fresh = connect(options.socketPath);
    socket = fresh;
    fresh.on('error', () => {});
    fresh.once('connect', () => connected(fresh));
    fresh.once('close', () => {
      lines = undefined;
      if (closed) return;
      timer = setTimeout(open, waitMs);
      waitMs = Math.min(waitMs * 2, BACK_OFF_MS.most);
    });
  };
  open();

  return {
    appended(taskId, seq) {
      if (lines) return send({ kind: 'appended', taskId, seq });
      if (missed.size < MAX_KEPT_HINTS || missed.has(taskId)) missed.set(taskId, seq);
    },
    ephemeral: (event) => send({ kind: 'ephemeral', event }, true),
    serving() {
      serving = true;
      send({ kind: 'serving' });
    },
    onAbort: (listener) => void onAbort.push(listener),
    onDrain: (listener) => void onDrain.push(listener),
    async close() {
      closed = true;
      clearTimeout(timer);
      socket?.destroy();
    },
  };
}
