// What is done again by itself: each with when it is due next and how it went last.
import { Link } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import type { Schedule } from '../../../contract/schedules.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Page } from '../../parts/page.tsx';
import { Time } from '../../parts/time.tsx';
import { useSchedules } from '../../state/queries.ts';
import { words } from '../../words/words.ts';
import { sayDue } from './say-due.ts';
import { RunSign } from './run-sign.tsx';

const LINK = 'inline-flex min-h-10 items-center gap-2 rounded-md border border-edge bg-raised px-4 font-medium hover:bg-hover';

export function SchedulesScreen() {
  const schedules = useSchedules();
  const said = words.schedules;
  return (
    <Page
      title={said.title}
      aside={
        <Link to="/schedules/new" className={LINK}>
          <Plus size={16} aria-hidden />
          {said.new}
        </Link>
      }
    >
      <Loaded query={schedules}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={said.empty} hint={said.emptyHint}>
              <Link
                to="/schedules/new"
                search={{ prompt: said.emptyPrompt, cadence: 'every friday at 16' }}
                className="inline-flex min-h-10 items-center underline"
              >
                {said.emptyExample}
              </Link>
            </EmptyState>
          ) : (
            <ul className="divide-y divide-line">
              {items.map((schedule) => (
                <Line key={schedule.id} schedule={schedule} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Page>
  );
}

function Line({ schedule: { id, name, words: when, timeZone, next, lastRun, missed, paused } }: { readonly schedule: Schedule }) {
  const said = words.schedules;
  const [soon] = next;
  return (
    <li>
      <Link
        to="/schedules/$scheduleId"
        params={{ scheduleId: id }}
        className="-mx-2 flex flex-col gap-1 rounded-md px-2 py-3 hover:bg-hover"
      >
        <span className="flex flex-wrap items-center justify-between gap-x-4">
          <span className="min-w-0 truncate font-medium">{name}</span>
          <span className="text-sm">
            {paused ? said.paused : soon === undefined ? said.noNext : `${said.next}: ${sayDue(soon, timeZone)}`}
          </span>
        </span>
        <span className="flex flex-wrap items-center justify-between gap-x-4 text-sm text-muted">
          <span className="min-w-0">{when}</span>
          {lastRun ? (
            <span className="flex items-center gap-2">
              <RunSign state={lastRun.state} /> <Time at={lastRun.due} />
            </span>
          ) : (
            said.never
          )}
        </span>
        {missed > 0 && <span className="text-sm text-accent">{said.missed(missed)}</span>}
      </Link>
    </li>
  );
}
