// Conversations and tasks by how long ago something happened in them, each with how it stands; who waits for whom stands below its name.
import { Link } from '@tanstack/react-router';
import { MessageSquare } from 'lucide-react';
import type { TaskSummary } from '../../contract/http.ts';
import type { TaskStatus } from '../../contract/task.ts';
import type { Thread } from '../../contract/threads.ts';
import { StatusDot } from '../parts/status-dot.tsx';
import { daysBetween } from '../words/say-time.ts';
import { words } from '../words/words.ts';

const GROUPS = ['today', 'week', 'earlier'] as const;
const WAITS: readonly TaskStatus[] = ['waiting_approval', 'waiting_input', 'waiting_desktop', 'paused'];
const LINE = 'flex min-h-10 items-center gap-2 rounded-md px-3 py-1 hover:bg-hover data-[status=active]:bg-hover';

interface WorkListProps {
  readonly tasks: readonly TaskSummary[];
  readonly threads: readonly Thread[];
}
type Item = { readonly at: string } & ({ readonly task: TaskSummary } | { readonly thread: Thread });

export function WorkList({ tasks, threads }: WorkListProps) {
  const now = new Date();
  const items: Item[] = [
    ...tasks.map((task) => ({ at: task.updatedAt, task })),
    ...threads.map((thread) => ({ at: thread.updatedAt, thread })),
  ].sort((a, b) => (a.at < b.at ? 1 : -1));
  const groups = Map.groupBy(items, ({ at }) => groupOf(new Date(at), now));
  return GROUPS.map((group) => {
    const members = groups.get(group);
    if (!members) return null;
    return (
      <section key={group} className="pb-3">
        <h2 className="px-3 py-1 text-sm font-normal text-muted">{words.when[group]}</h2>
        <ul>
          {members.map((item) =>
            'task' in item ? (
              <TaskLine key={item.task.id} task={item.task} />
            ) : (
              <ThreadLine key={item.thread.id} thread={item.thread} />
            ),
          )}
        </ul>
      </section>
    );
  });
}

function TaskLine({ task }: { readonly task: TaskSummary }) {
  const waits = WAITS.includes(task.status);
  return (
    <li>
      <Link to="/tasks/$taskId" params={{ taskId: task.id }} title={task.title} className={LINE}>
        <StatusDot status={task.status} brief />
        <span className="min-w-0 flex-1">
          <span className="block truncate">{task.title}</span>
          {waits && (
            <span
              aria-hidden
              className={`block truncate text-xs ${task.status === 'waiting_desktop' ? 'text-muted' : 'text-accent'}`}
            >
              {words.status[task.status]}
            </span>
          )}
        </span>
        {task.status === 'running' && task.planTotal > 0 && (
          <span className="shrink-0 text-xs text-muted">
            {task.planDone}/{task.planTotal}
          </span>
        )}
      </Link>
    </li>
  );
}

function ThreadLine({ thread }: { readonly thread: Thread }) {
  const status = words.threads.status[thread.status];
  return (
    <li>
      <Link to="/threads/$threadId" params={{ threadId: thread.id }} title={thread.title} className={LINE}>
        <MessageSquare size={16} aria-hidden className="shrink-0 text-muted" />
        <span className="min-w-0 flex-1">
          <span className="block truncate">{thread.title}</span>
          {status !== '' && <span className="block truncate text-xs text-muted">{status}</span>}
        </span>
      </Link>
    </li>
  );
}

function groupOf(at: Date, now: Date): (typeof GROUPS)[number] {
  const days = daysBetween(at, now);
  return days <= 0 ? 'today' : days < 7 ? 'week' : 'earlier';
}
