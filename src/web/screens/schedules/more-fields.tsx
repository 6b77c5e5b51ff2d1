// What has a good beginning and seldom needs a change: name, mode, money, what was missed, what overlaps, the time zone.
import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { Misfire, Overlap } from '../../../contract/schedules.ts';
import { Mode } from '../../../contract/task.ts';
import { Choice } from '../../parts/choice.tsx';
import { Field } from '../../parts/field.tsx';
import { words } from '../../words/words.ts';
import type { PartProps } from './schedule-form.tsx';

export function MoreFields({ wish, set }: PartProps) {
  const [open, setOpen] = useState(false);
  return (
    <div className="border-y border-line">
      <button
        type="button"
        aria-expanded={open}
        className="flex min-h-12 w-full items-center gap-2 font-medium"
        onClick={() => setOpen(!open)}
      >
        <ChevronRight size={16} aria-hidden className={`transition-transform duration-150 ${open ? 'rotate-90' : ''}`} />
        {words.schedules.more}
      </button>
      {open && <Fields wish={wish} set={set} />}
    </div>
  );
}

function Fields({ wish, set }: PartProps) {
  const said = words.schedules;
  return (
    <div className="flex flex-col gap-4 pb-5">
      <Field label={said.name} hint={said.nameHint} value={wish.name} onChange={(name) => set({ name })} />
      <Choice
        label={said.mode}
        value={wish.mode}
        options={Mode.options.map((value) => ({ value, label: words.settings.modes[value] }))}
        onChange={(mode) => set({ mode })}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={said.maxUsd} inputMode="decimal" value={wish.maxUsd} onChange={(maxUsd) => set({ maxUsd })} />
        <Field
          label={said.dailyMaxUsd}
          inputMode="decimal"
          value={wish.dailyMaxUsd}
          onChange={(dailyMaxUsd) => set({ dailyMaxUsd })}
        />
      </div>
      <Field
        label={said.maxMinutes}
        inputMode="numeric"
        value={wish.limitMinutes}
        onChange={(limitMinutes) => set({ limitMinutes })}
      />
      <Choice
        label={said.misfire}
        value={wish.misfire}
        options={Misfire.options.map((value) => ({ value, label: said.misfires[value] }))}
        onChange={(misfire) => set({ misfire })}
      />
      {wish.misfire === 'all' && (
        <Field
          label={said.misfireMost}
          inputMode="numeric"
          value={wish.misfireMost}
          onChange={(misfireMost) => set({ misfireMost })}
        />
      )}
      <Choice
        label={said.overlap}
        value={wish.overlap}
        options={Overlap.options.map((value) => ({ value, label: said.overlaps[value] }))}
        onChange={(overlap) => set({ overlap })}
      />
      <ZoneChoice wish={wish} set={set} />
    </div>
  );
}

/** The browser's own list of zones, and the one that is set, should it not be among them. */
function ZoneChoice({ wish: { timeZone }, set }: PartProps) {
  const zones = [...new Set([timeZone, ...Intl.supportedValuesOf('timeZone')])].sort();
  return (
    <Choice
      label={words.schedules.zone}
      value={timeZone}
      options={zones.map((value) => ({ value, label: value }))}
      onChange={(zone) => set({ timeZone: zone })}
    />
  );
}
