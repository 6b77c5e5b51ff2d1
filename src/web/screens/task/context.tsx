// What the task may use and has used: folders with what it may do there, mode, model, money, steps, time.
import { Link } from '@tanstack/react-router';
import type { TaskState } from '../../../client/task-state.ts';
import type { Task } from '../../../contract/http.ts';
import type { TaskFolder } from '../../../contract/task.ts';
import { sayDuration, sayNumber, sayUsd } from '../../words/say-amount.ts';
import { saySize } from '../../words/say-size.ts';
import { words } from '../../words/words.ts';

export function Context({ state, task }: { readonly state: TaskState; readonly task: Task }) {
  const { taskView } = words;
  const usage = state.usage ?? task.usage;
  const { budget, together } = task;
  const usd = usage.usd === null ? taskView.costUnknown : sayUsd(usage.usd);
  return (
    <section aria-label={taskView.context} className="flex flex-col gap-2">
      <h2 className="text-sm">{taskView.context}</h2>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2">
        <dt className="text-muted">{taskView.folders}</dt>
        <dd className="flex min-w-0 flex-col gap-1">
          {task.folders.length === 0 && taskView.noFolders}
          {task.folders.map((folder) => (
            <span key={folder.path} className="[overflow-wrap:anywhere]">
              {folder.path} <span className="text-muted">({stateOf(folder)})</span>
            </span>
          ))}
        </dd>
        {task.attachments.length > 0 && (
          <>
            <dt className="text-muted">{taskView.given}</dt>
            <dd className="flex min-w-0 flex-col gap-1">
              {task.attachments.map(({ id, name, bytes }) => (
                <span key={id} className="[overflow-wrap:anywhere]">
                  {name} <span className="text-muted">({saySize(bytes)})</span>
                </span>
              ))}
            </dd>
          </>
        )}
        <dt className="text-muted">{taskView.mode}</dt>
        <dd>{taskView.modes[task.mode]}</dd>
        <dt className="text-muted">{taskView.model}</dt>
        <dd className="[overflow-wrap:anywhere]">{task.model}</dd>
        <dt className="text-muted">{taskView.cost}</dt>
        <dd>{budget.maxUsd === undefined ? usd : taskView.costOf(usd, sayUsd(budget.maxUsd))}</dd>
        <dt className="text-muted">{taskView.steps}</dt>
        <dd>
          {budget.maxSteps === undefined
            ? sayNumber(usage.steps)
            : taskView.stepsOf(sayNumber(usage.steps), sayNumber(budget.maxSteps))}
        </dd>
        <dt className="text-muted">{taskView.time}</dt>
        <dd>{sayDuration(usage.activeMs)}</dd>
        {together && (
          <>
            <dt className="text-muted">{taskView.together}</dt>
            <dd>{together.usd === null ? taskView.costUnknown : sayUsd(together.usd)}</dd>
          </>
        )}
      </dl>
      {task.parentId !== undefined && (
        <Link to="/tasks/$taskId" params={{ taskId: task.parentId }} className="w-fit underline underline-offset-2">
          {taskView.parent}
        </Link>
      )}
    </section>
  );
}

function stateOf({ state, access, reason }: TaskFolder): string {
  const { taskView } = words;
  switch (state) {
    case 'granted':
      return taskView.access[access];
    case 'requested':
      return taskView.requested;
    case 'refused':
      return taskView.refused(reason ?? '');
    case 'removed':
      return taskView.removed;
  }
}
