// Notifications of the system by the page: whether the person wants them, and whether the browser lets us.
import { useState, useSyncExternalStore } from 'react';

const KEY = 'notifications';
const listeners = new Set<() => void>();
const tell = (): void => listeners.forEach((listener) => listener());

/** `unsupported`: this browser has none. */
export type NotifyPermission = NotificationPermission | 'unsupported';

export const notifyPermission = (): NotifyPermission => ('Notification' in globalThis ? Notification.permission : 'unsupported');
export const wantsNotifications = (): boolean => localStorage.getItem(KEY) === 'on' && notifyPermission() === 'granted';

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export interface Notifications {
  readonly permission: NotifyPermission;
  readonly on: boolean;
  /** Asks the browser where it has not been asked; call it from a click. */
  readonly turn: (on: boolean) => Promise<void>;
}

/** For a switch in the settings. */
export function useNotifications(): Notifications {
  const on = useSyncExternalStore(subscribe, wantsNotifications);
  const [permission, setPermission] = useState(notifyPermission);
  return {
    permission,
    on,
    async turn(wanted) {
      if (wanted && notifyPermission() === 'default') await Notification.requestPermission();
      setPermission(notifyPermission());
      if (wanted) localStorage.setItem(KEY, 'on');
      else localStorage.removeItem(KEY);
      tell();
    },
  };
}

/** Calls back after the person turned them on or off, also in another tab. */
export function onNotificationsTurned(listener: () => void): () => void {
  const end = subscribe(listener);
  const onStorage = ({ key }: StorageEvent): void => {
    if (key === KEY) listener();
  };
  addEventListener('storage', onStorage);
  return () => {
    end();
    removeEventListener('storage', onStorage);
  };
}
