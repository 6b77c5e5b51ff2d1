// Which model does the work, and with which key. The key goes in and is never shown.
import type { Settings } from '../../../contract/http.ts';
import { Button } from '../../parts/button.tsx';
import { saidError, saidTest } from '../../parts/said-error.ts';
import { useModelChange } from '../../state/settings-queries.ts';
import { words } from '../../words/words.ts';
import { KeySetting } from './key-setting.tsx';
import { Section } from './section.tsx';
import { TextSetting } from './text-setting.tsx';

export function ModelSection({ settings }: { readonly settings: Settings }) {
  const said = words.settings;
  return (
    <Section title={said.model} anchor="model" aside={<TestButton demo={settings.demo} />}>
      <KeySetting settings={settings} />
      {/* While the demo is on, model and address are the demo's, not the person's. */}
      {!settings.demo && (
        <>
          <TextSetting label={said.modelName} value={settings.model} toPatch={(model) => ({ model })} />
          <TextSetting
            label={said.baseUrl}
            hint={said.baseUrlHint}
            type="url"
            value={settings.baseUrl ?? ''}
            toPatch={(baseUrl) => ({ baseUrl: baseUrl === '' ? null : baseUrl })}
          />
        </>
      )}
    </Section>
  );
}

function TestButton({ demo }: { readonly demo: boolean }) {
  const test = useModelChange((client, _: undefined) => client.testModel());
  const wrong = test.data && !test.data.ok ? (demo ? words.settings.testDemo : saidTest(test.data)) : saidError(test.error);
  return (
    <div className="flex min-w-0 flex-wrap items-center justify-end gap-3">
      <p role="status" className={`text-sm ${wrong ? 'text-bad' : 'text-good'}`}>
        {test.isPending ? words.settings.testing : (wrong ?? (test.data && words.settings.testGood))}
      </p>
      <Button disabled={test.isPending} onClick={() => test.mutate(undefined)}>
        {words.settings.test}
      </Button>
    </div>
  );
}
