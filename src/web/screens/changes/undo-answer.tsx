// How taking back went: done, in the way, or first to be paused.
import { useMutation } from '@tanstack/react-query';
import { isCoworkError } from '../../../contract/errors.ts';
import type { UndoResult } from '../../../contract/http.ts';
import { Button } from '../../parts/button.tsx';
import { saidError } from '../../parts/said-error.ts';
import { useClient } from '../../state/client-context.ts';
import { keys } from '../../state/keys.ts';
import { useRefresh } from '../../state/queries.ts';
import { words } from '../../words/words.ts';
import { shown } from '../questions/sort-out.ts';
import type { Undo } from './use-undo.ts';

export function UndoAnswer({ taskId, undo }: { readonly taskId: string; readonly undo: Undo }) {
  const { changes } = words;
  if (undo.busy || (!undo.result && !undo.error)) return null;
  if (undo.error) return <Refusal taskId={taskId} undo={undo} />;
  return (
    <div role="status" ref={intoSight} className="flex flex-col gap-2 rounded-md border border-line bg-raised p-4">
      {undo.result && <Said result={undo.result} undo={undo} />}
      <div>
        <Button look="quiet" onClick={undo.forget}>
          {words.close}
        </Button>
      </div>
      {undo.result?.state === 'pending' && <p>{changes.waiting}</p>}
    </div>
  );
}

/** Whoever asked at one file of a long list stands far below. */
function intoSight(answer: HTMLElement | null): void {
  // Some browsers answer with a promise, which a ref must not return.
  void answer?.scrollIntoView({ block: 'nearest' });
}

function Said({ result: { results }, undo }: { readonly result: UndoResult; readonly undo: Undo }) {
  const { changes } = words;
  const conflicts = results.flatMap((one) => one.conflicts);
  const kept = results.flatMap((one) => one.kept);
  const told = results.filter(({ state }) => state === 'undone' || state === 'failed');
  return (
    <>
      {told.map((one) => (
        <p key={one.changeSetId} className={one.state === 'failed' ? 'text-bad' : 'font-medium'}>
          {words.saidChange(one)}
        </p>
      ))}
      {told.length === 0 && conflicts.length === 0 && <p>{changes.nothing}</p>}
      {kept.length > 0 && (
        <div>
          <p className="text-muted">{changes.kept}</p>
          <Paths paths={kept} />
        </div>
      )}
      {conflicts.length > 0 && (
        <div className="flex flex-col gap-2">
          <p className="font-medium">{changes.conflicts}</p>
          <ul className="max-h-60 overflow-y-auto">
            {conflicts.map(({ path, reason }) => (
              <li key={path} className="py-1 [overflow-wrap:anywhere]">
                {shown(path)} <span className="text-muted">({reason})</span>
              </li>
            ))}
          </ul>
          <div className="flex flex-wrap items-center gap-2">
            <Button look="primary" onClick={undo.keepBoth}>
              {changes.keepBoth}
            </Button>
            <span className="text-sm text-muted">{changes.keepBothHint}</span>
          </div>
        </div>
      )}
    </>
  );
}

const Paths = ({ paths }: { readonly paths: readonly string[] }) => (
  <ul>
    {paths.map((path) => (
      <li key={path} className="[overflow-wrap:anywhere]">
        {shown(path)}
      </li>
    ))}
  </ul>
);

function Refusal({ taskId, undo }: { readonly taskId: string; readonly undo: Undo }) {
  const client = useClient();
  const refresh = useRefresh();
  const pause = useMutation({
    mutationFn: () => client.pause(taskId),
    onSuccess: () => {
      refresh(keys.task(taskId));
      undo.forget();
    },
  });
  const first = isCoworkError(undo.error) && undo.error.code === 'pause_first';
  return (
    <div role="alert" ref={intoSight} className="flex flex-col items-start gap-2 rounded-md border border-line bg-raised p-4">
      <p>{first ? words.changes.pauseFirst : saidError(undo.error)}</p>
      <div className="flex gap-2">
        {first && (
          <Button look="primary" disabled={pause.isPending} onClick={() => pause.mutate()}>
            {words.changes.pause}
          </Button>
        )}
        <Button look="quiet" onClick={undo.forget}>
          {words.close}
        </Button>
      </div>
    </div>
  );
}
