// Tells the person through the system while the page is open but not looked at. Of all tabs one does it: whoever holds the lock.
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { Client } from '../../client/client.ts';
import { isQuiet } from '../../contract/quiet-hours.ts';
import { words } from '../words/words.ts';
import { useClient } from './client-context.ts';
import { type News, newsSince } from './news.ts';
import { onNotificationsTurned, wantsNotifications } from './notifications.ts';

const LOOK_MS = 4_000;

export function useNotifier(): void {
  const client = useClient();
  const navigate = useNavigate();
  useEffect(() => {
    let turn = new AbortController();
    const begin = (): void => {
      turn.abort();
      turn = new AbortController();
      const { signal } = turn;
      if (!wantsNotifications()) return;
      // Refused only by the signal.
      void navigator.locks
        .request('notifier', { signal }, () => watch(client, signal, (path) => void navigate({ to: path })))
        .catch(() => undefined);
    };
    begin();
    const end = onNotificationsTurned(begin);
    return () => {
      end();
      turn.abort();
    };
  }, [client, navigate]);
}

/** Until the signal; what cannot be asked now is asked again. Also while the page is hidden: that is when it matters. */
async function watch(client: Client, signal: AbortSignal, open: (path: string) => void): Promise<void> {
  let known: ReadonlySet<string> | undefined;
  while (!signal.aborted) {
    try {
      const [settings, tasks, approvals, schedules] = await Promise.all([
        client.settings(),
        client.tasks({ limit: 50 }),
        client.approvals({ status: 'pending' }),
        client.schedules(),
      ]);
      const found = newsSince(known, { tasks: tasks.items, approvals: approvals.items, schedules: schedules.items });
      // What was told is not told again, also where a task leaves the list and comes back.
      known = new Set([...(known ?? []), ...found.known]);
      const mayTell = settings.notifications && !isQuiet(settings.quietHours, new Date()) && !document.hasFocus();
      if (mayTell) for (const news of found.news) show(news, open);
    } catch {
      // The page says that the product is away; there is nothing to tell.
    }
    await pause(LOOK_MS, signal);
  }
}

function show({ key, kind, text, path }: News, open: (path: string) => void): void {
  const title = kind === 'missed' ? words.notify.missed(text) : words.notify[kind];
  const shown = new Notification(title, { tag: key, body: kind === 'missed' ? '' : text, icon: '/icon-192.png' });
  shown.onclick = () => {
    shown.close();
    window.focus();
    open(path);
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
