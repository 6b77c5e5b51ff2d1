// What waits for the person, first; not there while nothing does.
import { Link } from '@tanstack/react-router';
import { CircleHelp } from 'lucide-react';
import { useTasks } from '../../state/queries.ts';
import { useWaiting } from '../../state/use-waiting.ts';
import { words } from '../../words/words.ts';

export function WaitingList() {
  const { approvals, asking, count } = useWaiting();
  const tasks = useTasks().data?.items;
  if (count === 0) return null;
  const lines = [
    ...approvals.map(({ id, taskId, preview }) => {
      const title = tasks?.find((task) => task.id === taskId)?.title;
      const said = words.saidChange(preview);
      return { id, taskId, text: title ?? said, more: title === undefined ? undefined : said };
    }),
    ...asking.map(({ id, title, waitingFor }) => ({
      id,
      taskId: id,
      text: title,
      more: waitingFor && words.waitsFor(waitingFor),
    })),
  ];
  return (
    <section className="flex flex-col">
      <h2 className="flex items-center gap-2 border-b border-line pb-2 text-accent">
        <CircleHelp size={18} aria-hidden className="shrink-0" />
        {words.home.waiting(count)}
      </h2>
      <ul className="divide-y divide-line">
        {lines.map(({ id, taskId, text, more }) => (
          <li key={id}>
            <Link
              to="/tasks/$taskId"
              params={{ taskId }}
              className="flex min-h-11 flex-wrap items-center gap-x-4 rounded-md px-2 py-2 hover:bg-hover"
            >
              <span className="min-w-0 grow">{text}</span>
              {more !== undefined && <span className="min-w-0 text-sm text-muted">{more}</span>}
            </Link>
          </li>
        ))}
      </ul>
      {lines.length < count && (
        <Link to="/approvals" className="flex min-h-11 items-center px-2 underline underline-offset-4">
          {words.home.allWaiting}
        </Link>
      )}
    </section>
  );
}
