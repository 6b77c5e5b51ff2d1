// Beside the conversation: the plan, changes, results, and what the task may use.
import { Link } from '@tanstack/react-router';
import { useId, type ReactNode } from 'react';
import type { TaskState } from '../../../client/task-state.ts';
import type { Task } from '../../../contract/http.ts';
import { StatusDot } from '../../parts/status-dot.tsx';
import { words } from '../../words/words.ts';
import { ResultLine } from '../outputs/result-line.tsx';
import { resultsOf } from '../outputs/versions.ts';
import { Context } from './context.tsx';
import { PlanItems } from './plan-items.tsx';

interface RailProps {
  readonly state: TaskState;
  readonly task: Task | undefined;
}

export function Rail({ state, task }: RailProps) {
  const { taskView } = words;
  const { taskId, plan, outputs, waitingFor } = state;
  const sets = [...state.changes.values()].filter(
    (set) => set.undoOf === undefined && (set.state === 'applied' || set.state === 'undone' || set.state === 'stuck'),
  );
  const results = resultsOf(outputs);
  return (
    <div className="flex flex-col gap-6 text-sm">
      {waitingFor && (
        <Part title={taskView.waiting}>
          <p>{words.waitsFor(waitingFor)}</p>
        </Part>
      )}
      <Part
        title={taskView.plan.head}
        aside={plan.length > 0 && taskView.plan.of(plan.filter(({ status }) => status === 'done').length, plan.length)}
      >
        {plan.length === 0 ? <p className="text-muted">{taskView.plan.none}</p> : <PlanItems items={plan} />}
      </Part>
      <Part title={taskView.changes} aside={sets.length > 0 && String(sets.length)}>
        {sets.length === 0 ? (
          <p className="text-muted">{taskView.noChanges}</p>
        ) : (
          <>
            <ul className="flex flex-col gap-1">
              {sets.slice(-3).map((set) => (
                <li
                  key={set.id}
                  className={`[overflow-wrap:anywhere] ${set.state === 'undone' ? 'text-muted line-through' : ''}`}
                >
                  {words.saidChange(set)}
                </li>
              ))}
            </ul>
            <Link to="/tasks/$taskId/changes" params={{ taskId }} className={LINK}>
              {taskView.allChanges}
            </Link>
          </>
        )}
      </Part>
      <Part title={taskView.results} aside={results.length > 0 && String(results.length)}>
        {outputs.length === 0 ? (
          <p className="text-muted">{taskView.noResults}</p>
        ) : (
          <>
            <ul className="flex flex-col">
              {results.slice(0, MOST_RESULTS).map(({ newest }) => (
                <li key={newest.id}>
                  <ResultLine output={newest} />
                </li>
              ))}
            </ul>
            <Link to="/tasks/$taskId/outputs" params={{ taskId }} className={LINK}>
              {taskView.allResults}
            </Link>
          </>
        )}
      </Part>
      {task && task.children.length > 0 && (
        <Part title={taskView.children}>
          <ul className="flex flex-col">
            {task.children.map((child) => (
              <li key={child.id}>
                <Link
                  to="/tasks/$taskId"
                  params={{ taskId: child.id }}
                  className="flex min-h-10 items-center justify-between gap-2 hover:underline"
                >
                  <span className="truncate">{child.title}</span>
                  <StatusDot status={child.status} brief />
                </Link>
              </li>
            ))}
          </ul>
        </Part>
      )}
      {task && <Context state={state} task={task} />}
    </div>
  );
}

/** More stand behind the link. */
const MOST_RESULTS = 5;
const LINK = 'flex min-h-10 w-fit items-center text-muted underline underline-offset-2 hover:text-ink md:min-h-8';

export function Part({
  title,
  aside,
  children,
}: {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="flex flex-col gap-2">
      <div className="flex items-baseline justify-between gap-2">
        <h2 id={id} className="text-sm">
          {title}
        </h2>
        <span className="text-muted">{aside}</span>
      </div>
      {children}
    </section>
  );
}
