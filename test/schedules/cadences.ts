// Generated cadences: what a person could write, the same as cron lines for the oracle, and the zones in which clocks change.
import type { Random } from '../rig/random.ts';

export interface Case {
  readonly cadence: string;
  readonly zone: string;
  /** For croner, one line for each part: their due times together are the cadence's. */
  readonly cron: readonly string[];
  readonly follows: 'clock' | 'hours';
}

/** Both directions at other times of the year, by an hour and by half of one, at midnight and not at all. */
export const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Australia/Sydney',
  'America/Santiago',
  'Africa/Cairo',
  'Asia/Beirut',
  'Asia/Kolkata',
  'UTC',
];
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const NTH = ['first', 'second', 'third', 'fourth', 'last'];

export function makeCase(random: Random): Case {
  const below = (n: number): number => random.between(0, n - 1);
  const zone = random.pick(ZONES);
  // Half of them in the hours in which clocks change.
  const hour = random.chance(0.5) ? below(4) : below(24);
  const minute = random.pick([0, 10, 15, 30, 45, 59]);
  const at = `${hour}:${String(minute).padStart(2, '0')}`;
  const clock = (cadence: string, ...cron: string[]): Case => ({ cadence: `${cadence} at ${at}`, zone, cron, follows: 'clock' });
  const [first, second] = [below(7), below(7)];
  switch (below(9)) {
    case 0:
      return clock('every day', `${minute} ${hour} * * *`);
    case 1:
      return clock('every weekday', `${minute} ${hour} * * 1-5`);
    case 2:
      return clock(`every ${DAYS[first]} and ${DAYS[second]}`, `${minute} ${hour} * * ${first},${second}`);
    case 3: {
      const n = below(5);
      return clock(`${NTH[n]} ${DAYS[first]} of the month`, `${minute} ${hour} * * ${first}#${n === 4 ? 'L' : n + 1}`);
    }
    case 4:
      return clock('last day of the month', `${minute} ${hour} L * *`);
    case 5: {
      const day = 1 + below(31);
      return clock(`on the ${day}th`, `${minute} ${hour} ${day} * *`);
    }
    case 6: {
      const step = random.pick([20, 30, 60, 60]);
      const unit = step === 60 ? 'hour' : `${step} minutes`;
      const cron = step === 60 ? '0 * * * *' : `*/${step} * * * *`;
      return { cadence: `every ${unit}`, zone, cron: [cron], follows: 'hours' };
    }
    case 7: {
      const [from, length] = [below(12), 2 + below(10)];
      const to = from + length;
      return { cadence: `every 2 hours between ${from} and ${to}`, zone, cron: [`0 ${from}-${to}/2 * * *`], follows: 'clock' };
    }
    default: {
      const day = 1 + below(28);
      const line = `${minute} ${hour},${(hour + 1) % 24} ${day} * ${first}`;
      return { cadence: line, zone, cron: [line], follows: 'clock' };
    }
  }
}
