// The browser's sign-in has ended: how to get another.
import { useTitle } from '../state/use-title.ts';
import { words } from '../words/words.ts';

export function SignedOut() {
  useTitle(undefined);
  return (
    <main className="mx-auto flex max-w-xl flex-col gap-3 px-4 py-16">
      <h1>{words.connection.signedOut}</h1>
      <p>
        {words.connection.signIn} <code className="rounded-md bg-hover px-2 py-1 font-mono text-sm">cowork open</code>
      </p>
    </main>
  );
}
