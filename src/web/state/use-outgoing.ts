// Messages on their way, for components; `useSender` is in the shell and sends them whatever page is open.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { useClient } from './client-context.ts';
import { useConnectionSource } from './connection-context.ts';
import { keys } from './keys.ts';
import { createOutgoing, type Outgoing, type Target } from './outgoing.ts';

const AGAIN_MS = 1_000;
export const outgoing = createOutgoing();

/** To one place, by `isTo`. */
export function useOutgoing(isTo: (to: Target) => boolean): readonly Outgoing[] {
  const all = useSyncExternalStore(outgoing.subscribe, outgoing.list);
  return all.filter(({ to }) => isTo(to));
}

/** Is there no room to keep it beyond this page? */
export function useIsUnkept(message: Outgoing): boolean {
  return useSyncExternalStore(outgoing.subscribe, outgoing.unkept).includes(message);
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
      // Whether somebody has signed in is asked by the page that says how.
      if (connection.state().kind === 'signed-out' || !outgoing.list().some(({ refused }) => refused === undefined)) return;
      void outgoing.send(client).then((sent) => {
        if (over) return;
        if (sent === 'signed-out') return connection.refused();
        if (sent === 'away') {
          connection.lost();
          clearTimeout(timer);
          timer = setTimeout(attempt, AGAIN_MS);
          return;
        }
        connection.answered();
        void queries.invalidateQueries({ queryKey: keys.threads });
        attempt();
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
