// One thread, live: the newest events (or those around a hit), older and newer ones on demand, then what comes.
import type { Client } from '../../client/client.ts';
import { isPassing, isUnanswered } from '../../client/problem.ts';
import type { ThreadStreamItem } from '../../client/event-stream.ts';
import { CoworkError as Refusal, isCoworkError } from '../../contract/errors.ts';
import type { Connection } from './connection.ts';
import { nextFrame } from './next-frame.ts';
import { pause } from './pause.ts';
import { EMPTY_THREAD, hasOlder, reduceThread, type ThreadPicture, withOlder } from './thread-picture.ts';

const PAGE = 50;
/** So many events after a hit are in the first window. */
const AFTER_HIT = 25;
const AGAIN_MS = 1_000;

export interface ThreadFeed {
  readonly picture: () => ThreadPicture;
  readonly subscribe: (listener: () => void) => () => void;
  /** Loads and follows until the signal; again after an error, it goes on after what it knows. */
  readonly follow: (signal: AbortSignal) => Promise<void>;
  /** The page before the first event that is there; false when there is none or one is on its way. */
  readonly older: () => Promise<boolean>;
  /** Leaves the hit and goes on at the newest. */
  readonly toNewest: () => void;
}

interface FeedOptions {
  readonly client: Pick<Client, 'thread' | 'threadEvents' | 'threadEventsSoFar'>;
  readonly connection: Connection;
  /** Number of an event to be shown first, instead of the newest. */
  readonly at?: number | undefined;
  readonly onEvents?: (items: readonly ThreadStreamItem[]) => void;
}

export function createThreadFeed(id: string, { client, connection, at, onEvents }: FeedOptions): ThreadFeed {
  let picture = EMPTY_THREAD;
  let waiting: ThreadStreamItem[] = [];
  let loading = false;
  let around = at;
  let turn = new AbortController();
  const listeners = new Set<() => void>();

  function show(next: ThreadPicture): void {
    picture = next;
    for (const listener of listeners) listener();
  }
  function flush(): void {
    const items = waiting;
    waiting = [];
    show(items.reduce(reduceThread, picture));
    onEvents?.(items);
  }

  async function load(): Promise<void> {
    const { lastSeq, status, waitingFor } = await client.thread(id);
    const end = around === undefined ? lastSeq : Math.min(lastSeq, around + AFTER_HIT);
    const events = end === 0 ? [] : await client.threadEventsSoFar(id, { before: end + 1, limit: PAGE });
    connection.answered();
    // Between the two calls more may have been said; the stream brings it.
    show({ ...EMPTY_THREAD, events, status, waitingFor, live: end === lastSeq, loaded: true });
  }

  async function once(signal: AbortSignal): Promise<void> {
    if (!picture.loaded) await load();
    if (!picture.live) return until(signal);
    const onLost = (lost: boolean): void => (lost ? connection.lost() : connection.answered());
    for await (const item of client.threadEvents(id, { after: picture.events.at(-1)?.seq ?? 0, signal, onLost })) {
      waiting.push(item);
      if (waiting.length === 1) nextFrame(flush);
    }
  }

  return {
    picture: () => picture,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async follow(signal) {
      if (picture.error) show({ ...picture, error: undefined });
      while (!signal.aborted) {
        turn = new AbortController();
        const both = AbortSignal.any([signal, turn.signal]);
        try {
          await once(both);
          if (!turn.signal.aborted) return;
        } catch (error) {
          const refusal = isCoworkError(error) ? error : new Refusal('internal', String(error), { cause: error });
          if (refusal.code === 'unauthorized') connection.refused();
          if (!isPassing(refusal)) return signal.aborted ? undefined : show({ ...picture, error: refusal });
          if (isUnanswered(refusal)) connection.lost();
          // Somebody who sees nothing yet is told why.
          else if (!picture.loaded) show({ ...picture, error: refusal });
          await pause(AGAIN_MS, both);
        }
      }
    },
    async older() {
      const first = picture.events[0]?.seq;
      if (loading || first === undefined || !hasOlder(picture)) return false;
      loading = true;
      try {
        const events = await client.threadEventsSoFar(id, { before: first, limit: PAGE });
        show(withOlder(picture, events));
        return true;
      } catch {
        // Scrolling up again asks again; what is wrong with the connection is said elsewhere.
        return false;
      } finally {
        loading = false;
      }
    },
    toNewest() {
      around = undefined;
      picture = { ...EMPTY_THREAD };
      turn.abort();
    },
  };
}

const until = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
