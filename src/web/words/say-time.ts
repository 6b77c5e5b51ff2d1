// Dates as people say them: "today 14:02".
import { language, words } from './words.ts';

const DAY_MS = 24 * 3600 * 1000;
const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const day = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short' });
const dayAndYear = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', year: 'numeric' });
const whole = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'medium' });

export function sayTime(at: Date, now: Date = new Date()): string {
  const days = daysBetween(at, now);
  if (days === 0) return words.when.todayAt(time.format(at));
  if (days === 1) return words.when.yesterdayAt(time.format(at));
  return `${(at.getFullYear() === now.getFullYear() ? day : dayAndYear).format(at)} ${time.format(at)}`;
}

/** In full, for who points at it. */
export const sayWholeTime = (at: Date): string => whole.format(at);

/** Midnights between the two, by this machine's clock; an hour more or less of a changed clock is rounded away. */
export function daysBetween(at: Date, now: Date): number {
  const midnight = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  return Math.round((midnight(now) - midnight(at)) / DAY_MS);
}
