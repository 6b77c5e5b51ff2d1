// Times of day, weekdays and months as people write them.

export const WEEKDAYS = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ');
export const MONTHS = 'january february march april may june july august september october november december'.split(' ');

/** Minutes since midnight: "9", "9:30", "09:00", "9am", "9.30 pm", "noon", "midnight". */
export function timeOf(text: string): number | undefined {
  const word = text.trim();
  if (word === 'noon' || word === 'midday') return 720;
  if (word === 'midnight') return 0;
  const parts = /^(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm|o'clock|h)?$/.exec(word);
  if (!parts) return undefined;
  const [, hours, minutes = '0', half] = parts;
  let hour = Number(hours);
  if (half === 'am' || half === 'pm') {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (half === 'pm' ? 12 : 0);
  }
  const minute = Number(minutes);
  return hour > 23 || minute > 59 ? undefined : hour * 60 + minute;
}

/** The words of a list: "9, 13:30 and 18". */
export const listed = (text: string): string[] =>
  text
    .split(/\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*/)
    .map((word) => word.trim())
    .filter((word) => word !== '');

/** All of them, or undefined. */
export function allOf<T>(words: readonly string[], read: (word: string) => T | undefined): T[] | undefined {
  const read_ = words.map(read);
  return words.length > 0 && read_.every((one) => one !== undefined) ? read_ : undefined;
}

/** 0 is Sunday; whole, in the plural, or short. */
export function weekdayOf(word: string): number | undefined {
  const found = named(WEEKDAYS, word);
  return found < 0 ? undefined : found;
}

/** 1 is January. */
export function monthOf(word: string): number | undefined {
  const found = named(MONTHS, word);
  return found < 0 ? undefined : found + 1;
}

function named(all: readonly string[], word: string): number {
  const plain = word.replace(/\.$/, '');
  return all.findIndex(
    (name) => plain === name || plain === `${name}s` || (plain.length >= 3 && plain.length <= 4 && name.startsWith(plain)),
  );
}

/** "15", "15th". */
export function monthDayOf(word: string): number | undefined {
  const day = Number(/^(\d{1,2})(?:st|nd|rd|th)?$/.exec(word)?.[1] ?? 0);
  return day >= 1 && day <= 31 ? day : undefined;
}

/** Minutes since midnight as hours and minutes of a cadence: each minute with its hours. */
export function timesOf(minutes: readonly number[]): { hours: number[]; minutes: number[] }[] {
  const byHour = Map.groupBy(
    [...new Set(minutes)].sort((a, b) => a - b),
    (at) => Math.floor(at / 60),
  );
  const byMinutes = Map.groupBy([...byHour], ([, all]) => all.map((at) => at % 60).join());
  return [...byMinutes.values()].map((hours) => ({
    hours: hours.map(([hour]) => hour),
    minutes: hours[0]![1].map((at) => at % 60),
  }));
}
