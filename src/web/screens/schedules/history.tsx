// What became of each time: outcome, cost, the task.
import { Link } from '@tanstack/react-router';
import type { ScheduleRun } from '../../../contract/schedules.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { Time } from '../../parts/time.tsx';
import { useScheduleRuns } from '../../state/schedule-queries.ts';
import { sayUsd } from '../../words/say-amount.ts';
import { words } from '../../words/words.ts';
import { RunSign } from './run-sign.tsx';

export function History({ scheduleId }: { readonly scheduleId: string }) {
  const runs = useScheduleRuns(scheduleId);
  const said = words.schedules;
  const all = runs.data?.pages.flatMap(({ items }) => items);
  return (
    <section className="flex flex-col gap-1 border-t border-line pt-4">
      <h2>{said.history}</h2>
      {all === undefined && (runs.isError ? <ErrorState error={runs.error} onRetry={() => void runs.refetch()} /> : <Skeleton />)}
      {all?.length === 0 && <p className="text-muted">{said.noHistory}</p>}
      <ul className="divide-y divide-line">
        {all?.map((run) => (
          <Line key={`${run.due} ${run.state}`} run={run} />
        ))}
      </ul>
      {runs.hasNextPage && (
        <Button className="self-start" disabled={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
          {said.olderRuns}
        </Button>
      )}
    </section>
  );
}

function Line({ run: { due, state, why, byHand, count, taskId, usd } }: { readonly run: ScheduleRun }) {
  const said = words.schedules;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 py-2 sm:grid-cols-[9rem_10rem_minmax(0,1fr)_auto]">
      <Time at={due} />
      <span className="justify-self-end sm:justify-self-start">
        <RunSign state={state} />
      </span>
      <span className="min-w-0 text-sm text-muted">
        {[...(byHand ? [said.byHand] : []), ...(count > 1 ? [said.beyond(count)] : []), ...(why ? [why] : [])].join(' · ')}
      </span>
      <span className="flex items-center gap-4 justify-self-end text-sm">
        {usd !== undefined && <span className="text-muted">{usd === null ? said.costUnknown : sayUsd(usd)}</span>}
        {taskId !== undefined && (
          <Link to="/tasks/$taskId" params={{ taskId }} className="underline">
            {said.open}
          </Link>
        )}
      </span>
    </li>
  );
}
