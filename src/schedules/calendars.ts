// A cadence as calendars: each names values that must all fit, and together they name every day and minute. Temporal's specs are of the same kind.
import type { Cadence, CadenceDays } from '../contract/schedules.ts';

/** An absent member fits everything. Months from 1, weekdays from 0 = Sunday. */
export interface Calendar {
  readonly years?: readonly number[];
  readonly months?: readonly number[];
  readonly days?: readonly number[];
  readonly weekdays?: readonly number[];
  readonly hours: readonly number[];
  readonly minutes: readonly number[];
}
type DayRule = Omit<Calendar, 'hours' | 'minutes'>;

export const LAST_YEAR = 2099;
const LEAP = years(2028, 4);
const COMMON = years(2025, 1).filter((year) => !LEAP.includes(year));
/** The months by their length, February twice: its length depends on the year. */
const LENGTHS: readonly (DayRule & { readonly last: number })[] = [
  { months: [1, 3, 5, 7, 8, 10, 12], last: 31 },
  { months: [4, 6, 9, 11], last: 30 },
  { months: [2], years: LEAP, last: 29 },
  { months: [2], years: COMMON, last: 28 },
];

export function calendarsOf({ days, months, times }: Cadence): Calendar[] {
  const rules = rulesOf(days).flatMap((rule) => within(rule, months));
  return rules.flatMap((rule) => times.map(({ hours, minutes }) => ({ ...rule, hours, minutes })));
}

function rulesOf(days: CadenceDays): DayRule[] {
  switch (days.kind) {
    case 'every':
      return [{}];
    case 'weekdays':
      return [{ weekdays: days.weekdays }];
    case 'month_days':
      return [{ days: days.days }];
    case 'last_day':
      return LENGTHS.map(({ last, ...rule }) => ({ ...rule, days: [last] }));
    case 'nth':
      if (days.n < 5) return [{ weekdays: [days.weekday], days: week(days.n * 7) }];
      return LENGTHS.map(({ last, ...rule }) => ({ ...rule, weekdays: [days.weekday], days: week(last) }));
    case 'either':
      return [{ days: days.days }, { weekdays: days.weekdays }];
    case 'date': {
      const [year, month, day] = days.date.split('-').map(Number) as [number, number, number];
      return [{ years: [year], months: [month], days: [day] }];
    }
  }
}

/** The seven days that end with this one. */
const week = (last: number): number[] => Array.from({ length: 7 }, (_, i) => last - 6 + i);

function within(rule: DayRule, months: readonly number[] | undefined): DayRule[] {
  if (!months) return [rule];
  const both = rule.months ? rule.months.filter((month) => months.includes(month)) : months;
  return both.length === 0 ? [] : [{ ...rule, months: both }];
}

function years(first: number, step: number): number[] {
  return Array.from({ length: Math.floor((LAST_YEAR - first) / step) + 1 }, (_, i) => first + i * step);
}

export interface WallDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
}

/** `day` counts days since 1970-01-01. */
export function wallDate(day: number): WallDate {
  const date = new Date(day * 86_400_000);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), weekday: date.getUTCDay() };
}

export const fitsDay = (calendar: DayRule, date: WallDate): boolean =>
  fits(calendar.years, date.year) &&
  fits(calendar.months, date.month) &&
  fits(calendar.days, date.day) &&
  fits(calendar.weekdays, date.weekday);

const fits = (allowed: readonly number[] | undefined, value: number): boolean => !allowed || allowed.includes(value);
