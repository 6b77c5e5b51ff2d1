// Messages on their way, for components; `useSender` is in the shell and sends them whatever page is open.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { useClient } from './client-context.ts';
import { useConnectionSource } from './connection-context.ts';
import { keys } from './keys.ts';
import { createOutgoing, type Outgoing } from './outgoing.ts';

const AGAIN_MS = 1_000;
export const outgoing = createOutgoing();

/** Of a thread, or of threads that are not begun yet. */
export function useOutgoing(threadId?: string): readonly Outgoing[] {
  const all = useSyncExternalStore(outgoing.subscribe, outgoing.list);
  return all.filter((message) => message.threadId === threadId);
}

export function useSender(): void {
  const client = useClient();
  const connection = useConnectionSource();
  const queries = useQueryClient();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const attempt = (): void => {
      clearTimeout(timer);
      if (!outgoing.list().some(({ refused }) => refused === undefined)) return;
      void outgoing.send(client).then((sent) => {
        if (over) return;
        if (sent) {
          connection.answered();
          void queries.invalidateQueries({ queryKey: keys.threads });
          attempt();
        } else {
          connection.lost();
          clearTimeout(timer);
          timer = setTimeout(attempt, AGAIN_MS);
        }
      });
    };
    attempt();
    const ends = [outgoing.subscribe(attempt), connection.subscribe(attempt)];
    return () => {
      over = true;
      clearTimeout(timer);
      ends.forEach((end) => end());
    };
  }, [client, connection, queries]);
}
