// Budgets, checked before each model call: at a limit the task pauses and says so; a raised budget lets it go on.
import { DEFAULT_BUDGET, type Usage, type WaitingFor } from '../contract/task.ts';
import type { TaskRow } from '../store/port.ts';
import type { ActivityDeps } from './deps.ts';

type Reason = Omit<WaitingFor, 'since'>;

/** Why the next call must not be made; undefined when it may. Nothing is remembered: each call asks anew. */
export async function overBudget(deps: ActivityDeps, task: TaskRow, usage: Usage): Promise<Reason | undefined> {
  return overOwn(task, usage) ?? overDaily(deps, task.id);
}

function overOwn(task: TaskRow, usage: Usage): Reason | undefined {
  const maxUsd = task.budget.maxUsd ?? DEFAULT_BUDGET.maxUsd;
  const maxSteps = task.budget.maxSteps ?? DEFAULT_BUDGET.maxSteps;
  const maxMinutes = task.budget.maxMinutes ?? DEFAULT_BUDGET.maxMinutes;
  const raise = (what: string): string => `cowork resume ${task.id} --${what} <more>`;
  if (usage.usd !== null && usage.usd >= maxUsd)
    return { kind: 'budget', text: `The budget of ${maxUsd} $ for this task is used up`, action: raise('max-usd') };
  if (usage.steps >= maxSteps)
    return { kind: 'budget', text: `The limit of ${maxSteps} steps for this task is reached`, action: raise('max-steps') };
  if (usage.activeMs >= maxMinutes * 60_000)
    return {
      kind: 'budget',
      text: `The limit of ${maxMinutes} minutes at work for this task is reached`,
      action: raise('max-minutes'),
    };
  return undefined;
}

async function overDaily(deps: ActivityDeps, taskId: string): Promise<Reason | undefined> {
  const now = deps.now();
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  const limit = await deps.dailyMaxUsd();
  if ((await deps.store.spentSince(midnight.toISOString())) < limit) return undefined;
  const tomorrow = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
  return {
    kind: 'budget',
    text: `The budget of ${limit} $ a day over all tasks is used up; it goes on tomorrow`,
    until: tomorrow.toISOString(),
    action: `cowork config set daily-max-usd <more>, then cowork resume ${taskId}`,
  };
}
