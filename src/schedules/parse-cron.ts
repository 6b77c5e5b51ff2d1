// A cron line of five fields: minute, hour, day of the month, month, weekday.
import type { Cadence, CadenceDays } from '../contract/schedules.ts';
import { monthOf, weekdayOf } from './parse-time.ts';

/** Five words, and the first is nothing that a phrase begins with. */
export const looksLikeCron = (text: string): boolean => /^[\d*][^\s]*(\s+[^\s]+){4}$/.test(text) && !/\b(at|of|the)\b/.test(text);

/** @throws Error with the field that cannot be read */
export function parseCron(text: string): Cadence {
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = text.split(/\s+/);
  const hours = field('hour', hour, [0, 23]);
  const months = month === '*' ? undefined : field('month', month, [1, 12], monthOf);
  return {
    days: daysOf(day, weekday),
    ...(months === undefined || months.length === 12 ? {} : { months }),
    times: [{ hours, minutes: field('minute', minute, [0, 59]) }],
    follows: isEachHour(hour) ? 'hours' : 'clock',
  };
}

/** `*` or a range: something is due in each of these hours. */
const isEachHour = (hour: string): boolean => /^(\*|\d+-\d+)(\/1)?$/.test(hour);

/** As cron does: where both are given, either is enough. A field that begins with a star is not given. */
function daysOf(day: string, weekday: string): CadenceDays {
  if (day.toUpperCase() === 'L' && (weekday === '*' || weekday === '?')) return { kind: 'last_day' };
  const days = isAll(day) ? undefined : field('day of the month', day, [1, 31]);
  const weekdays = isAll(weekday)
    ? undefined
    : [...new Set(field('weekday', weekday, [0, 7], weekdayOf).map((one) => one % 7))].sort((a, b) => a - b);
  if (days && weekdays) return { kind: 'either', days, weekdays };
  if (days) return { kind: 'month_days', days };
  return weekdays ? { kind: 'weekdays', weekdays } : { kind: 'every' };
}

const isAll = (text: string): boolean => text === '*' || text === '?';

function field(
  name: string,
  text: string,
  [low, high]: readonly [number, number],
  named: (word: string) => number | undefined = () => undefined,
): number[] {
  const wrong = (part: string): Error =>
    new Error(`the ${name} "${part}" is not a number from ${low} to ${high}, a list (1,15), a range (1-5) or a step (*/10)`);
  const value = (word: string): number => (/^\d+$/.test(word) ? Number(word) : (named(word.toLowerCase()) ?? NaN));
  const found = new Set<number>();
  for (const part of text.split(',')) {
    const [, range, from, to, step] = /^(\*|([\w]+)(?:-([\w]+))?)(?:\/(\d+))?$/.exec(part) ?? [];
    if (range === undefined) throw wrong(part);
    const first = range === '*' ? low : value(from!);
    const last = range === '*' ? high : to !== undefined ? value(to) : step !== undefined ? high : first;
    const by = step === undefined ? 1 : Number(step);
    if (!(first >= low && last <= high && first <= last && by >= 1)) throw wrong(part);
    for (let one = first; one <= last; one += by) found.add(one);
  }
  return [...found].sort((a, b) => a - b);
}
