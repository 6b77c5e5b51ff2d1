// What was seen of a thing: stretches join, and what lies between them was passed over.
import { describe, expect, it } from '@jest/globals';
import type { Operation } from '../../src/contract/changes.ts';
import { partsOf, rowsOf } from '../../src/web/screens/questions/sort-out.ts';
import { firstGap, type Sight, stoodStill, type Stretch, withStretch } from '../../src/web/screens/questions/stretches.ts';

const sight = (stretch: Stretch, top = 0): Sight => ({ stretch, top, height: 200 });
const seen = (...stretches: readonly Stretch[]) => stretches.reduce<readonly Stretch[]>(withStretch, []);

describe('what was seen', () => {
  it('joins what overlaps or touches, in whatever order it came', () => {
    expect(seen([0.5, 0.7], [0, 0.2], [0.2, 0.5])).toEqual([[0, 0.7]]);
    expect(seen([0.8, 1], [0, 0.2])).toEqual([
      [0, 0.2],
      [0.8, 1],
    ]);
    expect(seen([0, 0.2], [0.8, 1], [0.1, 0.9])).toEqual([[0, 1]]);
  });

  it('has its first gap where nothing was seen', () => {
    expect(firstGap(seen(), 0.01)).toBe(0);
    expect(firstGap(seen([0, 0.4]), 0.01)).toBe(0.4);
    expect(firstGap(seen([0, 0.2], [0.8, 1]), 0.01)).toBe(0.2);
    expect(firstGap(seen([0.8, 1]), 0.01)).toBe(0);
    expect(firstGap(seen([0.005, 0.5], [0.505, 0.995]), 0.01)).toBeUndefined();
  });

  it('is what two looks have in common', () => {
    expect(stoodStill(sight([0, 0.5]), sight([0.3, 1]))).toEqual([0.3, 0.5]);
    expect(stoodStill(sight([0, 0.2]), sight([0.8, 1]))).toBeUndefined();
    expect(stoodStill(sight([0, 1]), undefined)).toBeUndefined();
  });

  it('is nothing of what moves, however much of it stays in sight', () => {
    expect(stoodStill(sight([0, 0.6], 100), sight([0, 0.5], 101))).toEqual([0, 0.5]);
    expect(stoodStill(sight([0, 0.6], 80), sight([0, 0.5], 100))).toBeUndefined();
    expect(stoodStill(sight([0, 1], 120), sight([0, 1], 100))).toBeUndefined();
  });
});

it('each row is a part to be seen, and so is the difference of each text', () => {
  const operations: Operation[] = [
    { id: 'o1', op: 'replace', to: '/folders/D/a.txt', bytes: 1, diff: '@@ -1 +1 @@\n-a\n+b\n' },
    { id: 'o2', op: 'move', from: '/folders/D/b', to: '/folders/D/x/b', bytes: 1 },
  ];
  const parts = partsOf(rowsOf(operations, { irreversible: ['/folders/D/c'] }));
  expect(parts).toEqual(['irreversible', 'path:/folders/D/c', 'replaces', 'o1', 'o1 difference', 'moves', 'D\0D/x', 'o2']);
});
