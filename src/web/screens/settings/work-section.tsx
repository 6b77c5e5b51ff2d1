// How tasks work: when they ask, what they may cost, how many at once, where results go.
import { Mode } from '../../../contract/task.ts';
import type { Settings } from '../../../contract/http.ts';
import { Choice } from '../../parts/choice.tsx';
import { useSaveSettings } from '../../state/settings-queries.ts';
import { words } from '../../words/words.ts';
import { NumberSetting } from './number-setting.tsx';
import { Saved } from './saved.tsx';
import { Section } from './section.tsx';
import { SwitchSetting } from './switch-setting.tsx';
import { TextSetting } from './text-setting.tsx';

export function WorkSection({ settings }: { readonly settings: Settings }) {
  const mode = useSaveSettings();
  const said = words.settings;
  return (
    <Section title={said.work}>
      <div className="pt-3">
        <Choice
          label={said.mode}
          value={settings.defaultMode}
          options={Mode.options.map((value) => ({ value, label: said.modes[value] }))}
          onChange={(defaultMode) => mode.mutate({ defaultMode })}
        />
        <Saved saving={mode} />
      </div>
      <div className="grid gap-x-6 sm:grid-cols-2">
        <NumberSetting
          label={said.dailyMaxUsd}
          hint={said.dailyMaxUsdHint}
          value={settings.dailyMaxUsd}
          parts
          toPatch={(dailyMaxUsd) => ({ dailyMaxUsd })}
        />
        <NumberSetting
          label={said.runningTasks}
          hint={said.runningTasksHint}
          value={settings.runningTasks}
          toPatch={(runningTasks) => ({ runningTasks })}
        />
      </div>
      <NumberSetting
        label={said.runningChildren}
        value={settings.runningChildren}
        toPatch={(runningChildren) => ({ runningChildren })}
      />
      <TextSetting label={said.deliverTo} value={settings.deliverTo} toPatch={(deliverTo) => ({ deliverTo })} />
      <SwitchSetting label={said.keepAwake} value={settings.keepAwake} toPatch={(keepAwake) => ({ keepAwake })} />
    </Section>
  );
}
