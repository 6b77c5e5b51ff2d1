// Messages on their way: kept in this browser until the product has them, each sent once, in order. Tabs share them.
import { z } from 'zod';
import type { Client } from '../../client/client.ts';
import { isCoworkError } from '../../contract/errors.ts';
import { saidError } from '../parts/said-error.ts';
import { PostThread } from '../../contract/threads.ts';
import { keep, readKept } from './kept.ts';

const Outgoing = z.object({
  clientId: z.string(),
  /** Absent: it begins a thread, with `begin`. */
  threadId: z.string().optional(),
  begin: PostThread.optional(),
  text: z.string(),
  attachments: z.array(z.object({ id: z.string(), name: z.string() })),
  at: z.string(),
  /** Why the product did not take it; it is tried again only when somebody says so. */
  refused: z.string().optional(),
});
export type Outgoing = z.infer<typeof Outgoing>;

const KEY = 'outgoing';
const List = z.array(Outgoing);
const isList = (value: unknown): value is Outgoing[] => List.safeParse(value).success;

export interface OutgoingMessages {
  readonly list: () => readonly Outgoing[];
  readonly subscribe: (listener: () => void) => () => void;
  readonly add: (message: Omit<Outgoing, 'clientId' | 'at'>) => Outgoing;
  /** Takes one back, to be edited; undefined when it was sent after all. Waits for an attempt that is under way. */
  readonly take: (clientId: string) => Promise<Outgoing | undefined>;
  readonly retry: (clientId: string) => void;
  /** Sends what there is. False where the product does not answer. */
  readonly send: (client: Pick<Client, 'createThread' | 'sayInThread'>) => Promise<boolean>;
  /** The thread that a message of this page has begun. */
  readonly begun: (clientId: string) => string | undefined;
}

export function createOutgoing(): OutgoingMessages {
  let list: readonly Outgoing[] = readKept(KEY, isList) ?? [];
  let underWay: Promise<boolean> | undefined;
  const begun = new Map<string, string>();
  /** About to be taken back: not sent any more. */
  const held = new Set<string>();
  const listeners = new Set<() => void>();
  const tell = (): void => listeners.forEach((listener) => listener());
  const write = (change: (list: readonly Outgoing[]) => readonly Outgoing[]): void => {
    list = change(readKept(KEY, isList) ?? []);
    keep(KEY, list.length === 0 ? undefined : list);
    tell();
  };
  const update = (clientId: string, change: Partial<Outgoing>): void =>
    write((all) => all.map((one) => (one.clientId === clientId ? { ...one, ...change } : one)));
  addEventListener('storage', ({ key }) => {
    if (key !== KEY) return;
    list = readKept(KEY, isList) ?? [];
    tell();
  });

  /** The same clientId again is the same thread and the same message, so a repeat after an answer that was lost does no harm. */
  async function sendOne(client: Pick<Client, 'createThread' | 'sayInThread'>, message: Outgoing): Promise<void> {
    const { clientId, text } = message;
    let { threadId } = message;
    if (threadId === undefined) {
      threadId = (await client.createThread(message.begin ?? {}, { idempotencyKey: `begin-${clientId}` })).id;
      begun.set(clientId, threadId);
      update(clientId, { threadId });
    }
    const attachments = message.attachments.map(({ id }) => id);
    await client.sayInThread(threadId, { text, clientId, ...(attachments.length > 0 ? { attachments } : {}) });
  }

  async function sendAll(client: Pick<Client, 'createThread' | 'sayInThread'>): Promise<boolean> {
    for (;;) {
      const next = (readKept(KEY, isList) ?? []).find((one) => one.refused === undefined && !held.has(one.clientId));
      if (!next) return true;
      try {
        await sendOne(client, next);
        write((all) => all.filter(({ clientId }) => clientId !== next.clientId));
      } catch (error) {
        if (!isCoworkError(error) || ['not_running', 'engine_down', 'unauthorized'].includes(error.code)) return false;
        update(next.clientId, { refused: saidError(error) });
      }
    }
  }

  return {
    list: () => list,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    add(message) {
      const added = { ...message, clientId: crypto.randomUUID(), at: new Date().toISOString() };
      write((all) => [...all, added]);
      return added;
    },
    async take(clientId) {
      held.add(clientId);
      return navigator.locks.request('outgoing', () => {
        const taken = (readKept(KEY, isList) ?? []).find((one) => one.clientId === clientId);
        write((all) => all.filter((one) => one.clientId !== clientId));
        held.delete(clientId);
        return taken;
      });
    },
    retry(clientId) {
      write((all) =>
        all.map(({ refused, ...one }) => (one.clientId === clientId || refused === undefined ? one : { ...one, refused })),
      );
    },
    send(client) {
      // One tab at a time: two would send in another order than it was typed.
      underWay ??= navigator.locks
        .request('outgoing', () => sendAll(client))
        .finally(() => {
          underWay = undefined;
        });
      return underWay;
    },
    begun: (clientId) => begun.get(clientId),
  };
}
