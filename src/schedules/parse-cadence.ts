// A cadence in plain words, or as a cron line, as what it comes to. What is not understood is named, with examples.
import { CoworkError, isCoworkError } from '../contract/errors.ts';
import type { Cadence, CadenceDays } from '../contract/schedules.ts';
import { looksLikeCron, parseCron } from './parse-cron.ts';
import { allOf, listed, monthDayOf, monthOf, timeOf, timesOf, weekdayOf } from './parse-time.ts';

const EXAMPLES = [
  'every weekday at 9',
  'every monday and thursday at 17:00',
  'first monday of the month at 9',
  'on the 15th at 12',
  'last day of the month at 18',
  'every 2 hours between 8 and 18',
  'every 15 minutes',
  'once at 2030-12-01 09:00',
  '0 9 * * 1-5',
];

class NotUnderstood extends Error {}

/** @throws CoworkError invalid, with what was not understood */
export function parseCadence(given: string): Cadence {
  const text = given.trim().replace(/\s+/g, ' ').replace(/\.$/, '');
  try {
    if (looksLikeCron(text)) return parseCron(text);
    return parsePhrase(text.toLowerCase());
  } catch (error) {
    if (isCoworkError(error)) throw error;
    const why = Error.isError(error) ? error.message : String(error);
    const where = why.startsWith(`"${text.toLowerCase()}"`) ? '' : `In "${given.trim()}", `;
    throw new CoworkError('invalid', `${where}${why}. For example: ${EXAMPLES.join(' · ')}.`);
  }
}

function parsePhrase(text: string): Cadence {
  const once = onceOf(text);
  if (once) return once;
  // What we read back ourselves is understood too.
  let rest = ` ${text.replace(/ \(in months that have it\)/, '').replace(/,(?= every )/, '')} `;
  /** Takes a part out of the sentence and gives its words. */
  const take = (part: RegExp): string[] | undefined => {
    const found = part.exec(rest);
    if (!found) return undefined;
    rest = `${rest.slice(0, found.index)} ${rest.slice(found.index + found[0].length)}`;
    return found.slice(1).map((word) => word?.trim() ?? '');
  };
  const TIME = String.raw`(?:\d{1,2}(?:[:.h]\d{2})?(?: ?(?:am|pm|o'clock|h\b))?|noon|midday|midnight)`;
  const between = take(new RegExp(` (?:between|from) (${TIME}) (?:and|to|until|till|-) (${TIME})(?= )`));
  const interval =
    take(/ (?:every|each) (?:(\d+) )?(minutes?|mins?|m|hours?|hrs?|h)(?= )/) ?? take(/ (hourly)(?= )/)?.map(() => '');
  const at = take(new RegExp(` (?:at )(${TIME}(?:(?:, and |, | and | & )${TIME})*)(?= )`));
  const months = take(/ (?:in|of) ((?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*(?:, and |, | and )?)+)(?= )/);
  const days = daysOf(rest.trim(), interval !== undefined);
  const inMonths = months && allOf(listed(months[0]!), monthOf);
  if (months && !inMonths) throw new NotUnderstood(`"${months[0]}" is no list of months`);
  const base = { days, ...(inMonths ? { months: [...new Set(inMonths)].sort((a, b) => a - b) } : {}) };
  if (interval) {
    if (at) throw new NotUnderstood('there is both an interval and a time of day; say one of them');
    return { ...base, ...intervalOf(interval, between) };
  }
  if (between) throw new NotUnderstood('"between" needs an interval, such as "every 2 hours between 8 and 18"');
  if (!at) throw new NotUnderstood('the time of day is missing, such as "at 9" or "at 17:30"');
  return { ...base, times: timesOf(clockTimes(listed(at[0]!))), follows: 'clock' };
}

function clockTimes(words: readonly string[]): number[] {
  return words.map((word) => {
    const time = timeOf(word);
    if (time === undefined) throw new NotUnderstood(`"${word}" is no time of day`);
    return time;
  });
}

