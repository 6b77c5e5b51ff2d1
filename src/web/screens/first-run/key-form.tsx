// A key is pasted, tested with the cheapest call, and kept. One that does not answer can be kept anyway: the net may be down.
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { Field } from '../../parts/field.tsx';
import { saidError } from '../../parts/said-error.ts';
import { useModelChange } from '../../state/settings-queries.ts';
import { words } from '../../words/words.ts';

export function KeyForm({ onReady }: { readonly onReady: () => void }) {
  const [key, setKey] = useState('');
  const [refused, setRefused] = useState<string>();
  const keep = useModelChange(async (client, { test }: { test: boolean }) => {
    const tried = test ? await client.testModel({ key: key.trim(), baseUrl: null }) : undefined;
    if (tried && !tried.ok) return tried.text;
    // First: another service of earlier would be sent this key.
    await client.patchSettings({ baseUrl: null });
    await client.putModelKey(key.trim());
    return undefined;
  });
  const use = (test: boolean): void =>
    keep.mutate({ test }, { onSuccess: (why) => (why === undefined ? onReady() : setRefused(why)) });
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        setRefused(undefined);
        use(true);
      }}
    >
      <Field
        label={words.settings.key}
        hint={words.settings.keyHint.nowhere}
        type="password"
        autoComplete="off"
        spellCheck={false}
        required
        value={key}
        error={refused ?? saidError(keep.error)}
        onChange={setKey}
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="primary" disabled={keep.isPending || key.trim() === ''}>
          {words.firstRun.useKey}
        </Button>
        {refused !== undefined && <Button onClick={() => use(false)}>{words.firstRun.keepAnyway}</Button>}
      </div>
      <p role="status" className="text-sm text-muted">
        {keep.isPending ? words.settings.testing : ''}
      </p>
    </form>
  );
}
