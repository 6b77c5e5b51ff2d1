// One change of the timeline: what it did, to which files, and taking it back, whole or one file.
import { Undo2 } from 'lucide-react';
import { useState } from 'react';
import { missed } from '../../../contract/change-words.ts';
import type { ChangeSet, Operation } from '../../../contract/changes.ts';
import { Button } from '../../parts/button.tsx';
import { Time } from '../../parts/time.tsx';
import { useOperationsOf } from '../../state/change-queries.ts';
import { useCapability } from '../../state/use-capability.ts';
import { saySize } from '../../words/say-size.ts';
import { words } from '../../words/words.ts';
import { shown, target } from '../questions/sort-out.ts';
import { TextDifference } from '../questions/text-difference.tsx';
import { UndoAnswer } from './undo-answer.tsx';
import type { Undo } from './use-undo.ts';
import { isRedo, type Way } from './way-of.ts';

interface ChangeCardProps {
  readonly set: ChangeSet;
  readonly undo: Undo;
}

export function ChangeCard({ set, undo, way }: ChangeCardProps & { readonly way: Way | undefined }) {
  const { changes, taskView } = words;
  const can = useCapability('undo');
  const isMissed = set.undoOf === undefined && (set.state === 'rejected' || set.state === 'conflict' || set.state === 'failed');
  const said = words.saidChange(isMissed ? missed(set) : set);
  const again = way?.direction === 'redo';
  return (
    <article className="flex flex-col gap-2" data-change={set.id}>
      <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <h2 className="[overflow-wrap:anywhere]">{said}</h2>
          <p className="text-sm text-muted">
            <Time at={set.appliedAt ?? set.createdAt} /> ·{' '}
            {set.undoOf === undefined ? taskView.changeStates[set.state] : isRedo(set) ? changes.redoOf : changes.undoOf}
          </p>
        </div>
        {can && way && (
          <Button
            disabled={undo.busy}
            onClick={() => undo.ask(way, set.id)}
            aria-label={`${again ? changes.redo : changes.undo}: ${said}`}
          >
            <Undo2 size={18} aria-hidden className={again ? '-scale-x-100' : ''} />
            {again ? changes.redo : changes.undo}
          </Button>
        )}
      </header>
      {undo.place === set.id && <UndoAnswer taskId={set.taskId} undo={undo} />}
      {set.reason !== undefined && <p className="text-sm text-bad">{set.reason}</p>}
      {!way && set.undoOf === undefined && <p className="text-sm text-muted">{changes.notUndoable[set.state]}</p>}
      <Operations set={set} undo={undo} undoable={can && way?.direction === 'undo' && set.undoOf === undefined} />
    </article>
  );
}

function Operations({ set, undo, undoable }: ChangeCardProps & { readonly undoable: boolean }) {
  const [open, setOpen] = useState(false);
  const more = useOperationsOf(set);
  const { changes } = words;
  const operations = [...set.operations, ...(more.data?.pages.flatMap(({ items }) => items) ?? [])];
  const rest = more.data ? more.hasNextPage : set.next !== undefined;
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="w-fit py-2 text-sm text-muted hover:text-ink">{changes.show}</summary>
      {open && (
        <ul className="divide-y divide-line border-y border-line">
          {operations.map((operation) => (
            <Line key={operation.id} operation={operation} set={set} undo={undo} undoable={undoable} />
          ))}
          {rest && (
            <li className="py-2">
              <Button disabled={more.isFetching} onClick={() => void (more.data ? more.fetchNextPage() : more.refetch())}>
                {changes.more}
              </Button>
            </li>
          )}
        </ul>
      )}
    </details>
  );
}

function Line({
  operation,
  set,
  undo,
  undoable,
}: ChangeCardProps & { readonly operation: Operation; readonly undoable: boolean }) {
  const { changes, question } = words;
  const name = shown(target(operation));
  return (
    <li className="flex flex-col gap-2 py-2">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <p className="min-w-0 flex-1 basis-60 [overflow-wrap:anywhere]">
          {operation.op === 'move' && <span className="text-muted">{shown(operation.from ?? '')} → </span>}
          {name}{' '}
          <span className="text-sm text-muted">
            {question.verb[operation.op]}
            {operation.bytes > 0 && ` · ${saySize(operation.bytes)}`}
            {operation.leftOut && ` · ${changes.leftOut}`}
            {operation.irreversible && ` · ${changes.cannotUndo}`}
          </span>
        </p>
        {undoable && !operation.leftOut && (
          <Button
            look="quiet"
            aria-label={changes.undoFile(name)}
            disabled={undo.busy}
            onClick={() => undo.ask({ direction: 'undo', changeSetId: set.id, operations: [operation.id] }, set.id)}
          >
            {changes.onlyFile}
          </Button>
        )}
      </div>
      {operation.diff !== undefined && operation.diff !== '' && <TextDifference diff={operation.diff} />}
    </li>
  );
}
