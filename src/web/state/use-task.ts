// A task as its events tell it, live, for a component.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useReducer, useSyncExternalStore } from 'react';
import type { StreamItem } from '../../client/event-stream.ts';
import { useClient } from './client-context.ts';
import { useConnectionSource } from './connection-context.ts';
import { keys } from './keys.ts';
import { useShown } from './use-shown.ts';
import { createTaskFeed, type TaskPicture } from './task-feed.ts';

/** Events that say nothing about the task as a resource: they come often, and asking for it each time would be a flood. */
const PASSING: readonly StreamItem['type'][] = [
  'message_delta',
  'tool_progress',
  'step_started',
  'message_added',
  'tool_started',
  'tool_finished',
];

/** `again` follows anew after an error. */
export function useTask(id: string, { nowAndThen = false } = {}): TaskPicture & { readonly again: () => void } {
  const client = useClient();
  const connection = useConnectionSource();
  const queries = useQueryClient();
  const feed = useMemo(() => {
    const old = seldom(() => {
      for (const queryKey of [keys.task(id), keys.tasks, keys.approvals]) void queries.invalidateQueries({ queryKey });
    });
    return createTaskFeed(id, {
      client,
      connection,
      onEvents(items) {
        if (items.every((item) => PASSING.includes(item.type))) return;
        old();
      },
    });
  }, [id, client, connection, queries]);
  // One that lies behind others still has its title.
  const live = useShown() && !nowAndThen;
  const [turn, again] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const leaving = new AbortController();
    void feed.follow(leaving.signal, live);
    return () => leaving.abort();
  }, [feed, live, turn]);
  return { ...useSyncExternalStore(feed.subscribe, feed.picture), again };
}

/** While a long log comes in, each frame brings such events: asking at each would be a flood too. */
const SELDOM_MS = 250;

function seldom(work: () => void): () => void {
  let due: ReturnType<typeof setTimeout> | undefined;
  let last = -Infinity;
  const run = (): void => {
    due = undefined;
    last = performance.now();
    work();
  };
  return () => {
    due ??= setTimeout(run, Math.max(last + SELDOM_MS - performance.now(), 0));
  };
}
