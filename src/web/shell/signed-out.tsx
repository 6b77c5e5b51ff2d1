// The browser's sign-in has ended: how to get another. The link may be opened in another tab or window, so it is asked again and again, without a word.
import { useCallback, useEffect } from 'react';
import { Button } from '../parts/button.tsx';
import { useClient } from '../state/client-context.ts';
import { useConnectionSource } from '../state/connection-context.ts';
import { useTitle } from '../state/use-title.ts';
import { words } from '../words/words.ts';

const EVERY_MS = 5_000;

export function SignedOut() {
  useTitle(undefined);
  const client = useClient();
  const connection = useConnectionSource();
  const ask = useCallback((): void => {
    // Whatever else comes than an answer leaves it as it is.
    void client.capabilities().then(connection.answered, () => undefined);
  }, [client, connection]);
  useEffect(() => {
    const look = (): void => {
      if (document.visibilityState === 'visible') ask();
    };
    const timer = setInterval(look, EVERY_MS);
    document.addEventListener('visibilitychange', look);
    addEventListener('focus', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
      removeEventListener('focus', look);
    };
  }, [ask]);
  return (
    <main className="mx-auto flex max-w-xl flex-col items-start gap-3 px-4 py-16">
      <h1>{words.connection.signedOut}</h1>
      <p>
        {words.connection.signIn} <code className="rounded-md bg-hover px-2 py-1 font-mono text-sm">cowork open</code>
      </p>
      <p className="text-muted">{words.connection.goesOn}</p>
      <Button onClick={ask}>{words.error.again}</Button>
    </main>
  );
}
