// A change in the conversation: what was done, and the way to taking it back.
import { Link } from '@tanstack/react-router';
import { FilePen, TriangleAlert, Undo2 } from 'lucide-react';
import type { ChangesState } from '../../../client/task-state.ts';
import { words } from '../../words/words.ts';

export function ChangesLine({ changes, taskId }: { readonly changes: ChangesState; readonly taskId: string }) {
  const { state, undoOf } = changes;
  const summary = words.saidChange(changes);
  // What waits is asked about below; what was not allowed is said by the answer.
  if (state === 'proposed' || state === 'rejected') return null;
  const trouble = state === 'conflict' || state === 'failed' || state === 'stuck';
  const Icon = trouble ? TriangleAlert : undoOf === undefined ? FilePen : Undo2;
  return (
    <p className={`flex min-h-8 items-start gap-2 py-1 text-sm ${trouble ? 'text-bad' : ''}`}>
      <Icon size={16} aria-hidden className={`mt-0.5 shrink-0 ${trouble ? '' : 'text-good'}`} />
      <span className="min-w-0 [overflow-wrap:anywhere]">
        <span className={state === 'undone' ? 'line-through' : ''}>{summary}</span>
        {(trouble || state === 'undone') && <span className="text-muted"> ({words.taskView.changeStates[state]})</span>}{' '}
        <Link
          to="/tasks/$taskId/changes"
          params={{ taskId }}
          className="text-muted underline underline-offset-2 hover:text-ink"
          aria-label={`${words.changes.show}: ${summary}`}
        >
          {words.changes.show}
        </Link>
      </span>
    </p>
  );
}
