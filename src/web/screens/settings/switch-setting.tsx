// A setting that is on or off.
import { useId, useState } from 'react';
import { Checkbox } from '../../parts/checkbox.tsx';
import { type SettingsPatch, useSaveSettings } from '../../state/settings-queries.ts';
import { Saved } from './saved.tsx';

export interface SwitchSettingProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: boolean;
  readonly toPatch: (on: boolean) => SettingsPatch;
}

export function SwitchSetting({ label, hint, value, toPatch }: SwitchSettingProps) {
  const save = useSaveSettings();
  // Seen at once; when it could not be saved, what holds is shown again.
  const [wanted, setWanted] = useState(value);
  const id = useId();
  return (
    <div className="flex flex-col pt-2" role="group" aria-describedby={hint ? id : undefined} aria-label={label}>
      <Checkbox
        checked={save.isPending ? wanted : value}
        onChange={(on) => {
          setWanted(on);
          save.mutate(toPatch(on));
        }}
      >
        {label}
      </Checkbox>
      {hint && (
        <p id={id} className="pl-8 text-sm text-muted">
          {hint}
        </p>
      )}
      <div className="pl-8">
        <Saved saving={save} />
      </div>
    </div>
  );
}
