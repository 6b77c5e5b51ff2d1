// The newest tasks, and the way to all of them.
import { Link } from '@tanstack/react-router';
import { useTasks } from '../../state/queries.ts';
import { words } from '../../words/words.ts';
import { TaskList } from './task-list.tsx';

const MOST = 5;

export function RecentTasks() {
  const isMore = (useTasks().data?.items.length ?? 0) > MOST;
  return (
    <section className="flex flex-col">
      <div className="flex min-h-10 items-center justify-between gap-4 border-b border-line">
        <h2>{words.threads.recent}</h2>
        {isMore && (
          <Link to="/tasks" className="flex min-h-10 items-center px-2 text-sm text-muted hover:text-ink">
            {words.threads.all}
          </Link>
        )}
      </div>
      <TaskList most={MOST} />
    </section>
  );
}
