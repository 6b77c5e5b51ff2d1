// The rig bites: products that are broken on purpose are caught, each by the smallest case that shows it; the sound one passes the same.
import { describe, expect, it } from '@jest/globals';
import type { Case, Outcome } from './case.ts';
import { isBad } from './case.ts';
import type { Control } from './controls/names.ts';
import { openInstance, RIVAL } from './instance.ts';
import { live } from './life.ts';
import { LOST_ANSWER } from './person.ts';

const CONTROL_MS = 600_000;

/** Receipted, not yet shown: the retry must find the receipt. The second set of a round appends a line. */
const UNSHOWN: Case = { workload: 'changes unasked', victim: 'worker', at: { point: 'changes-receipt', nth: 2 } };
/** Half of a circle is turned. */
const HALF_TURNED: Case = { workload: 'changes unasked', victim: RIVAL, at: { point: 'changes-op', nth: 3 } };
const ANSWERED: Case = { workload: 'changes asked', victim: 'api', at: { point: 'api-decision-stored', nth: 1 } };

/** What came of these cases; what breaks so badly that the task hangs is thrown. */
async function outcomesOf(mode: 'act' | 'ask', cases: readonly Case[], control?: Control): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const instance = await openInstance(control === undefined ? {} : { control });
  try {
    await live(
      instance,
      { mode, rounds: [...cases, undefined], after: [] },
      { id: 'control', report: (outcome) => outcomes.push(outcome) },
    );
    return outcomes;
  } catch (error) {
    if (outcomes.some(isBad)) return outcomes;
    throw error;
  } finally {
    await instance.remove();
  }
}

describe('the sound product', () => {
  it(
    'passes the cases that catch the broken ones',
    async () => {
      const outcomes = [...(await outcomesOf('act', [UNSHOWN, HALF_TURNED])), ...(await outcomesOf('ask', [ANSWERED]))];
      expect(outcomes.map(({ struck }) => struck)).toEqual([true, true, true]);
      expect(outcomes.filter(isBad)).toEqual([]);
    },
    CONTROL_MS,
  );
});

describe('a broken product is caught', () => {
  it(
    'without looking at receipts: the line is appended twice',
    async () => {
      const [outcome] = await outcomesOf('act', [UNSHOWN], 'receipts not looked at');
      expect(outcome).toMatchObject({ struck: true, doubled: ['line appended'] });
    },
    CONTROL_MS,
  );

  it(
    'without the lock: two workers act on one journal',
    async () => {
      const [outcome] = await outcomesOf('act', [HALF_TURNED], 'lock off');
      expect(outcome).toMatchObject({ struck: true });
      expect(outcome && isBad(outcome)).toBe(true);
    },
    CONTROL_MS,
  );

  it(
    'with decisions only by Update: an answer that was acknowledged is lost',
    async () => {
      const [outcome] = await outcomesOf('ask', [ANSWERED], 'decisions only by Update');
      expect(outcome).toMatchObject({ struck: true, problems: [LOST_ANSWER] });
    },
    CONTROL_MS,
  );
});
