// Requests to the guest's agent over a socket that may break at any moment: each is sent again on the next connection, under the same id, and
// the guest answers it again instead of doing it again. So every call ends once: with its answer, an abort, or the end of the channel.
import { z } from 'zod';
import { CoworkError } from '../../contract/errors.ts';
import { KIND } from './frames.ts';
import { openGuestLine } from './guest-line.ts';

/** What the guest says of itself. */
const Identity = z.object({
  protocol: z.literal(1),
  kernel: z.string(),
  arch: z.string(),
  boot: z.string(),
  uptimeMs: z.number(),
});
export type Identity = z.infer<typeof Identity>;

const Reply = z.object({ id: z.number(), result: z.unknown().optional(), error: z.string().optional() });

export interface Answer {
  readonly result: unknown;
  readonly raw: Buffer;
}

export interface GuestChannel {
  /** Resolves with the guest's word about itself, once it has spoken. */
  readonly hello: Promise<Identity>;
  /**
   * @throws CoworkError sandbox_failed with the guest's words, or when it does not answer in time; the signal's reason. An aborted request may have been carried out: ask for what
   * it would have changed.
   */
  request(method: string, params: unknown, of?: { raw?: Buffer; signal?: AbortSignal; withinMs?: number }): Promise<Answer>;
  /** Ends all requests that are open. */
  close(): void;
}

/** What takes longest is unmounting a layer of a hundred thousand files, on a machine without hardware's help and without rest. */
const ANSWERS_IN_MS = 120_000;

interface Pending {
  readonly payload: () => Buffer;
  settle(answer: Answer): void;
  fail(reason: unknown): void;
}

/** `file`: the socket in the machine's folder. */
export function openGuestChannel(folder: string, file: string): GuestChannel {
  const pending = new Map<number, Pending>();
  const hello = Promise.withResolvers<Identity>();
  hello.promise.catch(() => undefined);
  // Above those of every worker before this one: to an id that it knows the guest gives the answer that it gave.
  let lastId = Date.now() * 1_000;
  let isClosed = false;

  const line = openGuestLine(folder, file, {
    knows: (payload) => identityIn(payload) !== undefined,
    onGreeted(payload) {
      hello.resolve(identityIn(payload)!);
      for (const one of pending.values()) line.send(KIND.request, one.payload());
    },
    onFrame({ kind, payload }) {
      const [head, raw] = split(payload);
      const reply = Reply.safeParse(head);
      if (kind !== KIND.reply || !reply.success) return;
      const { id, error, result } = reply.data;
      if (error === undefined) pending.get(id)?.settle({ result, raw });
      else pending.get(id)?.fail(new CoworkError('sandbox_failed', error));
    },
  });

  return {
    hello: hello.promise,
    async request(method, params, { raw = Buffer.alloc(0), signal, withinMs = ANSWERS_IN_MS } = {}) {
      if (isClosed) throw closed();
      signal?.throwIfAborted();
      const id = (lastId += 1);
      const { promise, resolve, reject } = Promise.withResolvers<Answer>();
      const over = (): void => {
        pending.delete(id);
        clearTimeout(late);
        signal?.removeEventListener('abort', abort);
      };
      const one: Pending = {
        payload: () => {
          // Every reply below the oldest open request has arrived, and the guest may forget it.
          const done = Math.min(...pending.keys()) - 1;
          const head = Buffer.from(`${JSON.stringify({ id, done, method, params })}\0`);
          return Buffer.concat([head, raw]);
        },
        settle(answer) {
          over();
          resolve(answer);
        },
        fail(reason) {
          over();
          reject(reason);
        },
      };
      const abort = (): void => one.fail(signal?.reason);
      const late = setTimeout(() => one.fail(silent()), withinMs);
      pending.set(id, one);
      signal?.addEventListener('abort', abort);
      line.send(KIND.request, one.payload());
      return promise;
    },
    close() {
      isClosed = true;
      line.close();
      hello.reject(closed());
      for (const one of pending.values()) one.fail(closed());
    },
  };
}

const silent = (): CoworkError => new CoworkError('sandbox_failed', 'the sandbox does not answer', { extra: { silent: true } });
const closed = (): CoworkError => new CoworkError('sandbox_failed', 'the connection to the sandbox was closed');

function identityIn(hello: Buffer): Identity | undefined {
  const reply = Reply.safeParse(split(hello)[0]);
  return reply.success ? Identity.safeParse(reply.data.result).data : undefined;
}

/** JSON, a zero byte, raw bytes. Whatever the guest sends is only data. */
function split(payload: Buffer): [unknown, Buffer] {
  const zero = payload.indexOf(0);
  const end = zero < 0 ? payload.length : zero;
  try {
    return [JSON.parse(payload.toString('utf8', 0, end)), payload.subarray(end + 1)];
  } catch {
    return [undefined, payload];
  }
}
