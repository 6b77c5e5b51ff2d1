// A setting that is typed: saved when the field is left or Enter is pressed. A wrong one stays in sight with what is wrong.
import { useState } from 'react';
import { Field, type FieldProps } from '../../parts/field.tsx';
import { saidError } from '../../parts/said-error.ts';
import { type SettingsPatch, useSaveSettings } from '../../state/settings-queries.ts';
import { Saved } from './saved.tsx';

export interface TextSettingProps extends Pick<FieldProps, 'label' | 'hint' | 'type' | 'inputMode'> {
  readonly value: string;
  /** The change, or a sentence that says what is wrong. */
  readonly toPatch: (typed: string) => SettingsPatch | string;
}

export function TextSetting({ value, toPatch, ...field }: TextSettingProps) {
  /** Absent while nothing was typed: then it is what is saved, also where another page saved it. */
  const [typed, setTyped] = useState<string>();
  const [wrong, setWrong] = useState<string>();
  const save = useSaveSettings();
  const leave = (): void => {
    if (typed === undefined) return;
    const patch = toPatch(typed.trim());
    setWrong(typeof patch === 'string' ? patch : undefined);
    if (typeof patch === 'string') return;
    if (typed.trim() === value) setTyped(undefined);
    else save.mutate(patch, { onSuccess: () => setTyped(undefined) });
  };
  return (
    <div className="flex min-w-0 flex-col pt-3">
      <Field
        {...field}
        value={typed ?? value}
        error={wrong ?? saidError(save.error)}
        onBlur={leave}
        onKeyDown={(event) => {
          if (event.key === 'Enter') leave();
        }}
        onChange={(next) => {
          setTyped(next);
          setWrong(undefined);
          save.reset();
        }}
      />
      <Saved saving={{ isSuccess: save.isSuccess, error: undefined }} />
    </div>
  );
}
