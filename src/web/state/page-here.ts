// Says to the product that this page is there and whether it is in sight, and tells the person through the system what it answers. What is told, and
// that it is told once however many pages there are, is the product's matter.
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useClient } from './client-context.ts';
import { onNotificationsTurned, wantsNotifications } from './notifications.ts';
import { showNews } from './show-news.ts';

const EVERY_MS = 4_000;

export function usePageHere(): void {
  const client = useClient();
  const navigate = useNavigate();
  useEffect(() => {
    const id = crypto.randomUUID();
    let said = false;
    const say = async (state: { open: boolean; tells?: boolean }): Promise<void> => {
      if (!state.open && !said) return;
      said = state.open;
      try {
        for (const news of await client.notePage({ id, ...state })) showNews(news, (path) => void navigate({ to: path }));
      } catch {
        // The page says that the product is away; it is said again soon.
      }
    };
    const look = (): void => {
      const wants = wantsNotifications();
      const inSight = document.visibilityState === 'visible' && (document.hasFocus() || !wants);
      void say({ open: inSight || wants, tells: wants && !inSight });
    };
    const leave = (): void => void say({ open: false });
    look();
    const timer = setInterval(look, EVERY_MS);
    document.addEventListener('visibilitychange', look);
    addEventListener('focus', look);
    addEventListener('pagehide', leave);
    const end = onNotificationsTurned(look);
    return () => {
      clearInterval(timer);
      end();
      document.removeEventListener('visibilitychange', look);
      removeEventListener('focus', look);
      removeEventListener('pagehide', leave);
      leave();
    };
  }, [client, navigate]);
}
