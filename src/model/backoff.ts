// Every wait towards the AI service, with its reason. The loop's own time-outs are kept where the activities are.

/** A stream that sends no byte (the service pings about every 15 s) is dead, not slow; shorter would cut a slow network's hiccup. */
export const STALL_MS = 60_000;

/** Up to this the call waits itself; longer waits go back to the workflow, so that status, pause and cancel work meanwhile. */
export const SHORT_WAIT_MS = 5_000;

/** First own wait when the service names none: long enough for a token bucket to refill a little, short enough not to be noticed. */
export const FIRST_WAIT_MS = 1_000;

/** Own waits stop growing here: limits are per minute, so waiting longer than one minute gains nothing. */
export const LONGEST_OWN_WAIT_MS = 60_000;

/** A named wait beyond a day is taken for a broken clock or header, so that a task cannot be put to sleep for years. */
export const LONGEST_NAMED_WAIT_MS = 24 * 60 * 60 * 1_000;

/** Calls under way at once over all tasks: what the smallest paid tier answers without refusals for calls of some seconds. */
export const MOST_AT_ONCE = 8;

/**
 * One step of priority is worth this much waiting: more than a usual call takes, so that the order shows, and so little that a task of the
 * last priority is passed over for a minute at most by those of the first.
 */
export const PRIORITY_STEP_MS = 15_000;

/** Successes in a row, per place held, before one more call at once is dared again after a refusal. */
export const SUCCESSES_TO_RECOVER = 4;

/**
 * The own wait before try number `attempt` (from 0): doubling, with up to a quarter less at random so that tasks which failed
 * together do not come back together.
 */
export function ownWaitMs(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(LONGEST_OWN_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempt, 20));
  return Math.round(full * (1 - random() / 4));
}
