// What, when, where; the rest is behind "more". Nothing typed is lost when saving fails.
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { Field } from '../../parts/field.tsx';
import { saidError } from '../../parts/said-error.ts';
import { words } from '../../words/words.ts';
import { MoreFields } from './more-fields.tsx';
import { WhenField } from './when-field.tsx';
import { WhereField } from './where-field.tsx';
import type { Wish } from './wish.ts';

export interface ScheduleFormProps {
  /** How it begins; later ones are not looked at. */
  readonly first: Wish;
  readonly saving: { readonly isPending: boolean; readonly error: unknown };
  readonly onType?: (wish: Wish) => void;
  readonly onSave: (wish: Wish) => void;
  readonly onCancel: () => void;
}

export interface PartProps {
  readonly wish: Wish;
  readonly set: (change: Partial<Wish>) => void;
}

export function ScheduleForm({ first, saving, onType, onSave, onCancel }: ScheduleFormProps) {
  const [wish, setWish] = useState(first);
  const set = (change: Partial<Wish>): void => {
    const now = { ...wish, ...change };
    setWish(now);
    onType?.(now);
  };
  const said = words.schedules;
  const wrong = saidError(saving.error);
  const empty = wish.prompt.trim() === '' || wish.cadence.trim() === '';
  return (
    <form
      noValidate
      className="flex flex-col gap-6"
      onSubmit={(event) => {
        event.preventDefault();
        onSave(wish);
      }}
    >
      <Field label={said.what} lines={4} required value={wish.prompt} onChange={(prompt) => set({ prompt })} />
      <WhenField wish={wish} set={set} />
      <WhereField wish={wish} set={set} />
      <MoreFields wish={wish} set={set} />
      {wrong && (
        <p role="alert" className="text-bad">
          {wrong}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="primary" disabled={saving.isPending || empty}>
          {said.save}
        </Button>
        <Button onClick={onCancel}>{said.cancel}</Button>
      </div>
    </form>
  );
}
