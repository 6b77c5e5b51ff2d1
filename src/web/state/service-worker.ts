// Keeps the app's own files, so that the page opens while the product restarts. It never keeps an answer of the api. Where another version of the
// product has come, its page takes over at the next step to another place and at no other moment, also not while hidden: a form may hold what was
// typed, or a file be on its way.
import type { Connection } from './connection.ts';

/** Whoever goes back and forth between windows does not ask each time. */
const SELDOM_MS = 60_000;

/** Tells of the moments before another place is shown. */
type OnLeaving = (listener: (to: string) => void) => void;

export function installServiceWorker(connection: Connection, onLeaving: OnLeaving): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const { serviceWorker } = navigator;
  // Without it the page works as well, only not offline.
  void serviceWorker.register('/sw.js').then(
    (registration) => askAfterRestart(registration, connection),
    () => undefined,
  );
  // The very first one takes over nothing.
  if (!serviceWorker.controller) return;
  serviceWorker.addEventListener('controllerchange', () => onLeaving((to) => location.assign(to)), { once: true });
}

/** Whoever upgrades the product restarts it. A page that was out of sight may have seen nothing of it, so it asks when it is looked at again. */
function askAfterRestart(registration: ServiceWorkerRegistration, connection: Connection): void {
  // It was asked for when this page began.
  let askedAt = performance.now();
  const ask = (): void => {
    askedAt = performance.now();
    void registration.update().catch(() => undefined);
  };
  let wasAway = false;
  connection.subscribe(() => {
    const isAway = connection.state().kind === 'reconnecting';
    if (wasAway && !isAway) ask();
    wasAway = isAway;
  });
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && performance.now() - askedAt > SELDOM_MS) ask();
  });
}
