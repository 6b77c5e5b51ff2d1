// The newest tasks and those that have not ended, each with how it stands and how far it is.
import { Link } from '@tanstack/react-router';
import type { TaskSummary } from '../../../contract/http.ts';
import { isFinished } from '../../../contract/task.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { StatusDot } from '../../parts/status-dot.tsx';
import { Time } from '../../parts/time.tsx';
import { useTasks } from '../../state/queries.ts';
import { words } from '../../words/words.ts';

export function TaskList({ most }: { readonly most: number }) {
  const tasks = useTasks();
  return (
    <Loaded query={tasks}>
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState title={words.tasks.empty} hint={words.tasks.emptyHint} />
        ) : (
          <TaskLines tasks={items.filter(({ status }, i) => i < most || !isFinished(status))} />
        )
      }
    </Loaded>
  );
}

export const TaskLines = ({ tasks }: { readonly tasks: readonly TaskSummary[] }) => (
  <ul className="divide-y divide-line">
    {tasks.map((task) => (
      <Line key={task.id} task={task} />
    ))}
  </ul>
);

function Line({ task }: { readonly task: TaskSummary }) {
  return (
    <li>
      <Link to="/tasks/$taskId" params={{ taskId: task.id }} className="flex flex-col gap-1 rounded-md px-2 py-3 hover:bg-hover">
        <span className="flex items-center justify-between gap-4">
          <span className="truncate font-medium">{task.title}</span>
          <StatusDot status={task.status} />
        </span>
        <span className="flex items-center justify-between gap-4 text-sm text-muted">
          <span className="min-w-0">
            {task.waitingFor
              ? words.waitsFor(task.waitingFor)
              : task.planTotal > 0 && !isFinished(task.status) && words.tasks.plan(task.planDone, task.planTotal)}
          </span>
          <Time at={task.updatedAt} />
        </span>
      </Link>
    </li>
  );
}
