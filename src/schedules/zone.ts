// Time zones: what the clock on the wall shows at an instant, and at which instants it shows a time. Only Intl, which every runtime has.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Minutes since 1970-01-01 00:00 as a clock on the wall shows them: no instant, only a reading. */
export type Wall = number;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  return format;
}

/** True for an IANA name that this runtime knows. */
export function isTimeZone(zone: string): boolean {
  try {
    // Offsets such as +02:00 are no zones: they know no summer.
    return /^[A-Za-z]/.test(zone) && formatOf(zone) !== undefined;
  } catch {
    return false;
  }
}

/** What the wall shows minus UTC, in milliseconds. */
export function offsetAt(zone: string, at: number): number {
  const of: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(at)) of[type] = Number(value);
  const wall = Date.UTC(of['year']!, of['month']! - 1, of['day'], of['hour'], of['minute'], of['second']);
  return wall - Math.floor(at / 1000) * 1000;
}

export const wallAt = (zone: string, at: number): Wall => Math.floor((at + offsetAt(zone, at)) / MINUTE);

/** The instants at which the wall shows this minute: none in a gap, two where the clock is put back. In order. */
export function instantsOf(zone: string, wall: Wall): number[] {
  const utc = wall * MINUTE;
  const offsets = new Set([offsetAt(zone, utc - DAY), offsetAt(zone, utc + DAY), offsetAt(zone, utc)]);
  const found = [...offsets].map((offset) => utc - offset).filter((at) => at + offsetAt(zone, at) === utc);
  return [...new Set(found)].sort((a, b) => a - b);
}

/** The moment at which the clock is put on or back. */
export interface Transition {
  readonly at: number;
  readonly before: number;
  readonly after: number;
}

/** Every change of the clock in [from, to), in order. */
export function transitionsIn(zone: string, from: number, to: number): Transition[] {
  const found: Transition[] = [];
  for (let at = from; at < to; at += DAY) {
    const end = Math.min(at + DAY, to);
    const [before, after] = [offsetAt(zone, at), offsetAt(zone, end)];
    if (before === after) continue;
    let [low, high] = [at, end];
    while (high - low > 1000) {
      const middle = Math.floor((low + high) / 2000) * 1000;
      if (offsetAt(zone, middle) === before) low = middle;
      else high = middle;
    }
    found.push({ at: Math.ceil(high / 1000) * 1000, before, after });
  }
  return found;
}

/** `2030-03-31T09:00:00+02:00`, as the wall shows it with how far it is from UTC. */
export function zonedIso(zone: string, at: number): string {
  const offset = offsetAt(zone, at);
  const minutes = Math.abs(offset) / MINUTE;
  const two = (n: number): string => String(n).padStart(2, '0');
  const sign = offset < 0 ? '-' : '+';
  return `${new Date(at + offset).toISOString().slice(0, 19)}${sign}${two(Math.floor(minutes / 60))}:${two(Math.floor(minutes % 60))}`;
}
