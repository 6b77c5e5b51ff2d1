// What was allowed for every time of a schedule, and taking it back.
import type { Schedule } from '../../../contract/schedules.ts';
import { Button } from '../../parts/button.tsx';
import { useScheduleChange } from '../../state/schedule-queries.ts';
import { words } from '../../words/words.ts';

export function AllowedList({ schedule: { id, allowed } }: { readonly schedule: Schedule }) {
  const revoke = useScheduleChange((client, _: undefined) => client.revokeForSchedule(id), { shown: false });
  const said = words.schedules;
  if (allowed.length === 0) return null;
  return (
    <section className="flex flex-col gap-1 border-t border-line pt-4">
      <div className="flex flex-wrap items-center justify-between gap-x-4">
        <h2>{said.allowed}</h2>
        <Button disabled={revoke.isPending} onClick={() => revoke.mutate(undefined)}>
          {said.askAgain}
        </Button>
      </div>
      <p className="text-sm text-muted">{said.allowedHint}</p>
      <ul>
        {allowed.map(({ path, tool, kind }) => (
          <li key={`${path} ${tool} ${kind}`} className="break-words">
            {said.allowedLine(words.settings.alwaysKinds[kind], path)}
          </li>
        ))}
      </ul>
    </section>
  );
}
