// What a person sees before a schedule is saved: the cadence in words, and when it is due next.
import { CoworkError } from '../contract/errors.ts';
import type { SchedulePreview } from '../contract/schedules.ts';
import { inWords } from './describe.ts';
import { type Clock, nextDue } from './due-times.ts';
import { parseCadence } from './parse-cadence.ts';
import { isTimeZone, zonedIso } from './zone.ts';

const SHOWN = 5;

/** @throws CoworkError invalid, with what was not understood */
export function clockOf(given: { cadence: string; timeZone: string }): Clock {
  if (!isTimeZone(given.timeZone))
    throw new CoworkError('invalid', `There is no time zone "${given.timeZone}"; zones are named like Europe/Berlin.`);
  return { cadence: parseCadence(given.cadence), zone: given.timeZone };
}

export function previewOf(clock: Clock, now: number): SchedulePreview {
  return {
    words: inWords(clock.cadence),
    timeZone: clock.zone,
    next: nextDue(clock, now, SHOWN).map((at) => zonedIso(clock.zone, at)),
  };
}

/** For who saves it. @throws CoworkError invalid when it is never due again */
export function dueAgain(clock: Clock, now: number): void {
  if (nextDue(clock, now, 1).length > 0) return;
  const never = clock.cadence.days.kind === 'date' ? 'is never due again' : 'is never due';
  throw new CoworkError('invalid', `"${inWords(clock.cadence)}" (${clock.zone}) ${never}. Nothing was saved.`);
}
