// All tasks, newest first, as a page of its own; those put away behind a fold.
import type { TaskSummary } from '../../../contract/http.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Page } from '../../parts/page.tsx';
import { useTaskPages, useTasks, withOpen } from '../../state/queries.ts';
import { words } from '../../words/words.ts';
import { TaskLines } from './task-list.tsx';

type Pages = ReturnType<typeof useTaskPages>;
const itemsOf = ({ data }: Pages): readonly TaskSummary[] => data?.pages.flatMap(({ items }) => items) ?? [];

export function TasksScreen() {
  const pages = useTaskPages();
  const newest = useTasks().data?.items ?? [];
  const tasks = withOpen(itemsOf(pages), newest);
  return (
    <Page title={words.tasks.title}>
      <Loaded query={pages}>
        {() =>
          tasks.length === 0 ? <EmptyState title={words.tasks.empty} hint={words.tasks.emptyHint} /> : <TaskLines tasks={tasks} />
        }
      </Loaded>
      <More pages={pages} />
      <Away />
    </Page>
  );
}

function Away() {
  const pages = useTaskPages({ archived: true });
  const tasks = itemsOf(pages);
  if (tasks.length === 0) return null;
  return (
    <details>
      <summary className="flex min-h-10 items-center px-2 text-sm text-muted hover:text-ink">{words.threads.awayList}</summary>
      <TaskLines tasks={tasks} />
      <More pages={pages} />
    </details>
  );
}

const More = ({ pages }: { readonly pages: Pages }) =>
  pages.hasNextPage && (
    <div>
      <Button disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
        {words.tasks.more}
      </Button>
    </div>
  );
