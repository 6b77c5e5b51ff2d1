// The agent asks to do something again and again: all that would be saved, read back in words.
import type { ReactNode } from 'react';
import type { ScheduleWish } from '../../../contract/schedule-wish.ts';
import { Time } from '../../parts/time.tsx';
import { sayDuration, sayNumber, sayUsd } from '../../words/say-amount.ts';
import { words } from '../../words/words.ts';

export function ScheduleWishList({ wish }: { readonly wish: ScheduleWish }) {
  const { schedule } = words.question;
  const { taskView } = words;
  const limits = limitsOf(wish);
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2">
      <Entry name={schedule.name}>{wish.name}</Entry>
      <Entry name={schedule.when}>
        {wish.in_words} <span className="text-muted">({wish.time_zone})</span>
        {wish.when !== wish.in_words && <span className="block text-sm text-muted">{schedule.written(wish.when)}</span>}
      </Entry>
      <Entry name={schedule.next}>
        <span className="flex flex-col">
          {wish.next_runs.map((at) => (
            <Time key={at} at={at} />
          ))}
        </span>
      </Entry>
      <Entry name={schedule.job}>
        <span className="whitespace-pre-wrap">{wish.prompt}</span>
      </Entry>
      <Entry name={schedule.folders}>
        {wish.folders.length === 0
          ? schedule.none
          : wish.folders.map(({ path, access }) => (
              <span key={path} className="block">
                {path} <span className="text-muted">({taskView.access[access]})</span>
              </span>
            ))}
      </Entry>
      <Entry name={schedule.mode}>{taskView.modes[wish.mode]}</Entry>
      <Entry name={schedule.budget}>{limits.length === 0 ? schedule.unlimited : limits.join(', ')}</Entry>
      <Entry name={schedule.tools}>{wish.tools ? wish.tools.join(', ') : schedule.allTools}</Entry>
    </dl>
  );
}

function Entry({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}

function limitsOf({ budget: { maxUsd, maxSteps, maxMinutes }, daily_max_usd }: ScheduleWish): string[] {
  const { schedule } = words.question;
  return [
    ...(maxUsd === undefined ? [] : [schedule.perRun(sayUsd(maxUsd))]),
    ...(maxSteps === undefined ? [] : [schedule.perRun(words.taskView.stepCount(sayNumber(maxSteps)))]),
    ...(maxMinutes === undefined ? [] : [schedule.perRun(schedule.atWork(sayDuration(maxMinutes * 60_000)))]),
    ...(daily_max_usd === undefined ? [] : [schedule.perDay(sayUsd(daily_max_usd))]),
  ];
}
