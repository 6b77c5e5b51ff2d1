// A number among the settings.
import { type SettingsPatch } from '../../state/settings-queries.ts';
import { words } from '../../words/words.ts';
import { TextSetting } from './text-setting.tsx';

export interface NumberSettingProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: number;
  readonly toPatch: (value: number) => SettingsPatch;
  /** With parts; else whole ones from 1 on. */
  readonly parts?: boolean;
}

export function NumberSetting({ label, hint, value, toPatch, parts = false }: NumberSettingProps) {
  return (
    <TextSetting
      label={label}
      hint={hint}
      inputMode={parts ? 'decimal' : 'numeric'}
      value={String(value)}
      toPatch={(typed) => {
        const number = Number(typed.replace(',', '.'));
        const right = typed !== '' && (parts ? number > 0 : Number.isInteger(number) && number >= 1);
        if (!right) return parts ? words.settings.number(0.01) : words.settings.wholeNumber(1);
        return toPatch(number);
      }}
    />
  );
}
