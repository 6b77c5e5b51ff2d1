// The agent asks to do something again and again: all that would be saved, read back in words.
import { z } from 'zod';
import type { Approval } from '../../../contract/changes.ts';
import { Access, Budget, Mode } from '../../../contract/task.ts';
import { Time } from '../../parts/time.tsx';
import { sayUsd } from '../../words/say-amount.ts';
import { words } from '../../words/words.ts';

const Wish = z.object({
  in_words: z.string(),
  time_zone: z.string(),
  next_runs: z.array(z.string()),
  prompt: z.string(),
  folders: z.array(z.object({ path: z.string(), access: Access })),
  mode: Mode,
  budget: Budget,
  daily_max_usd: z.number().optional(),
  tools: z.array(z.string()).optional(),
});

/** Nothing for other questions. */
export function ScheduleWish({ approval }: { readonly approval: Approval }) {
  const wish = approval.tool === 'schedule_task' ? Wish.safeParse(approval.arguments).data : undefined;
  if (!wish) return null;
  const { schedule } = words.question;
  const { taskView } = words;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2">
      <dt className="text-muted">{schedule.when}</dt>
      <dd>
        {wish.in_words} <span className="text-muted">({wish.time_zone})</span>
      </dd>
      <dt className="text-muted">{schedule.next}</dt>
      <dd className="flex flex-col">
        {wish.next_runs.map((at) => (
          <Time key={at} at={at} />
        ))}
      </dd>
      <dt className="text-muted">{schedule.job}</dt>
      <dd className="whitespace-pre-wrap">{wish.prompt}</dd>
      <dt className="text-muted">{schedule.folders}</dt>
      <dd className="[overflow-wrap:anywhere]">
        {wish.folders.length === 0
          ? schedule.none
          : wish.folders.map(({ path, access }) => (
              <span key={path} className="block">
                {path} <span className="text-muted">({taskView.access[access]})</span>
              </span>
            ))}
      </dd>
      <dt className="text-muted">{schedule.mode}</dt>
      <dd>{taskView.modes[wish.mode]}</dd>
      <dt className="text-muted">{schedule.budget}</dt>
      <dd>
        {[
          wish.budget.maxUsd === undefined ? '' : schedule.perRun(sayUsd(wish.budget.maxUsd)),
          wish.daily_max_usd === undefined ? '' : schedule.perDay(sayUsd(wish.daily_max_usd)),
        ]
          .filter(Boolean)
          .join(', ')}
      </dd>
      {wish.tools && (
        <>
          <dt className="text-muted">{schedule.tools}</dt>
          <dd>{wish.tools.join(', ')}</dd>
        </>
      )}
    </dl>
  );
}
