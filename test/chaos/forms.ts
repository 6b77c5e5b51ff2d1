// The two lengths of the soak, with the reason for each number.
import type { SoakOptions } from './soak.ts';

type Form = Omit<SoakOptions, 'seed' | 'log'>;

export const FORMS: Readonly<Record<'quick' | 'long', Form>> = {
  quick: {
    tasks: 50,
    lanes: 10,
    // Each kind once, but for what needs two starts, within the minute that a test may take.
    ...{ kills: 4, killsUpTo: 45, others: 5 },
    stopMs: 5_000,
    judgesGrowth: false,
    // Far more than anything takes on a busy machine; only a hang reaches it.
    patienceMs: 120_000,
    homeMegabytes: 256,
  },
  long: {
    tasks: 1_400,
    lanes: 12,
    ...{ kills: 50, others: 30 },
    // The last 900 are worked on by the same processes, half of them to warm up: caches fill for minutes, and are no growth.
    killsUpTo: 500,
    // A lid that is closed for a moment: longer than heartbeats (15 s) and as long as presence (30 s) last.
    stopMs: 30_000,
    judgesGrowth: true,
    patienceMs: 240_000,
    homeMegabytes: 1_024,
  },
};
