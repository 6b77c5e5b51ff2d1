// How it ended: the answer, results, what was left alone, cost and time, and what can be done with it now.
import { useNavigate } from '@tanstack/react-router';
import { Copy } from 'lucide-react';
import { useState } from 'react';
import type { TaskState } from '../../../client/task-state.ts';
import type { Task } from '../../../contract/http.ts';
import { Button } from '../../parts/button.tsx';
import { Markdown } from '../../parts/markdown.tsx';
import { useCapability } from '../../state/use-capability.ts';
import { sayDuration, sayNumber, sayUsd } from '../../words/say-amount.ts';
import { words } from '../../words/words.ts';
import { UndoAnswer } from '../changes/undo-answer.tsx';
import { useUndo } from '../changes/use-undo.ts';
import { waysOfWhole } from '../changes/whole-task.ts';
import { ResultLine } from '../outputs/result-line.tsx';
import { resultsOf } from '../outputs/versions.ts';
import { leftOutOf } from '../questions/left-out.ts';

interface OutcomeCardProps {
  readonly state: TaskState;
  readonly task: Task | undefined;
  readonly onAgain: () => void;
}

export function OutcomeCard({ state, task, onAgain }: OutcomeCardProps) {
  const { taskView } = words;
  const { outcome, error, check, outputs, usage } = state;
  return (
    <section aria-label={taskView.outcome} data-outcome className="flex flex-col gap-4 border-t border-line pt-4">
      <header className="flex flex-wrap items-center justify-between gap-2">
        <h2>{taskView.outcome}</h2>
        {usage && (
          <p className="text-sm text-muted">
            {[
              usage.usd === null ? `${taskView.cost}: ${taskView.costUnknown}` : sayUsd(usage.usd),
              taskView.stepCount(sayNumber(usage.steps)),
              sayDuration(usage.activeMs),
            ].join(' · ')}
          </p>
        )}
      </header>
      {outcome !== undefined && outcome.trim() !== '' && <Markdown text={outcome} />}
      {error !== undefined && <p className="[overflow-wrap:anywhere] text-bad">{error}</p>}
      {outputs.length > 0 && (
        <ul className="divide-y divide-line border-y border-line">
          {resultsOf(outputs).map(({ newest }) => (
            <li key={newest.id}>
              <ResultLine output={newest} />
            </li>
          ))}
        </ul>
      )}
      <LeftAlone task={task} />
      {check && (
        <details className="text-sm text-muted">
          <summary className="w-fit py-1">{taskView.check}</summary>
          <Markdown text={check.text} />
        </details>
      )}
      <Actions state={state} onAgain={onAgain} />
    </section>
  );
}

/** What the user took out of a question, and what was not allowed. */
function LeftAlone({ task }: { readonly task: Task | undefined }) {
  const { taskView } = words;
  const left = (task?.approvals ?? []).flatMap((approval) => leftOutOf(approval) ?? []);
  if (left.length === 0) return null;
  return (
    <div className="text-sm">
      <p className="font-medium">{taskView.leftAlone}</p>
      <ul className="text-muted">
        {left.map(({ id, count, what }) => (
          <li key={id}>
            {[count === undefined ? [] : taskView.leftAloneOf(count), what ? words.saidChange(what) : []].flat().join(': ')}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Actions({ state, onAgain }: Pick<OutcomeCardProps, 'state' | 'onAgain'>) {
  const { taskView, changes } = words;
  const undo = useUndo(state.taskId);
  const can = useCapability('undo');
  const schedules = useCapability('schedules');
  const navigate = useNavigate();
  const own = [...state.changes.values()].filter(({ undoOf }) => undoOf === undefined);
  const ways = waysOfWhole({
    isApplied: own.some((set) => set.state === 'applied'),
    isUndone: own.some((set) => set.state === 'undone'),
    hasChildren: state.lines.some((line) => line.kind === 'child'),
    last: undo.last,
  });
  return (
    <>
      <UndoAnswer taskId={state.taskId} undo={undo} />
      <div className="flex flex-wrap gap-2">
        {can &&
          ways.map((direction) => (
            <Button key={direction} disabled={undo.busy} onClick={() => undo.ask({ direction })}>
              {direction === 'undo' ? changes.undoAll : changes.redoAll}
            </Button>
          ))}
        <Button onClick={onAgain}>{taskView.again}</Button>
        {schedules && (
          <Button onClick={() => void navigate({ to: '/schedules/new', search: { from: state.taskId } })}>
            {taskView.weekly}
          </Button>
        )}
        {state.outcome !== undefined && <CopyButton text={state.outcome} />}
      </div>
    </>
  );
}

function CopyButton({ text }: { readonly text: string }) {
  const [done, setDone] = useState(false);
  return (
    <Button look="quiet" onClick={() => void navigator.clipboard.writeText(text).then(() => setDone(true))}>
      <Copy size={18} aria-hidden />
      {done ? words.taskView.copied : words.taskView.copy}
    </Button>
  );
}
