// A key of the AI service is pasted.
import { useState } from 'react';
import { Field } from '../../parts/field.tsx';
import { words } from '../../words/words.ts';
import { TestedForm } from './tested-form.tsx';

export function KeyForm({ onReady }: { readonly onReady: () => void }) {
  const [typed, setTyped] = useState('');
  const key = typed.trim();
  return (
    <TestedForm
      button={words.firstRun.useKey}
      empty={key === ''}
      test={(client) => client.testModel({ key, baseUrl: null })}
      keep={async (client) => {
        // First: another service of earlier would be sent this key.
        await client.patchSettings({ baseUrl: null });
        await client.putModelKey(key);
      }}
      onReady={onReady}
    >
      {(wrong) => (
        <Field
          label={words.settings.key}
          hint={words.settings.keyHint.nowhere}
          type="password"
          autoComplete="off"
          spellCheck={false}
          required
          value={typed}
          error={wrong}
          onChange={setTyped}
        />
      )}
    </TestedForm>
  );
}
