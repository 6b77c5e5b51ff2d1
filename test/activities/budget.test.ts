// At a limit a task says which one, and its hint is a command that works when it is copied.
import { describe, expect, it } from '@jest/globals';
import { overBudget } from '../../src/activities/budget.ts';
import type { ActivityDeps } from '../../src/activities/deps.ts';
import type { Budget, Usage } from '../../src/contract/task.ts';
import type { TaskRow } from '../../src/store/port.ts';

const deps = {
  now: () => new Date('2026-09-30T10:00:00.000Z'),
  dailyMaxUsd: async () => 20,
  store: { spentSince: async () => 21 },
} as unknown as ActivityDeps;
const reason = (budget: Budget, usage: Partial<Usage>) =>
  overBudget(deps, { id: 't1', budget } as TaskRow, { usd: 0, steps: 0, activeMs: 0, ...usage } as Usage);

describe('a limit that is reached', () => {
  it.each([
    [{ maxUsd: 5 }, { usd: 5.01 }, '5 $', '--max-usd 10'],
    [{ maxUsd: 0.01 }, { usd: 0.05 }, '0.01 $', '--max-usd 0.08'],
    [{ maxSteps: 1 }, { steps: 1 }, '1 step ', '--max-steps 2'],
    [{ maxSteps: 300 }, { steps: 300 }, '300 steps', '--max-steps 600'],
    [{ maxMinutes: 1 }, { activeMs: 61_000 }, '1 minute at work', '--max-minutes 2'],
  ])('%j is said, with the command that goes on', async (budget, usage, said, option) => {
    const found = await reason(budget, usage);
    expect(found?.text).toContain(said);
    expect(found?.action).toBe(`cowork resume t1 ${option}`);
    expect(Object.keys(found?.raise ?? {})).toEqual(Object.keys(budget));
  });

  it('of a day is raised in the settings', async () => {
    expect(await reason({}, {})).toMatchObject({ action: 'cowork config set daily-max-usd 40 && cowork resume t1' });
  });
});
