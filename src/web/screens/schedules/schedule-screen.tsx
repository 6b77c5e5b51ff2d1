// One schedule: when it is due, what was allowed for each time, its history, and what can be done with it.
import { useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { Schedule } from '../../../contract/schedules.ts';
import { BackLink } from '../../parts/back-link.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Page } from '../../parts/page.tsx';
import { useSchedule, useScheduleChange } from '../../state/schedule-queries.ts';
import { words } from '../../words/words.ts';
import { AllowedList } from './allowed-list.tsx';
import { History } from './history.tsx';
import { sayDue } from './say-due.ts';
import { ScheduleActions } from './schedule-actions.tsx';

export function ScheduleScreen() {
  const { scheduleId } = useParams({ from: '/schedules/$scheduleId' });
  const schedule = useSchedule(scheduleId);
  const said = words.schedules;
  return (
    <Page title={schedule.data?.name ?? said.title}>
      <BackLink to="/schedules" text={said.all} />
      <Loaded query={schedule}>
        {(now) => (
          <>
            <Facts schedule={now} />
            <ScheduleActions schedule={now} />
            <AllowedList schedule={now} />
            <Seen schedule={now} />
            <History scheduleId={now.id} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Facts({ schedule }: { readonly schedule: Schedule }) {
  const said = words.schedules;
  const { paused, pausedReason, next, timeZone, folders } = schedule;
  const due = next.map((at) => sayDue(at, timeZone));
  const where =
    folders === undefined ? said.standing : folders.length === 0 ? said.none : folders.map(({ path }) => path).join(', ');
  return (
    <div className="flex flex-col gap-4">
      <p className="whitespace-pre-wrap">{schedule.prompt}</p>
      <dl className="grid gap-x-6 sm:gap-y-2 sm:grid-cols-[8rem_minmax(0,1fr)]">
        <dt className="text-muted max-sm:text-sm max-sm:not-first:pt-2">{said.when}</dt>
        <dd>
          <span className="block first-letter:uppercase">{schedule.words}</span>
          <span className="text-sm text-muted">{timeZone}</span>
        </dd>
        <dt className="text-muted max-sm:text-sm max-sm:not-first:pt-2">{said.next}</dt>
        <dd>
          {paused ? (
            <span className="text-accent">{pausedReason === undefined ? said.paused : said.pausedItself(pausedReason)}</span>
          ) : due.length === 0 ? (
            said.noNext
          ) : (
            <>
              <span className="font-medium">{due[0]}</span>
              <span className="block text-sm text-muted">{due.slice(1).join(' · ')}</span>
            </>
          )}
        </dd>
        <dt className="text-muted max-sm:text-sm max-sm:not-first:pt-2">{said.where}</dt>
        <dd className="break-words">{where}</dd>
        <dt className="text-muted max-sm:text-sm max-sm:not-first:pt-2">{said.mode}</dt>
        <dd>{words.settings.modes[schedule.mode]}</dd>
      </dl>
    </div>
  );
}

/** What was missed is said once: whoever looks at the history has seen it. */
function Seen({ schedule: { id, missed } }: { readonly schedule: Schedule }) {
  const { mutate } = useScheduleChange((client, _: undefined) => client.seenSchedule(id));
  useEffect(() => {
    if (missed === 0) return undefined;
    // After it could be read, and not at a passing by.
    const timer = setTimeout(() => mutate(undefined), 5_000);
    return () => clearTimeout(timer);
  }, [missed, mutate]);
  return missed > 0 ? <p className="text-accent">{words.schedules.missed(missed)}</p> : null;
}
