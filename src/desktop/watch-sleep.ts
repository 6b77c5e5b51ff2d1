// Notices that this computer slept, or that the product was stopped for a while: time passed that none of its own clocks saw.
import { uptime } from 'node:os';

export interface Gap {
  readonly ms: number;
  /** The whole computer stood still, or this process alone. */
  readonly what: 'computer' | 'process';
}

/** What passes while asleep too, and what does not; milliseconds. A clock that is set moves neither. */
export interface Clocks {
  readonly sinceBoot: () => number;
  readonly awake: () => number;
}
const CLOCKS: Clocks = { sinceBoot: () => uptime() * 1_000, awake: () => performance.now() };

const LOOK_EVERY_MS = 1_000;
/** A busy computer makes a look late too, but not by that much. */
const LEAST_MS = 10_000;

/** Calls `onGap` after each one; the returned function ends the watch. */
export function watchSleep(onGap: (gap: Gap) => void, clocks: Clocks = CLOCKS, everyMs = LOOK_EVERY_MS): () => void {
  const now = () => ({ sinceBoot: clocks.sinceBoot(), awake: clocks.awake() });
  let last = now();
  const timer = setInterval(() => {
    const { sinceBoot, awake } = now();
    const gap = gapBetween({ sinceBoot: sinceBoot - last.sinceBoot, awake: awake - last.awake }, everyMs);
    last = { sinceBoot, awake };
    if (gap) onGap(gap);
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** Of two looks that were due `everyMs` apart; undefined when nothing is missing between them. */
export function gapBetween(passed: { sinceBoot: number; awake: number }, everyMs: number): Gap | undefined {
  const ms = Math.max(passed.sinceBoot, passed.awake) - everyMs;
  if (ms < LEAST_MS) return undefined;
  return { ms, what: passed.sinceBoot - passed.awake > ms / 2 ? 'computer' : 'process' };
}
