// When it is due, in words; the next five times show at once what was understood.
import { Field } from '../../parts/field.tsx';
import { saidError } from '../../parts/said-error.ts';
import { useSchedulePreview } from '../../state/schedule-queries.ts';
import { useSettled } from '../../state/use-settled.ts';
import { words } from '../../words/words.ts';
import { sayDue } from './say-due.ts';
import type { PartProps } from './schedule-form.tsx';

const STILL_MS = 300;

export function WhenField({ wish, set }: PartProps) {
  const cadence = useSettled(wish.cadence.trim(), STILL_MS);
  const preview = useSchedulePreview(cadence, wish.timeZone);
  const said = words.schedules;
  const read = cadence === '' ? undefined : preview.data;
  return (
    <div className="flex flex-col gap-3">
      <Field
        label={said.when}
        hint={said.whenHint}
        required
        autoComplete="off"
        value={wish.cadence}
        error={cadence === '' || preview.isFetching ? undefined : saidError(preview.error)}
        onChange={(typed) => set({ cadence: typed })}
      />
      <div className="flex flex-wrap gap-2">
        {said.whenExamples.map(({ label, cadence: example }) => (
          <button
            key={label}
            type="button"
            aria-pressed={wish.cadence === example}
            className="min-h-10 rounded-full border border-line px-3 text-sm hover:bg-hover aria-pressed:border-edge aria-pressed:bg-hover"
            onClick={() => set({ cadence: example })}
          >
            {label}
          </button>
        ))}
      </div>
      {/* As high as its five lines from the beginning: nothing below it jumps. */}
      <div aria-live="polite" className="min-h-44">
        {read && !preview.isError && (
          <>
            <p className="font-medium first-letter:uppercase">{read.words}</p>
            <p className="text-sm text-muted">
              {said.nextFive} ({read.timeZone})
            </p>
            <ol className="mt-1 flex flex-col">
              {read.next.map((at) => (
                <li key={at}>
                  <time dateTime={at}>{sayDue(at, read.timeZone)}</time>
                </li>
              ))}
            </ol>
          </>
        )}
      </div>
    </div>
  );
}
