// The address and the name of a model of one's own, tested before they are kept.
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { Field } from '../../parts/field.tsx';
import { saidError } from '../../parts/said-error.ts';
import { useModelChange } from '../../state/settings-queries.ts';
import { words } from '../../words/words.ts';

export function LocalForm({ onReady }: { readonly onReady: () => void }) {
  const [baseUrl, setBaseUrl] = useState('');
  const [model, setModel] = useState('');
  const [refused, setRefused] = useState<string>();
  const keep = useModelChange(async (client, { test }: { test: boolean }) => {
    const wish = { baseUrl: baseUrl.trim(), model: model.trim() };
    const tried = test ? await client.testModel(wish) : undefined;
    if (tried && !tried.ok) return tried.text;
    await client.patchSettings(wish);
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
        label={words.firstRun.address}
        hint={words.firstRun.addressHint}
        type="url"
        required
        value={baseUrl}
        onChange={setBaseUrl}
      />
      <Field
        label={words.settings.modelName}
        required
        value={model}
        error={refused ?? saidError(keep.error)}
        onChange={setModel}
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="primary" disabled={keep.isPending}>
          {words.firstRun.useLocal}
        </Button>
        {refused !== undefined && <Button onClick={() => use(false)}>{words.firstRun.keepAnyway}</Button>}
      </div>
      <p role="status" className="text-sm text-muted">
        {keep.isPending ? words.settings.testing : ''}
      </p>
    </form>
  );
}
