// Who does the work: the demo, a key, or a model of one's own. What is already there needs no choice.
import { type ReactNode, useId, useState } from 'react';
import type { Demo } from '../../../contract/http.ts';
import { Button } from '../../parts/button.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { saidError } from '../../parts/said-error.ts';
import { useSettings } from '../../state/queries.ts';
import { useModelChange } from '../../state/settings-queries.ts';
import { words } from '../../words/words.ts';
import { KeyForm } from './key-form.tsx';
import { LocalForm } from './local-form.tsx';

const WAYS = ['demo', 'key', 'local'] as const;
export type ModelWay = (typeof WAYS)[number];

export function ModelStep({ onReady }: { readonly onReady: (way: ModelWay, demo?: Demo) => void }) {
  const settings = useSettings().data;
  const [chosen, setChosen] = useState<ModelWay>();
  const there: ModelWay = settings?.hasModelKey ? 'key' : settings?.baseUrl && !settings.demo ? 'local' : 'demo';
  const way = chosen ?? there;
  const { firstRun } = words;
  const begin = useModelChange((client, _: undefined) => client.startDemo());
  const isThere = settings !== undefined && there === way && way !== 'demo';
  // What is chosen at first depends on it: it must not jump under the hand.
  if (settings === undefined) return <Skeleton lines={3} />;
  return (
    <>
      <fieldset className="flex flex-col gap-1">
        <legend className="sr-only">{firstRun.steps.model}</legend>
        {WAYS.map((one) => (
          <Way key={one} way={one} checked={way === one} onChoose={() => setChosen(one)} />
        ))}
      </fieldset>
      {isThere && (
        <Button look="primary" className="self-start" onClick={() => onReady(way)}>
          {firstRun.next}
        </Button>
      )}
      {way === 'demo' && (
        <>
          <Button
            look="primary"
            className="self-start"
            disabled={begin.isPending}
            onClick={() => begin.mutate(undefined, { onSuccess: (demo) => onReady('demo', demo) })}
          >
            {firstRun.useDemo}
          </Button>
          <Wrong>{saidError(begin.error)}</Wrong>
        </>
      )}
      {way === 'key' && !isThere && <KeyForm onReady={() => onReady('key')} />}
      {way === 'local' && !isThere && <LocalForm onReady={() => onReady('local')} />}
    </>
  );
}

function Way({ way, checked, onChoose }: { readonly way: ModelWay; readonly checked: boolean; readonly onChoose: () => void }) {
  const { title, hint } = words.firstRun.ways[way];
  const id = useId();
  return (
    <label
      className={`flex cursor-pointer gap-3 rounded-md border p-3 ${checked ? 'border-edge bg-raised' : 'border-transparent hover:bg-hover'}`}
    >
      <input
        type="radio"
        name="model-way"
        aria-labelledby={`${id}-title`}
        aria-describedby={id}
        checked={checked}
        onChange={onChoose}
        className="mt-0.5 size-5 shrink-0 accent-accent"
      />
      <span>
        <span id={`${id}-title`} className="block font-medium">
          {title}
        </span>
        <span id={id} className="block text-sm text-muted">
          {hint}
        </span>
      </span>
    </label>
  );
}

const Wrong = ({ children }: { readonly children: ReactNode }) =>
  children ? (
    <p role="alert" className="text-bad">
      {children}
    </p>
  ) : null;
