// The conversations, the one in which something happened last first; those put away behind a fold.
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Thread } from '../../../contract/threads.ts';
import { Time } from '../../parts/time.tsx';
import { useThreads } from '../../state/thread-queries.ts';
import { words } from '../../words/words.ts';

const FIRST = 5;

export function RecentThreads() {
  const [all, setAll] = useState(false);
  const items = useThreads().data?.items ?? [];
  const away = useThreads({ archived: true }).data?.items ?? [];
  if (items.length + away.length === 0) return null;
  return (
    <section className="flex flex-col">
      <div className="flex min-h-10 items-center justify-between gap-4 border-b border-line">
        <h2>{words.threads.list}</h2>
        {items.length > FIRST && !all && (
          <button type="button" className="min-h-10 px-2 text-sm text-muted hover:text-ink" onClick={() => setAll(true)}>
            {items.length}
          </button>
        )}
      </div>
      <List threads={all ? items : items.slice(0, FIRST)} />
      {away.length > 0 && (
        <details>
          <summary className="flex min-h-10 items-center px-2 text-sm text-muted hover:text-ink">
            {words.threads.awayList} ({away.length})
          </summary>
          <List threads={away} />
        </details>
      )}
    </section>
  );
}

const List = ({ threads }: { readonly threads: readonly Thread[] }) => (
  <ul className="divide-y divide-line">
    {threads.map(({ id, title, status, updatedAt }) => (
      <li key={id}>
        <Link
          to="/threads/$threadId"
          params={{ threadId: id }}
          className="flex min-h-11 items-center justify-between gap-4 rounded-md px-2 py-2 hover:bg-hover"
        >
          <span className="min-w-0 truncate">{title}</span>
          <span className="flex shrink-0 items-center gap-3 text-sm text-muted">
            {words.threads.status[status]}
            <Time at={updatedAt} />
          </span>
        </Link>
      </li>
    ))}
  </ul>
);
