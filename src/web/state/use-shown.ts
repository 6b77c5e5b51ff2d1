// Is this page looked at? One that lies behind others for a while lets its streams go: a browser has six connections to one place, over all pages.
import { useEffect, useState } from 'react';

/** Whoever only looks something up elsewhere comes back to a page that has gone on. */
const AWAY_MS = 30_000;

export function useShown(): boolean {
  const [shown, setShown] = useState(true);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      clearTimeout(timer);
      if (document.visibilityState === 'visible') setShown(true);
      else timer = setTimeout(() => setShown(false), AWAY_MS);
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, []);
  return shown;
}
