// A thread, live, for a component.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useReducer, useSyncExternalStore } from 'react';
import { useClient } from './client-context.ts';
import { useConnectionSource } from './connection-context.ts';
import { keys } from './keys.ts';
import { useShown } from './use-shown.ts';
import { createThreadFeed, type ThreadFeed } from './thread-feed.ts';
import type { ThreadPicture } from './thread-picture.ts';

interface FollowedThread {
  readonly picture: ThreadPicture;
  readonly feed: ThreadFeed;
  /** Follows anew after an error. */
  readonly again: () => void;
}

/** `at`: number of the event that is shown first. */
export function useThread(id: string, at?: number): FollowedThread {
  const client = useClient();
  const connection = useConnectionSource();
  const queries = useQueryClient();
  const feed = useMemo(
    () =>
      createThreadFeed(id, {
        client,
        connection,
        at,
        onEvents(items) {
          if (items.every((item) => item.type === 'message_delta')) return;
          for (const queryKey of [keys.threads, keys.tasks]) void queries.invalidateQueries({ queryKey });
        },
      }),
    [id, at, client, connection, queries],
  );
  const shown = useShown();
  const [turn, again] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    if (!shown) return undefined;
    const leaving = new AbortController();
    // It goes on after the last event that it knows.
    void feed.follow(leaving.signal);
    return () => leaving.abort();
  }, [feed, shown, turn]);
  return { picture: useSyncExternalStore(feed.subscribe, feed.picture), feed, again };
}
