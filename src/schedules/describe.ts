// A cadence read back in words, so that a person sees what was understood.
import type { Cadence, CadenceDays } from '../contract/schedules.ts';
import { MONTHS, WEEKDAYS } from './parse-time.ts';

/** "every weekday at 09:00"; "every 2 hours from 08:00 to 18:00, every day". */
export function inWords(cadence: Cadence): string {
  const minutes = minutesOf(cadence);
  const days = dayWords(cadence.days);
  const months = cadence.months ? ` in ${and(cadence.months.map((month) => capital(MONTHS[month - 1]!)))}` : '';
  if (cadence.days.kind === 'date') return `once on ${days} at ${clock(minutes[0]!)}`;
  const step = stepOf(minutes);
  if (step === undefined) return `${days}${months} at ${and(minutes.map(clock))}`;
  const [first, last] = [minutes[0]!, minutes.at(-1)!];
  const wholeDay = first < step && last + step >= 1440;
  const span = wholeDay ? (first === 0 ? '' : `, first at ${clock(first)}`) : ` from ${clock(first)} to ${clock(last)}`;
  return `${stepWords(step)}${span}, ${days}${months}`;
}

/** In the order of the day. */
const minutesOf = ({ times }: Cadence): number[] =>
  [...new Set(times.flatMap(({ hours, minutes }) => hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute))))].sort(
    (a, b) => a - b,
  );

/** The distance, where it is the same between all of three or more. */
function stepOf(minutes: readonly number[]): number | undefined {
  const [first, second] = minutes;
  if (minutes.length < 3 || first === undefined || second === undefined) return undefined;
  const step = second - first;
  return minutes.every((at, i) => at === first + i * step) ? step : undefined;
}

function stepWords(step: number): string {
  if (step === 60) return 'every hour';
  if (step % 60 === 0) return `every ${step / 60} hours`;
  return step === 1 ? 'every minute' : `every ${step} minutes`;
}

function dayWords(days: CadenceDays): string {
  switch (days.kind) {
    case 'every':
      return 'every day';
    case 'weekdays':
      return weekdayWords(days.weekdays);
    case 'month_days':
      return `on ${monthDayWords(days.days)} of the month${rare(days.days)}`;
    case 'last_day':
      return 'on the last day of the month';
    case 'nth':
      return `on the ${['first', 'second', 'third', 'fourth', 'last'][days.n - 1]} ${dayName(days.weekday)} of the month`;
    case 'either':
      return `on ${monthDayWords(days.days)} of the month${rare(days.days)} and ${weekdayWords(days.weekdays)}`;
    case 'date': {
      const date = new Date(`${days.date}T00:00Z`);
      return `${dayName(date.getUTCDay())} ${date.getUTCDate()} ${capital(MONTHS[date.getUTCMonth()]!)} ${date.getUTCFullYear()}`;
    }
  }
}

const rare = (days: readonly number[]): string => (days.every((day) => day <= 28) ? '' : ' (in months that have it)');

function weekdayWords(weekdays: readonly number[]): string {
  const list = weekdays.join();
  if (list === '1,2,3,4,5') return 'every weekday';
  if (list === '0,6') return 'every Saturday and Sunday';
  if (list === '0,1,2,3,4,5,6') return 'every day';
  return `every ${and(weekdays.map(dayName))}`;
}

const monthDayWords = (days: readonly number[]): string => `the ${and(days.map((day) => `${day}${ordinal(day)}`))}`;

function ordinal(day: number): string {
  if (day >= 11 && day <= 13) return 'th';
  return ['th', 'st', 'nd', 'rd'][day % 10] ?? 'th';
}

const dayName = (weekday: number): string => capital(WEEKDAYS[weekday]!);
const capital = (word: string): string => word[0]!.toUpperCase() + word.slice(1);
const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const and = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
