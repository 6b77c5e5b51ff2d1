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

/** The limit doubled until what is used fits in it: a hint is copied as it stands, so it names a number. */
const moreThan = (used: number, limit: number): number => (limit * 2 > used ? limit * 2 : moreThan(used, limit * 2));

const counted = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

async function overDaily(deps: ActivityDeps, taskId: string): Promise<Reason | undefined> {
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
    action: `cowork config set daily-max-usd ${moreThan(spent, limit)} && cowork resume ${taskId}`,
  };
}
