// Messages on their way: kept in this browser until the product has them, each sent once, in order. Tabs share them.
import { z } from 'zod';
import type { Client } from '../../client/client.ts';
import { isUnanswered } from '../../client/problem.ts';
import { isCoworkError } from '../../contract/errors.ts';
import { PostThread } from '../../contract/threads.ts';
import { keep, readKept } from './kept.ts';

/** Where a message goes; `new` begins a thread with what is in `begin`. */
const Target = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('new'), begin: PostThread }),
  z.object({ kind: z.literal('thread'), id: z.string() }),
  z.object({ kind: z.literal('task'), id: z.string() }),
]);
export type Target = z.infer<typeof Target>;

const Outgoing = z.object({
  clientId: z.string(),
  to: Target,
  text: z.string(),
  attachments: z.array(z.object({ id: z.string(), name: z.string() })),
  at: z.string(),
  /** Why the product did not take it; it is tried again only when somebody says so. */
  refused: z.object({ code: z.string(), detail: z.string() }).optional(),
});
export type Outgoing = z.infer<typeof Outgoing>;

/** How a round of sending ended: nothing is left to send; nobody answers; this browser is not let in. */
export type Sent = 'all' | 'away' | 'signed-out';

type Sender = Pick<Client, 'createThread' | 'sayInThread' | 'say'>;

const KEY = 'outgoing';
const isList = (value: unknown): value is unknown[] => Array.isArray(value);
const stored = (): readonly Outgoing[] => (readKept(KEY, isList) ?? []).flatMap((one) => Outgoing.safeParse(one).data ?? []);

export interface OutgoingMessages {
  readonly list: () => readonly Outgoing[];
  /** Those that this browser's storage has no room for, as they are now: they last as long as the page. The same array until it changes. */
  readonly unkept: () => readonly Outgoing[];
  readonly subscribe: (listener: () => void) => () => void;
  readonly add: (message: Omit<Outgoing, 'clientId' | 'at'>) => Outgoing;
  /** Takes one back into what is typed, unless it was sent after all. Waits for an attempt that is under way. */
  readonly take: (clientId: string, into: (message: Outgoing) => void) => Promise<void>;
  readonly retry: (clientId: string) => void;
  readonly send: (client: Sender) => Promise<Sent>;
  /** The thread that a message of this page has begun. */
  readonly begun: (clientId: string) => string | undefined;
}

export function createOutgoing(): OutgoingMessages {
  let unkept: readonly Outgoing[] = [];
  const read = (): readonly Outgoing[] => {
    const kept = stored().map((one) => unkept.find(({ clientId }) => clientId === one.clientId) ?? one);
    return [...kept, ...unkept.filter((one) => !kept.includes(one))];
  };
  let list = read();
  let underWay: Promise<Sent> | undefined;
  const begun = new Map<string, string>();
  /** About to be taken back: not sent any more. */
  const held = new Set<string>();
  const listeners = new Set<() => void>();
  const tell = (): void => listeners.forEach((listener) => listener());

  /** Other tabs may have written meanwhile, so what is kept is read first. */
  function write(change: (list: readonly Outgoing[]) => readonly Outgoing[]): void {
    list = change(read());
    if (keepAll(list)) unkept = [];
    else {
      const before = stored();
      const isKept = (one: Outgoing): boolean => before.some((old) => JSON.stringify(old) === JSON.stringify(one));
      unkept = list.filter((one) => !isKept(one));
      // As it was, without what is gone by now: that is less, so there is room for it.
      keepAll(before.filter(({ clientId }) => list.some((one) => one.clientId === clientId)));
    }
    tell();
  }
  const keepAll = (all: readonly Outgoing[]): boolean => keep(KEY, all.length === 0 ? undefined : all);
  const remove = (clientId: string): void => write((all) => all.filter((one) => one.clientId !== clientId));
  const update = (clientId: string, change: Partial<Outgoing>): void =>
    write((all) => all.map((one) => (one.clientId === clientId ? { ...one, ...change } : one)));
  addEventListener('storage', ({ key }) => {
    if (key !== KEY) return;
    list = read();
    tell();
  });

  /** The same clientId again is the same thread and the same message, so a repeat after an answer that was lost does no harm. */
  async function sendOne(client: Sender, { clientId, to, text, attachments }: Outgoing): Promise<void> {
    if (to.kind === 'task') {
      await client.say(to.id, { text, clientId });
      return;
    }
    let id = to.kind === 'thread' ? to.id : undefined;
    if (to.kind === 'new') {
      ({ id } = await client.createThread(to.begin, { idempotencyKey: `begin-${clientId}` }));
      begun.set(clientId, id);
      update(clientId, { to: { kind: 'thread', id } });
    }
    const ids = attachments.map((attachment) => attachment.id);
    await client.sayInThread(id!, { text, clientId, ...(ids.length > 0 ? { attachments: ids } : {}) });
  }

  async function sendAll(client: Sender): Promise<Sent> {
    for (;;) {
      const next = read().find((one) => one.refused === undefined && !held.has(one.clientId));
      if (!next) return 'all';
      try {
        await sendOne(client, next);
        remove(next.clientId);
      } catch (error) {
        if (!isCoworkError(error) || isUnanswered(error)) return 'away';
        if (error.code === 'unauthorized') return 'signed-out';
        update(next.clientId, { refused: { code: error.code, detail: error.detail } });
      }
    }
  }

  return {
    list: () => list,
    unkept: () => unkept,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    add(message) {
      const added = { ...message, clientId: crypto.randomUUID(), at: new Date().toISOString() };
      write((all) => [...all, added]);
      return added;
    },
    async take(clientId, into) {
      held.add(clientId);
      await navigator.locks.request('outgoing', () => {
        const taken = read().find((one) => one.clientId === clientId);
        // Before it is gone here: at no moment is it in neither place.
        if (taken) into(taken);
        remove(clientId);
        held.delete(clientId);
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
