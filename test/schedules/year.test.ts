// A year of due times of generated schedules: as Temporal lists them, as an independent oracle says, and as the product shows and counts them.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { dueBetween, dueKey } from '../../src/schedules/due-times.ts';
import { engineSpec } from '../../src/schedules/engine-spec.ts';
import { clockOf } from '../../src/schedules/preview.ts';
import { specOf } from '../../src/api/temporal-schedules.ts';
import { randomOf } from '../rig/random.ts';
import { startTemporal, type TestTemporal } from '../rig/temporal.ts';
import { type Case, makeCase, ZONES } from './cadences.ts';
import { oracle } from './oracle.ts';

const SEED = Number(process.env['SCHEDULES_SEED'] ?? Date.now() % 1_000_000);
/** YEAR_SCHEDULES=200 is the long form; any form prints its seed. */
const COUNT = Number(process.env['YEAR_SCHEDULES'] ?? 60);
const FROM = Date.UTC(2027, 0, 1);
const TO = Date.UTC(2028, 0, 1);
/** The server lists no more at once. */
const PAGE = 1_000;

let temporal: TestTemporal;
beforeAll(async () => {
  console.log(`a year of ${COUNT} schedules: seed ${SEED}`);
  temporal = await startTemporal();
}, 240_000);
afterAll(async () => temporal?.stop());

const random = randomOf(SEED);
const cases = Array.from({ length: COUNT }, () => makeCase(random));
const wanted = cases.map((one) => oracle(one, FROM, TO));

it('the product shows what the oracle says, each once', () => {
  for (const [i, one] of cases.entries()) {
    const clock = clockOf({ cadence: one.cadence, timeZone: one.zone });
    const due = dueBetween(clock, FROM - 1, TO - 1);
    same(one, due, wanted[i]!);
    expect(new Set(due.map((at) => dueKey(clock, at))).size).toBe(due.length);
  }
}, 240_000);

it('Temporal starts a run at each of these times and at no other', async () => {
  const changed = new Set<string>();
  let listed = 0;
  for (const [i, one] of cases.entries()) {
    const expected = wanted[i]!;
    const times = await listedBy(one, `year-${i}`, expected);
    listed += times.length;
    same(one, times, expected);
    changed.add(one.zone);
  }
  console.log(`${listed} due times in ${changed.size} of ${ZONES.length} zones`);
}, 300_000);

async function listedBy({ cadence, zone }: Case, scheduleId: string, expected: readonly number[]): Promise<number[]> {
  const { client } = temporal.environment;
  const clock = clockOf({ cadence, timeZone: zone });
  const handle = await client.schedule.create({
    scheduleId,
    spec: specOf(engineSpec(clock, FROM)),
    action: { type: 'startWorkflow', workflowType: 'none', taskQueue: 'none' },
    state: { paused: true },
  });
  const seconds = (at: number) => ({ seconds: Math.floor(at / 1000) as never, nanos: 0 });
  const found: number[] = [];
  for (let from = FROM; from < TO;) {
    const to =
      expected.length > PAGE / 2 ? Math.min(TO, from + Math.floor((TO - FROM) / Math.ceil((2 * expected.length) / PAGE))) : TO;
    const answer = await client.workflowService.listScheduleMatchingTimes({
      namespace: 'default',
      scheduleId,
      startTime: seconds(from - 1_000),
      endTime: seconds(to - 1_000),
    });
    found.push(...(answer.startTime ?? []).map((time) => Number(time.seconds) * 1000));
    from = to;
  }
  await handle.delete();
  return [...new Set(found)].sort((a, b) => a - b);
}

/** By what differs: two lists of thousands are too long for a message. */
function same(one: Case, found: readonly number[], expected: readonly number[]): void {
  const iso = (at: number): string => new Date(at).toISOString();
  const [has, wants] = [new Set(found), new Set(expected)];
  const lost = expected
    .filter((at) => !has.has(at))
    .slice(0, 5)
    .map(iso);
  const strange = found
    .filter((at) => !wants.has(at))
    .slice(0, 5)
    .map(iso);
  expect({ ...one, lost, strange, count: found.length }).toEqual({ ...one, lost: [], strange: [], count: expected.length });
}
