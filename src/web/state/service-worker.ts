// Keeps the app's own files, so that the page opens while the product restarts. It never keeps an answer of the api.
export function installServiceWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  // Without it the page works as well, only not offline.
  void navigator.serviceWorker.register('/sw.js').catch(() => undefined);
}
