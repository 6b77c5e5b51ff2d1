// Says to the product that this page is there, so that the system is not told what the page tells: while it is seen, or notifies by itself.
import { useEffect } from 'react';
import { useClient } from './client-context.ts';
import { onNotificationsTurned, wantsNotifications } from './notifications.ts';

const EVERY_MS = 20_000;

export function usePageHere(): void {
  const client = useClient();
  useEffect(() => {
    const id = crypto.randomUUID();
    const tells = (): boolean => document.visibilityState === 'visible' || wantsNotifications();
    // What gets lost is said again; without any word the product notifies once more than needed, which harms nobody.
    const say = (open: boolean): void => void client.notePage({ id, open }).catch(() => undefined);
    const look = (): void => say(tells());
    const leave = (): void => say(false);
    look();
    const timer = setInterval(look, EVERY_MS);
    document.addEventListener('visibilitychange', look);
    addEventListener('pagehide', leave);
    const end = onNotificationsTurned(look);
    return () => {
      clearInterval(timer);
      end();
      document.removeEventListener('visibilitychange', look);
      removeEventListener('pagehide', leave);
      leave();
    };
  }, [client]);
}