/** "once at 2030-12-01 09:00". */
function onceOf(text: string): Cadence | undefined {
  const parts = /^(?:once )?(?:at |on )?(\d{4}-\d{2}-\d{2})(?:[t ]+(?:at )?(.+))?$/.exec(text);
  if (!parts) {
    if (text.startsWith('once')) throw new NotUnderstood('"once" needs a day and a time, such as "once at 2030-12-01 09:00"');
    return undefined;
  }
  const [, date = '', time = ''] = parts;
  const isDay = new Date(`${date}T00:00Z`).toJSON()?.startsWith(date) ?? false;
  if (!isDay) throw new NotUnderstood(`there is no day ${date}`);
  const minute = timeOf(time.replace(/:00$/, (end) => (/^\d{1,2}:\d{2}:00$/.test(time) ? '' : end)));
  if (minute === undefined) throw new NotUnderstood(time === '' ? 'the time of day is missing' : `"${time}" is no time of day`);
  return { days: { kind: 'date', date }, times: timesOf([minute]), follows: 'clock' };
}

/** A day holds a whole number of them, or the hours in which they lie are named: then the first is at the beginning of these. */
function intervalOf([number = '', unit = 'hour']: string[], between: string[] | undefined): Pick<Cadence, 'times' | 'follows'> {
  const step = (number === '' ? 1 : Number(number)) * (unit.startsWith('m') ? 1 : 60);
  const [from = 0, to = 1439] = between ? clockTimes(between) : [];
  if (step < 1 || step > 1439) throw new NotUnderstood('an interval is from 1 minute to 23 hours; for days say "every day at 9"');
  if (!between && 1440 % step !== 0)
    throw new NotUnderstood('a day is no whole number of these intervals; say between which times, such as "between 8 and 18"');
  if (from > to) throw new NotUnderstood('the second time is before the first; within one day, please');
  const all: number[] = [];
  for (let at = from; at <= to; at += step) all.push(at);
  return { times: timesOf(all), follows: step <= 60 ? 'hours' : 'clock' };
}

const NTH: Readonly<Record<string, number>> = {
  first: 1,
  second: 2,
  third: 3,
  fourth: 4,
  last: 5,
  '1st': 1,
  '2nd': 2,
  '3rd': 3,
  '4th': 4,
};
const OF_MONTH = String.raw`(?: (?:of|in|every|each)(?: (?:the|every|each))? month| monthly)?`;

function daysOf(text: string, isInterval: boolean): CadenceDays {
  const said = text.replace(/^(?:every|each) month(?: on)? /, '').replace(/^monthly(?: on)? /, '');
  if (said === '' && isInterval) return { kind: 'every' };
  if (/^(?:(?:on )?(?:every|each|all) days?|daily)$/.test(said)) return { kind: 'every' };
  if (/^(?:(?:on|every|each|all) )*(?:weekdays?|workdays?|working days?)$/.test(said))
    return { kind: 'weekdays', weekdays: [1, 2, 3, 4, 5] };
  if (/^(?:(?:on|every|each|at|the) )*weekends?$/.test(said)) return { kind: 'weekdays', weekdays: [0, 6] };
  if (new RegExp(`^(?:on )?(?:the |every )?last day${OF_MONTH}$`).test(said)) return { kind: 'last_day' };
  const [, nth, name] = new RegExp(`^(?:on )?(?:the |every )?(\\w+) (\\w+)${OF_MONTH}$`).exec(said) ?? [];
  const n = NTH[nth ?? ''];
  const weekday = weekdayOf(name ?? '');
  if (n !== undefined && weekday !== undefined) return { kind: 'nth', n, weekday };
  const [, list] = new RegExp(`^(?:on )?the (.+?)${OF_MONTH}$`).exec(said) ?? [];
  const days = list === undefined ? undefined : allOf(listed(list.replaceAll('the ', '')), monthDayOf);
  if (days) return { kind: 'month_days', days: unique(days) };
  const weekdays = allOf(listed(said.replace(/^weekly /, '').replace(/\b(?:every|each|on) /g, '')), weekdayOf);
  if (weekdays) return { kind: 'weekdays', weekdays: unique(weekdays) };
  if (said === '') throw new NotUnderstood('the days are missing, such as "every day" or "every monday"');
  throw new NotUnderstood(`"${said}" was not understood`);
}

const unique = (numbers: readonly number[]): number[] => [...new Set(numbers)].sort((a, b) => a - b);
