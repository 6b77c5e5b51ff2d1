// The power fails: everything that was not fsynced is gone, or there by chance. What was promised is there, and each change is whole.
// POWER_SEED repeats a run's choice of cuts.
import { beforeAll, describe, expect, it } from '@jest/globals';
import { WRONG_ORDER } from './broken-builds.ts';
import type { Report } from './check.ts';
import { obstacle, runCheck } from './run-check.ts';

const SEED = Number(process.env['POWER_SEED'] ?? Date.now() % 1_000_000);
/** Each takes seconds; a busy machine gets fifty times that. */
const PATIENCE_MS = 300_000;

if (obstacle !== undefined) console.log(`Losing power was not tried: ${obstacle}.`);

(obstacle === undefined ? describe : describe.skip)(`after a power cut (seed ${SEED})`, () => {
  /** Mostly waits for processes that start, so it runs beside the others. */
  let product: Promise<Report>;
  beforeAll(() => {
    product = runCheck({ workload: 'product', seed: SEED, most: 1 });
    product.catch(() => undefined);
  });

  it.each([
    ['change sets are whole, receipts and kept copies are there', { workload: 'change-sets', most: 16, again: 1 }],
    [
      'the task store holds what one of its commits left, and all that was answered',
      { workload: 'task-store', most: 12, again: 1 },
    ],
    ['uploads, spilled results, settings and token are as they were promised', { workload: 'own-files', most: 12, again: 1 }],
  ] as const)(
    '%s',
    async (_, orders) => {
      const report = await runCheck({ ...orders, seed: SEED });
      expect(report.wrong).toEqual([]);
      expect(report.cuts).toBe(orders.most);
    },
    PATIENCE_MS,
  );

  it(
    'the product goes on: home, Temporal and folder on one disk, every process dead',
    async () => {
      expect(await product).toMatchObject({ cuts: 1, wrong: [] });
    },
    PATIENCE_MS,
  );

  // Every other fsync is taken away in turn by `npm run power-loss`.
  it(
    `and it is seen when ${WRONG_ORDER.name}`,
    async () => {
      const { workload, name } = WRONG_ORDER;
      const { wrong } = await runCheck({ workload, seed: SEED, kinds: ['nothing'], first: true }, name);
      expect(wrong).toHaveLength(1);
    },
    PATIENCE_MS,
  );
});
