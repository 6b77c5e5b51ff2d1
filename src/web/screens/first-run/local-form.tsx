// The address and the name of a model of one's own.
import { useState } from 'react';
import { Field } from '../../parts/field.tsx';
import { words } from '../../words/words.ts';
import { TestedForm } from './tested-form.tsx';

export function LocalForm({ onReady }: { readonly onReady: () => void }) {
  const [baseUrl, setBaseUrl] = useState('');
  const [model, setModel] = useState('');
  const wish = { baseUrl: baseUrl.trim(), model: model.trim() };
  return (
    <TestedForm
      button={words.firstRun.useLocal}
      test={(client) => client.testModel(wish)}
      keep={async (client) => void (await client.patchSettings(wish))}
      onReady={onReady}
    >
      {(wrong) => (
        <>
          <Field
            label={words.firstRun.address}
            hint={words.firstRun.addressHint}
            type="url"
            required
            value={baseUrl}
            onChange={setBaseUrl}
          />
          <Field label={words.settings.modelName} required value={model} error={wrong} onChange={setModel} />
        </>
      )}
    </TestedForm>
  );
}
