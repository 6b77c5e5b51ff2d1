// What is typed about a model is tested with the cheapest call, and kept. What does not answer can be kept anyway: the net may be down.
import { type ReactNode, useState } from 'react';
import type { Client } from '../../../client/client.ts';
import type { ModelTest } from '../../../contract/http.ts';
import { Button } from '../../parts/button.tsx';
import { saidError, saidTest } from '../../parts/said-error.ts';
import { useModelChange } from '../../state/settings-queries.ts';
import { words } from '../../words/words.ts';

export interface TestedFormProps {
  readonly button: string;
  /** Nothing to test yet. */
  readonly empty?: boolean;
  readonly test: (client: Client) => Promise<ModelTest>;
  readonly keep: (client: Client) => Promise<void>;
  readonly onReady: () => void;
  /** The fields; what is wrong stands at the last one. */
  readonly children: (wrong: string | undefined) => ReactNode;
}

export function TestedForm({ button, empty = false, test, keep, onReady, children }: TestedFormProps) {
  const [refused, setRefused] = useState<string>();
  const use = useModelChange(async (client, { tested }: { tested: boolean }) => {
    const tried = tested ? await test(client) : undefined;
    if (tried && !tried.ok) return saidTest(tried);
    await keep(client);
    return undefined;
  });
  const begin = (tested: boolean): void =>
    use.mutate({ tested }, { onSuccess: (why) => (why === undefined ? onReady() : setRefused(why)) });
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        setRefused(undefined);
        begin(true);
      }}
    >
      {children(refused ?? saidError(use.error))}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="primary" disabled={use.isPending || empty}>
          {button}
        </Button>
        {refused !== undefined && <Button onClick={() => begin(false)}>{words.firstRun.keepAnyway}</Button>}
      </div>
      <p role="status" className="text-sm text-muted">
        {use.isPending ? words.settings.testing : ''}
      </p>
    </form>
  );
}
