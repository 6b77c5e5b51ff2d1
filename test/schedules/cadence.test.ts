// Cadences as people write them: what they come to, in words; and what is said of those that nobody understands.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { inWords } from '../../src/schedules/describe.ts';
import { dueKey, nextDue } from '../../src/schedules/due-times.ts';
import { parseCadence } from '../../src/schedules/parse-cadence.ts';
import { clockOf, previewOf } from '../../src/schedules/preview.ts';
import { randomOf } from '../rig/random.ts';
import { makeCase } from './cadences.ts';

it.each([
  ['every weekday at 9', 'every weekday at 09:00'],
  ['Every day at 8:30.', 'every day at 08:30'],
  ['daily at noon', 'every day at 12:00'],
  ['every monday and thursday at 17:00', 'every Monday and Thursday at 17:00'],
  ['mondays at 9 and 13:30', 'every Monday at 09:00 and 13:30'],
  ['first monday of the month at 9', 'on the first Monday of the month at 09:00'],
  ['last friday of every month at 4pm', 'on the last Friday of the month at 16:00'],
  ['last day of the month at 18', 'on the last day of the month at 18:00'],
  ['on the 15th at 12', 'on the 15th of the month at 12:00'],
  ['on the 1st and 31st at 7am', 'on the 1st and 31st of the month (in months that have it) at 07:00'],
  ['every 2 hours between 8 and 18', 'every 2 hours from 08:00 to 18:00, every day'],
  ['every 2 h between 8 and 18 on weekdays', 'every 2 hours from 08:00 to 18:00, every weekday'],
  ['every 15 minutes', 'every 15 minutes, every day'],
  ['once at 2030-12-01 09:00', 'once on Sunday 1 December 2030 at 09:00'],
  ['every day in january and july at 6', 'every day in January and July at 06:00'],
  ['0 9 * * 1-5', 'every weekday at 09:00'],
  ['*/15 * * * *', 'every 15 minutes, every day'],
  ['30 6 1,15 * MON', 'on the 1st and 15th of the month and every Monday at 06:30'],
])('%s: %s', (given, words) => expect(inWords(parseCadence(given))).toBe(words));

it.each([
  ['', 'the days are missing|time of day is missing'],
  ['every day', 'the time of day is missing'],
  ['whenever at 9', '"whenever" was not understood'],
  ['every day at 25', 'time of day'],
  ['every 7 hours', 'no whole number'],
  ['every 2 hours between 18 and 8', 'second time is before the first'],
  ['once tomorrow', '"once" needs a day'],
  ['once at 2030-02-30 09:00', 'there is no day 2030-02-30'],
  ['61 9 * * *', 'the minute "61"'],
  ['0 9 * * funday', 'the weekday "funday"'],
])('"%s" is refused, saying why, with examples', (given, why) => {
  expect(() => parseCadence(given)).toThrow(expect.objectContaining({ code: 'invalid', detail: expect.stringMatching(why) }));
  expect(() => parseCadence(given)).toThrow(/For example: every weekday at 9/);
});

it('what is read back is understood the same way', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const { cadence } = makeCase(randomOf(seed));
      const parsed = parseCadence(cadence);
      if (parsed.days.kind === 'either') return;
      expect(parseCadence(inWords(parsed))).toEqual(parsed);
    }),
    { numRuns: 500 },
  );
});

describe('where the clock changes', () => {
  const next = (cadence: string, zone: string, after: string, count: number): string[] =>
    nextDue(clockOf({ cadence, timeZone: zone }), Date.parse(after), count).map((at) => new Date(at).toISOString().slice(0, 16));

  it('a time that does not exist runs right after, and none is lost', () => {
    expect(next('every day at 2:30', 'America/New_York', '2026-03-07T12:00Z', 2)).toEqual([
      '2026-03-08T07:00',
      '2026-03-09T06:30',
    ]);
    expect(next('every day at 2:10, 2:40 and 3:00', 'America/New_York', '2026-03-08T06:00Z', 3)).toEqual([
      '2026-03-08T07:00',
      '2026-03-08T07:01',
      '2026-03-08T07:02',
    ]);
  });
  it('a time that comes twice runs once; each hour that passes has its run', () => {
    expect(next('every day at 1:30', 'America/New_York', '2026-10-31T12:00Z', 2)).toEqual([
      '2026-11-01T05:30',
      '2026-11-02T06:30',
    ]);
    const hourly = clockOf({ cadence: 'every hour', timeZone: 'America/New_York' });
    const due = nextDue(hourly, Date.parse('2026-11-01T04:30Z'), 4);
    expect(due.map((at, i) => at - due[0]! === i * 3_600_000)).toEqual([true, true, true, true]);
    expect(new Set(due.map((at) => dueKey(hourly, at))).size).toBe(4);
  });
  it('the next times are shown on the clock of the zone', () => {
    const { next: shown } = previewOf(
      clockOf({ cadence: 'every day at 9', timeZone: 'Europe/Berlin' }),
      Date.parse('2026-10-24T12:00Z'),
    );
    expect(shown[0]).toBe('2026-10-25T09:00:00+01:00');
  });
});
