// When a cadence is due in a year, from libraries that are not ours: croner reads the cron lines, luxon knows the zones.
import { Cron } from 'croner';
import { DateTime } from 'luxon';
import type { Case } from './cadences.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Every due instant in [from, to), in order. */
export function oracle({ cron, zone, follows }: Case, from: number, to: number): number[] {
  // In UTC no clock ever changes: croner says which days and minutes the wall has to show.
  const all = [...new Set(cron.flatMap((line) => wallsOf(line, from - 48 * HOUR, to + 48 * HOUR)))].sort((a, b) => a - b);
  const gaps = new Map<number, number[]>();
  const due: number[] = [];
  for (const wall of all) {
    const plain = plainOffset(wall, zone);
    if (plain !== undefined) {
      due.push(wall - plain * MINUTE);
      continue;
    }
    const first = firstShowing(wall, zone);
    if (first === undefined) {
      const end = endOfGap(wall, zone);
      gaps.set(end, [...(gaps.get(end) ?? []), wall]);
    } else due.push(first, ...(follows === 'hours' ? secondShowing(first, zone) : []));
  }
  // The rule of docs/DESIGN.md 29: what the clock leaves out runs right after, each in the first minute that is free.
  const taken = new Set(due);
  if (follows === 'clock')
    for (const [end, lost] of gaps)
      for (const _ of lost) {
        let at = end;
        while (taken.has(at)) at += MINUTE;
        taken.add(at);
      }
  return [...taken].filter((at) => at >= from && at < to).sort((a, b) => a - b);
}

const offsets = new Map<string, number | undefined>();

/** Minutes from UTC where no clock changes within a day on either side, as luxon says; asked once a day. */
function plainOffset(wall: number, zone: string): number | undefined {
  const day = Math.floor(wall / (24 * HOUR));
  const key = `${zone} ${day}`;
  if (!offsets.has(key)) {
    const around = [-1, 0, 1, 2].map((days) => DateTime.fromMillis((day + days) * 24 * HOUR, { zone }).offset);
    offsets.set(key, around.every((offset) => offset === around[0]) ? around[0] : undefined);
  }
  return offsets.get(key);
}

/** Many cases share a line. */
const walls = new Map<string, number[]>();

/** Readings of the wall, as if it were UTC. */
function wallsOf(line: string, from: number, to: number): number[] {
  const key = `${line} ${from} ${to}`;
  const before = walls.get(key);
  if (before) return before;
  const found: number[] = [];
  walls.set(key, found);
  const job = new Cron(line, { timezone: 'UTC', paused: true });
  for (let at = job.nextRun(new Date(from)); at && at.getTime() < to; at = job.nextRun(at)) found.push(at.getTime());
  return found;
}

function read(wall: number, zone: string): DateTime {
  const { year, month, day, hour, minute } = DateTime.fromMillis(wall, { zone: 'UTC' });
  return DateTime.fromObject({ year, month, day, hour, minute }, { zone });
}

const shows = (at: DateTime, wall: number): boolean => at.setZone('UTC', { keepLocalTime: true }).toMillis() === wall;

function firstShowing(wall: number, zone: string): number | undefined {
  const [earlier] = read(wall, zone)
    .getPossibleOffsets()
    .sort((a, b) => a.toMillis() - b.toMillis());
  return earlier && shows(earlier, wall) ? earlier.toMillis() : undefined;
}

function secondShowing(first: number, zone: string): number[] {
  const [, later] = DateTime.fromMillis(first, { zone })
    .getPossibleOffsets()
    .sort((a, b) => a.toMillis() - b.toMillis());
  return later ? [later.toMillis()] : [];
}

/** The first instant after the gap in which this reading lies. */
function endOfGap(wall: number, zone: string): number {
  let at = read(wall, zone).toMillis() - 3 * HOUR;
  const offset = (ms: number): number => DateTime.fromMillis(ms, { zone }).offset;
  while (offset(at) === offset(at + MINUTE)) at += MINUTE;
  return at + MINUTE;
}
