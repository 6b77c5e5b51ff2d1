// Dates as people say them: "today 14:02", "yesterday 09:10", "Mon 14:02", "3 March", "3 March 2024".

const DAY_MS = 86_400_000;
const midnight = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
/** Whole days from `then` to `now` by the calendar, not by 24 hours; daylight saving makes days of 23 and 25. */
const daysBetween = (then: Date, now: Date): number => Math.round((midnight(now) - midnight(then)) / DAY_MS);

const part = (date: Date, options: Intl.DateTimeFormatOptions): string => new Intl.DateTimeFormat('en-GB', options).format(date);
const time = (date: Date): string => part(date, { hour: '2-digit', minute: '2-digit' });

export function sayDate(iso: string, now: Date): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const days = daysBetween(date, now);
  if (days === 0) return `today ${time(date)}`;
  if (days === 1) return `yesterday ${time(date)}`;
  if (days === -1) return `tomorrow ${time(date)}`;
  if (days > 1 && days < 7) return `${part(date, { weekday: 'short' })} ${time(date)}`;
  const sameYear = date.getFullYear() === now.getFullYear();
  return part(date, { day: 'numeric', month: 'long', ...(sameYear ? {} : { year: 'numeric' }) });
}
