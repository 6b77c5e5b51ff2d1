// What a task has changed, newest first, each with its undo.
import { useParams } from '@tanstack/react-router';
import { Undo2 } from 'lucide-react';
import { BackLink } from '../../parts/back-link.tsx';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Page } from '../../parts/page.tsx';
import { StatusDot } from '../../parts/status-dot.tsx';
import { useChanges } from '../../state/change-queries.ts';
import { useTaskResource } from '../../state/queries.ts';
import { useCapability } from '../../state/use-capability.ts';
import { useTask } from '../../state/use-task.ts';
import { words } from '../../words/words.ts';
import { ChangeCard } from './change-card.tsx';
import { UndoAnswer } from './undo-answer.tsx';
import { useUndo } from './use-undo.ts';
import { wayOf } from './way-of.ts';

export function ChangesScreen() {
  const { taskId } = useParams({ from: '/tasks/$taskId/changes' });
  const query = useChanges(taskId);
  const task = useTaskResource(taskId).data;
  // Its events make the list old.
  const { state } = useTask(taskId);
  const undo = useUndo(taskId);
  const can = useCapability('undo');
  const { changes } = words;
  return (
    <Page title={changes.title} aside={state.lastSeq > 0 && <StatusDot status={state.status} />}>
      <BackLink to="/tasks/$taskId" params={{ taskId }} text={task?.title ?? changes.back} />
      <Loaded query={query}>
        {({ pages }) => {
          const sets = pages.flatMap(({ items }) => items).toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
          if (sets.length === 0) return <EmptyState title={changes.empty} hint={changes.emptyHint} />;
          const own = sets.filter(({ undoOf }) => undoOf === undefined);
          const undoable = own.some((set) => set.state === 'applied' && set.undoable);
          const redoable = !undoable && own.some((set) => set.state === 'undone');
          return (
            <>
              {can && (undoable || redoable) && (
                <div className="flex flex-wrap gap-2">
                  <Button disabled={undo.busy} onClick={() => undo.ask({ direction: undoable ? 'undo' : 'redo' })}>
                    <Undo2 size={18} aria-hidden className={undoable ? '' : '-scale-x-100'} />
                    {undoable ? changes.undoAll : changes.redoAll}
                  </Button>
                </div>
              )}
              {undo.place === undefined && <UndoAnswer taskId={taskId} undo={undo} />}
              <ol className="flex flex-col divide-y divide-line">
                {sets.map((set) => (
                  <li key={set.id} className="py-4 first:pt-0">
                    <ChangeCard set={set} undo={undo} way={wayOf(set, sets)} />
                  </li>
                ))}
              </ol>
              {query.hasNextPage && (
                <div>
                  <Button disabled={query.isFetching} onClick={() => void query.fetchNextPage()}>
                    {changes.more}
                  </Button>
                </div>
              )}
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}
