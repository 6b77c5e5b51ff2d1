// A few cases of the form with machines, where there must be one (TEST_MACHINE). `npm run crash-sweep -- --machines` takes every moment, and chance.
import { expect, it } from '@jest/globals';
import { obstacle } from '../sandbox/vm/machine.ts';
import { type Case, isBad, type Outcome } from './case.ts';
import { openInstance } from './instance.ts';
import { live } from './life.ts';

/** With the start of the product and its machines they take more than half a minute. */
const may = process.env['TEST_MACHINE'] !== undefined && (await obstacle()) === undefined;
const LIMIT_MS = 600_000;

const CASES: readonly Case[] = [
  { workload: 'changes unasked', victim: 'machine', at: { point: 'command-settled', nth: 1 } },
  { workload: 'changes unasked', victim: 'machine and worker', at: { point: 'changes-op', nth: 3 } },
];

(may ? it : it.skip)(
  'kill -9 of the virtual machine, also with the worker: a cut command has changed nothing, and what was taken from it happens once',
  async () => {
    const outcomes: Outcome[] = [];
    const instance = await openInstance({ machines: true });
    try {
      const report = (outcome: Outcome): void => void outcomes.push(outcome);
      await live(instance, { by: 'commands', mode: 'act', rounds: CASES, after: [] }, { id: 'machines', report });
      await instance.close();
    } finally {
      await instance.remove();
    }
    expect(outcomes.filter(isBad)).toEqual([]);
    expect(outcomes.map(({ struck, cut }) => [struck, cut])).toEqual([
      [true, 1],
      [true, 0],
    ]);
  },
  LIMIT_MS,
);
