// How long, and how much, is kept so that changes can be undone.
import type { Settings } from '../../../contract/http.ts';
import { useHealthChecks } from '../../state/settings-queries.ts';
import { saySize } from '../../words/say-size.ts';
import { words } from '../../words/words.ts';
import { NumberSetting } from './number-setting.tsx';
import { Section } from './section.tsx';

/** As sizes are said everywhere. */
const GB = 1000 ** 3;

export function KeepingSection({ settings }: { readonly settings: Settings }) {
  const said = words.settings;
  const kept = useHealthChecks().data?.items.find(({ name }) => name === 'undo')?.bytes;
  return (
    <Section title={said.keeping} hint={kept === undefined ? undefined : said.keptNow(saySize(kept))}>
      <div className="grid gap-x-6 sm:grid-cols-2">
        <NumberSetting
          label={said.retentionDays}
          value={settings.retentionDays}
          toPatch={(retentionDays) => ({ retentionDays })}
        />
        <NumberSetting
          label={said.retentionGb}
          value={Number((settings.retentionBytes / GB).toFixed(2))}
          parts
          toPatch={(gb) => ({ retentionBytes: Math.round(gb * GB) })}
        />
      </div>
    </Section>
  );
}
