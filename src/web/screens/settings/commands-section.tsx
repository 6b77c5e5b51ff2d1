// What commands of tasks may: download packages, and run where no virtual machine can.
import type { Settings } from '../../../contract/http.ts';
import { words } from '../../words/words.ts';
import { Section } from './section.tsx';
import { SwitchSetting } from './switch-setting.tsx';

export function CommandsSection({ settings }: { readonly settings: Settings }) {
  const said = words.settings;
  return (
    <Section title={said.commands}>
      <SwitchSetting
        label={said.packageRegistries}
        hint={said.packageRegistriesHint}
        value={settings.packageRegistries}
        toPatch={(packageRegistries) => ({ packageRegistries })}
      />
      <SwitchSetting
        label={said.withoutMachine}
        hint={said.withoutMachineHint}
        value={settings.commandsWithoutMachine}
        toPatch={(commandsWithoutMachine) => ({ commandsWithoutMachine })}
      />
    </Section>
  );
}
