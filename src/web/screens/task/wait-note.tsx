// What the task waits for, in words, and what would let it go on.
import { Link } from '@tanstack/react-router';
import { Hourglass } from 'lucide-react';
import type { Task } from '../../../contract/http.ts';
import type { Budget } from '../../../contract/task.ts';
import { Button } from '../../parts/button.tsx';
import { useControl } from '../../state/task-queries.ts';
import { sayNumber, sayUsd } from '../../words/say-amount.ts';
import { sayTime } from '../../words/say-time.ts';
import { words } from '../../words/words.ts';

export function WaitNote({ task }: { readonly task: Task }) {
  const control = useControl(task.id);
  const { waitingFor, status } = task;
  if (!waitingFor || waitingFor.kind === 'approval' || waitingFor.kind === 'input') return null;
  const { taskView } = words;
  const stopped = status === 'paused';
  return (
    <section className="flex flex-col gap-3 rounded-md border border-line bg-raised p-4">
      <p className="flex gap-2">
        <Hourglass size={18} aria-hidden className="mt-0.5 shrink-0 text-muted" />
        <span className="min-w-0">
          {words.waitsFor(waitingFor)}
          {waitingFor.until !== undefined && (
            <span className="text-muted"> · {taskView.until(sayTime(new Date(waitingFor.until)))}</span>
          )}
        </span>
      </p>
      {waitingFor.kind === 'credentials' && (
        <Link to="/settings" className="w-fit text-accent underline underline-offset-4">
          {words.threads.toSettings}
        </Link>
      )}
      {(stopped || waitingFor.raise) && (
        <div className="flex flex-wrap items-center gap-3">
          <Button
            look="primary"
            disabled={control.isPending}
            onClick={() => control.mutate({ kind: 'resume', raise: waitingFor.raise })}
          >
            {waitingFor.raise ? taskView.raise : taskView.resume}
          </Button>
          {waitingFor.raise && <span className="text-sm text-muted">{raised(waitingFor.raise)}</span>}
        </div>
      )}
    </section>
  );
}

function raised({ maxUsd, maxSteps, maxMinutes }: Budget): string {
  const { raiseTo } = words.taskView;
  return [
    maxUsd === undefined ? '' : raiseTo.usd(sayUsd(maxUsd)),
    maxSteps === undefined ? '' : raiseTo.steps(sayNumber(maxSteps)),
    maxMinutes === undefined ? '' : raiseTo.minutes(sayNumber(maxMinutes)),
  ]
    .filter(Boolean)
    .join(', ');
}
