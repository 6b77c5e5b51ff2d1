// What a guest tries and does not get, as root of its own machine or in the place of its agent: the quick form of `npm run sandbox-probes`. Each beside a
// control in which the same goes through without the protection.
import { afterAll, describe, expect, it } from '@jest/globals';
import { PROBES } from '../probes/all.ts';
import { judge, type Probe } from '../probes/probe.ts';
import { createRig } from '../probes/rig.ts';
import { obstacle } from './machine.ts';

const why = await obstacle();
/** The first that needs a machine also starts it. */
const TEST_MS = 600_000;
const rig = createRig({ isLong: false });
afterAll(() => rig.close(), TEST_MS);

/** Each takes seconds of an emulated machine, so one in five is drawn. ALL_PROBES=1 takes all. */
const seed = Number(process.env['COWORK_SEED'] ?? Date.now() % 1e6);
const quick = PROBES.filter(({ isLong }) => !isLong).filter((_, at) => process.env['ALL_PROBES'] || (at + seed) % 5 === 0);
const named = (needs: Probe['needs']): [string, Probe][] =>
  quick.filter((probe) => probe.needs === needs).map((probe) => [`${probe.group}: ${probe.what}`, probe]);

const tried = async (_: string, probe: Probe): Promise<void> => {
  const { held, controlWentThrough, ...said } = await judge(probe, rig);
  expect({ held, controlWentThrough, ...said }).toEqual({ held: true, controlWentThrough: true, ...said });
};

describe(`who has taken a guest over (seed ${seed})`, () => {
  it.each(named('host'))('%s', tried, TEST_MS);
});

(why === undefined ? describe : describe.skip)(`root of a guest (seed ${seed})`, () => {
  it.each(named('machine'))('%s', tried, TEST_MS);
});

it('no two probes have one name, and there are sixty at least', () => {
  expect(new Set(PROBES.map(({ id }) => id)).size).toBe(PROBES.length);
  expect(new Set(PROBES.map(({ what }) => what)).size).toBe(PROBES.length);
  expect(PROBES.length).toBeGreaterThanOrEqual(60);
});
