// A cadence as the engine's calendars. Around a change of the clock these lose times, double them or pick the later one (measured: Berlin's
// second 02:30, three hours of Lord Howe's quarters), so the hours around each are left out and their due times named one by one.
import { type Calendar, calendarsOf, wallDate } from './calendars.ts';
import { type Clock, dueBetween } from './due-times.ts';
import { type Transition, transitionsIn } from './zone.ts';

const HOUR = 3_600_000;

export interface EngineSpec {
  readonly zone: string;
  readonly calendars: readonly Calendar[];
  /** Instants, in milliseconds. */
  readonly single: readonly number[];
}

/** Good until the end of the year after the one of `now`: whoever keeps the engine in step makes it anew each year. */
export function engineSpec(clock: Clock, now: number): EngineSpec {
  const year = new Date(now).getUTCFullYear();
  const changes = transitionsIn(clock.zone, Date.UTC(year, 0, 1), Date.UTC(year + 2, 0, 1));
  const left = hoursAround(changes);
  return {
    zone: clock.zone,
    calendars: calendarsOf(clock.cadence).flatMap((calendar) => without(calendar, left)),
    single: [...new Set(changes.flatMap((change) => dueAround(clock, change, left)))].sort((a, b) => a - b),
  };
}

/** By day since 1970: the hours of the wall that lie within an hour of a change. */
type LeftOut = ReadonlyMap<number, ReadonlySet<number>>;

function hoursAround(changes: readonly Transition[]): LeftOut {
  const left = new Map<number, Set<number>>();
  for (const { at, before, after } of changes) {
    const [from, to] = wallsAround({ at, before, after });
    for (let wall = from; wall < to; wall += HOUR) {
      const day = Math.floor(wall / (24 * HOUR));
      const hours = left.get(day) ?? new Set();
      left.set(day, hours.add(Math.floor(wall / HOUR) % 24));
    }
  }
  return left;
}

/** Whole hours of the wall, as if it were UTC. */
function wallsAround({ at, before, after }: Transition): [number, number] {
  const low = Math.min(at + before, at + after);
  const high = Math.max(at + before, at + after);
  return [Math.floor(low / HOUR) * HOUR - HOUR, Math.ceil(high / HOUR) * HOUR + HOUR];
}

function dueAround(clock: Clock, change: Transition, left: LeftOut): number[] {
  const due = dueBetween(clock, change.at - 4 * HOUR, change.at + 4 * HOUR);
  return due.filter((at) => {
    const offset = at < change.at ? change.before : change.after;
    const wall = at + offset;
    return left.get(Math.floor(wall / (24 * HOUR)))?.has(Math.floor(wall / HOUR) % 24) ?? false;
  });
}

/** The calendar without those hours: the other years, the other months of these years, the other days of these months, the other hours. */
function without(calendar: Calendar, left: LeftOut): Calendar[] {
  const dates = [...left].map(([day, hours]) => ({ ...wallDate(day), hours }));
  const years = [...new Set(dates.map(({ year }) => year))];
  if (years.length === 0) return [calendar];
  const parts: (Calendar | undefined)[] = [narrowed(calendar, 'years', (year) => !years.includes(year))];
  for (const year of years) {
    const ofYear = narrowed(calendar, 'years', (one) => one === year);
    const inYear = dates.filter((date) => date.year === year);
    const months = [...new Set(inYear.map(({ month }) => month))];
    parts.push(ofYear && narrowed(ofYear, 'months', (month) => !months.includes(month)));
    for (const month of months) {
      const ofMonth = ofYear && narrowed(ofYear, 'months', (one) => one === month);
      const inMonth = inYear.filter((date) => date.month === month);
      parts.push(ofMonth && narrowed(ofMonth, 'days', (day) => !inMonth.some((date) => date.day === day)));
      for (const { day, weekday, hours } of inMonth) {
        const ofDay =
          ofMonth &&
          onWeekday(
            narrowed(ofMonth, 'days', (one) => one === day),
            weekday,
          );
        parts.push(ofDay && narrowed(ofDay, 'hours', (hour) => !hours.has(hour)));
      }
    }
  }
  return parts.filter((part) => part !== undefined);
}

/** Decided here: where midnight is left out, the engine takes the day for the one before (measured: Santiago in September). */
function onWeekday(calendar: Calendar | undefined, weekday: number): Calendar | undefined {
  if (!calendar?.weekdays) return calendar;
  const { weekdays, ...rest } = calendar;
  return weekdays.includes(weekday) ? rest : undefined;
}

const RANGES = { years: [2020, 2099], months: [1, 12], days: [1, 31], hours: [0, 23] } as const;

function narrowed(calendar: Calendar, member: keyof typeof RANGES, keep: (value: number) => boolean): Calendar | undefined {
  const [first, last] = RANGES[member];
  const all = calendar[member] ?? Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const kept = all.filter(keep);
  return kept.length === 0 ? undefined : { ...calendar, [member]: kept };
}
