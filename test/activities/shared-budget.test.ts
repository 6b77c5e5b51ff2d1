// One budget for a family: what was used, what calls hold, and who is told which limit stands in the way.
import { describe, expect, it } from '@jest/globals';
import { overShared } from '../../src/activities/shared-budget.ts';
import type { FamilyMember } from '../../src/store/port.ts';

const member = (id: string, parentId: string | undefined, more: Partial<FamilyMember> = {}): FamilyMember => ({
  ...{ id, parentId, budget: {}, open: true, usd: 0, steps: 0, activeMs: 0 },
  ...more,
});
const family = (top: Partial<FamilyMember>, a: Partial<FamilyMember> = {}, b: Partial<FamilyMember> = {}): FamilyMember[] => [
  member('top', undefined, top),
  member('a', 'top', a),
  member('b', 'top', b),
];

describe('a shared budget', () => {
  it.each([
    ['lets a call through that fits', family({ budget: { maxUsd: 1 }, usd: 0.4 }), { usd: 0.5 }, undefined],
    [
      'counts what all have used',
      family({ budget: { maxUsd: 1 } }, { usd: 0.5 }, { usd: 0.5 }),
      undefined,
      /budget of 1 \$ for task top/,
    ],
    ['and what one more call may cost', family({ budget: { maxUsd: 1 }, usd: 0.6 }), { usd: 0.5 }, /too small for one more call/],
    [
      'waits for what others hold',
      family({ budget: { maxUsd: 1 } }, {}, { calling: { step: 1, usd: 0.8 } }),
      { usd: 0.5 },
      'others',
    ],
    [
      'not for what the task itself held when its process died',
      family({ budget: { maxUsd: 1 } }, { calling: { step: 1, usd: 0.8 } }),
      { usd: 0.5 },
      undefined,
    ],
    [
      'counts steps, and calls that will be one',
      family({ budget: { maxSteps: 3 }, steps: 2 }, {}, { calling: { step: 1, usd: 0 } }),
      { usd: 0 },
      'others',
    ],
    ['stops at the last step', family({ budget: { maxSteps: 3 }, steps: 2 }, { steps: 1 }), { usd: 0 }, /limit of 3 steps/],
    [
      'stops at the time at work of all',
      family({ budget: { maxMinutes: 1 } }, {}, { activeMs: 60_000 }),
      { usd: 0 },
      /limit of 1 minute/,
    ],
    ['has the usual limits where none is said', family({ usd: 4.9 }), { usd: 0.2 }, /budget of 5 \$/],
    [
      'and no more for those below, but what is said of them',
      family({ budget: { maxUsd: 9 } }, { budget: { maxUsd: 1 }, usd: 1 }),
      undefined,
      /budget of 1 \$ for task a/,
    ],
  ] as const)('%s', (_what, members, need, wanted) => {
    const over = overShared(members, 'a', need);
    if (wanted === undefined) expect(over).toBeUndefined();
    else if (wanted === 'others') expect(over).toEqual({ others: true });
    else expect(over).toMatchObject({ kind: 'budget', text: expect.stringMatching(wanted) });
  });
});
