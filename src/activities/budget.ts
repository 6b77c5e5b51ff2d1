// Budgets, checked before each model call: at a limit the task pauses and says so; a raised budget lets it go on.
import { DEFAULT_BUDGET, type Usage, type WaitingFor } from '../contract/task.ts';
import type { TaskRow } from '../store/port.ts';
import { counted, moreThan } from './limit-words.ts';
import { overShared } from './shared-budget.ts';
import type { ActivityDeps } from './deps.ts';

type Reason = Omit<WaitingFor, 'since'>;

/** Why the next call must not be made; undefined when it may. Nothing is remembered: each call asks anew. */
export async function overBudget(deps: ActivityDeps, task: TaskRow, usage: Usage): Promise<Reason | undefined> {
  const over = isShared(task) ? overShared(await deps.store.family(task.id), task.id) : overOwn(task, usage);
  // What others are doing at this moment is asked when the call is about to be made.
  return over && !('others' in over) ? over : overDaily(deps, `cowork resume ${task.id}`);
}

/** It shares a budget with the task that started it, or with those that it has started. */
export const isShared = (task: Pick<TaskRow, 'parentId' | 'children'>): boolean =>
  task.parentId !== undefined || task.children > 0;

function overOwn(task: TaskRow, usage: Usage): Reason | undefined {
  const maxUsd = task.budget.maxUsd ?? DEFAULT_BUDGET.maxUsd;
  const maxSteps = task.budget.maxSteps ?? DEFAULT_BUDGET.maxSteps;
  const maxMinutes = task.budget.maxMinutes ?? DEFAULT_BUDGET.maxMinutes;
  const minutes = usage.activeMs / 60_000;
  if (usage.usd !== null && usage.usd >= maxUsd) {
    const raise = { maxUsd: moreThan(usage.usd, maxUsd) };
    const action = `cowork resume ${task.id} --max-usd ${raise.maxUsd}`;
    return { kind: 'budget', text: `The budget of ${maxUsd} $ for this task is used up`, action, raise };
  }
  if (usage.steps >= maxSteps) {
    const raise = { maxSteps: moreThan(usage.steps, maxSteps) };
    const action = `cowork resume ${task.id} --max-steps ${raise.maxSteps}`;
    return { kind: 'budget', text: `The limit of ${counted(maxSteps, 'step')} for this task is reached`, action, raise };
  }
  if (minutes >= maxMinutes) {
    const raise = { maxMinutes: moreThan(minutes, maxMinutes) };
    const action = `cowork resume ${task.id} --max-minutes ${raise.maxMinutes}`;
    return {
      kind: 'budget',
      text: `The limit of ${counted(maxMinutes, 'minute')} at work for this task is reached`,
      action,
      raise,
    };
  }
  return undefined;
}

/** `goOn`: the command with which it goes on once the budget is raised. */
export async function overDaily(deps: ActivityDeps, goOn: string): Promise<Reason | undefined> {
  const now = deps.now();
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  const limit = await deps.dailyMaxUsd();
  const spent = await deps.store.spentSince(midnight.toISOString());
  if (spent < limit) return undefined;
  const tomorrow = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
  return {
    kind: 'budget',
    text: `The budget of ${limit} $ a day over all tasks is used up; it goes on tomorrow`,
    until: tomorrow.toISOString(),
    action: `cowork config set daily-max-usd ${moreThan(spent, limit)} && ${goOn}`,
  };
}
