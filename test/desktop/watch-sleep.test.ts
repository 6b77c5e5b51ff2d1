// Time that nobody saw pass: told from a busy computer, and from a clock that was set.
import { describe, expect, it } from '@jest/globals';
import { gapBetween, watchSleep } from '../../src/desktop/watch-sleep.ts';

describe('a gap of time', () => {
  it.each([
    ['a look that was in time', { sinceBoot: 1_000, awake: 1_000 }, undefined],
    ['a busy computer', { sinceBoot: 8_000, awake: 8_000 }, undefined],
    ['a lid that was closed for an hour', { sinceBoot: 3_601_000, awake: 1_000 }, { ms: 3_600_000, what: 'computer' }],
    ['a process that was stopped for three minutes', { sinceBoot: 181_000, awake: 181_000 }, { ms: 180_000, what: 'process' }],
    ['a clock that does not see sleep and stands for it', { sinceBoot: 61_000, awake: 20_000 }, { ms: 60_000, what: 'computer' }],
  ] as const)('%s', (_what, passed, gap) => {
    expect(gapBetween(passed, 1_000)).toEqual(gap);
  });

  it('is said once, when it is over', async () => {
    let slept = 0;
    const gaps: unknown[] = [];
    const end = watchSleep((gap) => gaps.push(gap), { sinceBoot: () => slept, awake: () => 0 }, 20);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(gaps).toEqual([]);
    slept = 100_000;
    while (gaps.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await new Promise((resolve) => setTimeout(resolve, 100));
    end();
    expect(gaps).toEqual([{ ms: expect.closeTo(100_000, -3), what: 'computer' }]);
  });
});
