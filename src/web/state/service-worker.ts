// Keeps the app's own files, so that the page opens while the product restarts. It never keeps an answer of the api. Where another version of the
// product has come, its page takes over as soon as nothing is taken out of anybody's sight: at the next step to another place, or while hidden.
import type { Connection } from './connection.ts';

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
  if (serviceWorker.controller) serviceWorker.addEventListener('controllerchange', () => renew(onLeaving), { once: true });
}

/** Whoever upgrades the product restarts it. */
function askAfterRestart(registration: ServiceWorkerRegistration, connection: Connection): void {
  let wasAway = false;
  connection.subscribe(() => {
    const isAway = connection.state().kind === 'reconnecting';
    if (wasAway && !isAway) void registration.update().catch(() => undefined);
    wasAway = isAway;
  });
}

/** What is typed is kept, so beginning anew loses nothing. */
function renew(onLeaving: OnLeaving): void {
  onLeaving((to) => location.assign(to));
  const whenHidden = (): void => {
    if (document.hidden) location.reload();
  };
  document.addEventListener('visibilitychange', whenHidden);
  whenHidden();
}
