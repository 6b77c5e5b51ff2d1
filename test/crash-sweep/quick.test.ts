// The quick form of the crash sweep: each named moment once, and some with every victim. `npm run crash-sweep` is the long one.
import { afterAll, expect, it } from '@jest/globals';
import { isBad, nameOf, type Outcome, spotOf } from './case.ts';
import type { Instance } from './instance.ts';
import { jobsOf } from './plan.ts';
import { FILE_TOOL_POINTS, quickCases } from './quick.ts';
import { sweepAll } from './sweep.ts';

/** A minute and a half on two idle cores; only a hang comes near this. */
const SWEEP_MS = 900_000;
const seed = Number(process.env['COWORK_SEED'] ?? Date.now() % 1e6);
const open = new Set<Instance>();
afterAll(() => Promise.all([...open].map((instance) => instance.remove())));

it(
  `kill -9 at every named moment: nothing is lost, nothing happens twice (seed ${seed})`,
  async () => {
    const outcomes: Outcome[] = [];
    const report = (outcome: Outcome): void => void outcomes.push(outcome);
    const cases = quickCases(seed);
    await sweepAll({ jobs: jobsOf(cases), open, report });
    expect(outcomes.filter(isBad)).toEqual([]);
    expect(outcomes.filter(({ struck }) => !struck).map(({ case: one }) => nameOf(one))).toEqual([]);
    expect(outcomes).toHaveLength(cases.length);
    expect(outcomes.length).toBeGreaterThanOrEqual(60);
    expect(new Set(outcomes.map(({ case: one }) => spotOf(one)?.point))).toEqual(new Set(FILE_TOOL_POINTS));
  },
  SWEEP_MS,
);
