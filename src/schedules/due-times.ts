// When a cadence is due: the days of the calendar, their minutes, and what a change of the clock does to them. Everything else follows from this.
import type { Cadence } from '../contract/schedules.ts';
import { type Calendar, calendarsOf, fitsDay, LAST_YEAR, wallDate } from './calendars.ts';
import { instantsOf, offsetAt, transitionsIn, type Wall, wallAt } from './zone.ts';

const MINUTE = 60_000;
const DAY_MINUTES = 1440;
const DAY = DAY_MINUTES * MINUTE;
/** More than any clock is put on or back. */
const SLACK = 3 * 60 * MINUTE;
const END = Date.UTC(LAST_YEAR + 1, 0, 1);

export interface Clock {
  readonly cadence: Cadence;
  readonly zone: string;
}

/** Every due instant after `after`, in order, each once. */
export function* dueTimes({ cadence, zone }: Clock, after: number): Generator<number> {
  const calendars = calendarsOf(cadence);
  let day = Math.floor(wallAt(zone, after) / DAY_MINUTES) - 1;
  if (cadence.days.kind === 'date') day = Math.max(day, Math.floor(Date.parse(`${cadence.days.date}T00:00Z`) / DAY) - 1);
  const last = cadence.days.kind === 'date' ? Math.floor(Date.parse(`${cadence.days.date}T00:00Z`) / DAY) + 1 : END / DAY;
  let waiting: number[] = [];
  for (; day <= last; day += 1) {
    const found = ofDay(calendars, cadence.follows, zone, day);
    if (found.length > 0) waiting = [...new Set([...waiting, ...found])].sort((a, b) => a - b);
    if (waiting.length === 0) continue;
    // What the next day's clock may still put before these waits for it.
    const border = (day + 1) * DAY - offsetAt(zone, (day + 1) * DAY) - SLACK;
    let given = 0;
    for (; given < waiting.length && (waiting[given]! < border || day === last); given += 1)
      if (waiting[given]! > after) yield waiting[given]!;
    waiting = waiting.slice(given);
  }
}

/** The due instants in (after, upTo], at most so many. */
export function dueBetween(clock: Clock, after: number, upTo: number, most = Infinity): number[] {
  const found: number[] = [];
  for (const at of dueTimes(clock, after)) {
    if (at > upTo || found.length >= most) break;
    found.push(at);
  }
  return found;
}

export function nextDue(clock: Clock, after: number, count: number): number[] {
  return dueBetween(clock, after, Infinity, count);
}

export const isDue = (clock: Clock, at: number): boolean => dueBetween(clock, at - 1, at, 1).length === 1;

/** One due time as the wall shows it. Where the clock is put back, hours that really pass are told apart by their distance from UTC. */
export function dueKey({ cadence, zone }: Clock, at: number): string {
  const offset = offsetAt(zone, at);
  const wall = new Date(at + offset).toISOString().slice(0, 16);
  // The same reading in another zone is another time: a schedule may have been put there.
  return cadence.follows === 'clock' ? `${wall} ${zone}` : `${wall} ${offset / MINUTE}`;
}

function ofDay(calendars: readonly Calendar[], follows: Cadence['follows'], zone: string, day: number): number[] {
  const walls = wallsOf(calendars, day);
  if (walls.length === 0) return [];
  const utc = day * DAY;
  const [first, before, after] = [offsetAt(zone, utc), offsetAt(zone, utc - DAY), offsetAt(zone, utc + 2 * DAY)];
  // The usual day: no change anywhere near.
  if (first === before && first === after) return walls.map((wall) => wall * MINUTE - first);
  const lost: Wall[] = [];
  const found = walls.flatMap((wall) => {
    const instants = instantsOf(zone, wall);
    if (instants.length === 0) lost.push(wall);
    return follows === 'clock' ? instants.slice(0, 1) : instants;
  });
  return follows === 'clock' ? [...found, ...madeUp(zone, lost, new Set(found))] : found;
}

/** What the clock leaves out runs right after: each in the first minute that is free, so that none is lost. */
function madeUp(zone: string, lost: readonly Wall[], taken: Set<number>): number[] {
  return lost.map((wall) => {
    const around = wall * MINUTE - offsetAt(zone, wall * MINUTE - DAY);
    const gap = transitionsIn(zone, around - DAY, around + DAY).find(({ at, before, after }) => {
      const reading = wall * MINUTE;
      return at + before <= reading && reading < at + after;
    });
    let at = gap?.at ?? around;
    while (taken.has(at)) at += MINUTE;
    taken.add(at);
    return at;
  });
}

function wallsOf(calendars: readonly Calendar[], day: number): Wall[] {
  const date = wallDate(day);
  const minutes = new Set<number>();
  for (const calendar of calendars)
    if (fitsDay(calendar, date))
      for (const hour of calendar.hours) for (const minute of calendar.minutes) minutes.add(hour * 60 + minute);
  return [...minutes].sort((a, b) => a - b).map((minute) => day * DAY_MINUTES + minute);
}
