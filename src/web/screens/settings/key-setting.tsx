// The key of the AI service: where it is kept, a new one, and forgetting it.
import { useState } from 'react';
import type { Settings } from '../../../contract/http.ts';
import { Button } from '../../parts/button.tsx';
import { Field } from '../../parts/field.tsx';
import { saidError } from '../../parts/said-error.ts';
import { useModelChange } from '../../state/settings-queries.ts';
import { words } from '../../words/words.ts';
import { Saved } from './saved.tsx';

export function KeySetting({ settings: { modelKeyPlace } }: { readonly settings: Settings }) {
  const [key, setKey] = useState('');
  const keep = useModelChange((client, typed: string) => client.putModelKey(typed));
  const forget = useModelChange((client, _: undefined) => client.removeModelKey());
  const said = words.settings;
  return (
    <form
      className="flex flex-col gap-2 pt-3"
      onSubmit={(event) => {
        event.preventDefault();
        keep.mutate(key.trim(), { onSuccess: () => setKey('') });
      }}
    >
      <Field
        label={said.key}
        hint={said.keyHint[modelKeyPlace]}
        type="password"
        autoComplete="off"
        spellCheck={false}
        placeholder={modelKeyPlace === 'nowhere' ? '' : said.keyNew}
        value={key}
        error={saidError(keep.error)}
        onChange={(typed) => {
          setKey(typed);
          keep.reset();
        }}
      />
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" disabled={key.trim() === '' || keep.isPending}>
          {said.keyKeep}
        </Button>
        {(modelKeyPlace === 'keychain' || modelKeyPlace === 'file') && (
          <Button look="quiet" disabled={forget.isPending} onClick={() => forget.mutate(undefined)}>
            {said.keyForget}
          </Button>
        )}
        <Saved saving={{ isSuccess: keep.isSuccess, error: forget.error }} />
      </div>
    </form>
  );
}
