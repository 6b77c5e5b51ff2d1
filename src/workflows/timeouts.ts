// Every timeout and retry of the workflow, each with its reason. One effect attempt (the claim); as many activity attempts as it takes.
import type { ActivityOptions, LocalActivityOptions } from '@temporalio/workflow';

const RETRY = {
  // A killed worker shows as a failed attempt; the new one is serving within a second.
  initialInterval: 100,
  backoffCoefficient: 2,
  // While the store or disk is in trouble, look again every 5 s: a person waits.
  maximumInterval: 5_000,
} as const;

/** A model call: the longest answer at the slowest rate is below 15 min; the stall timer inside ends dead streams after 60 s. */
export const MODEL_CALL: ActivityOptions = {
  startToCloseTimeout: '15 minutes',
  // Ticks come every second; 15 s without one is a dead process. Attempts of one key join in the process, so early is safe.
  heartbeatTimeout: 15_000,
  // The worker is in the same machine and reports quickly; never two streams for one step.
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  retry: RETRY,
};

/** A tool call or a change set: 30 min covers hundreds of gigabytes moved across volumes; a journal decides what a retry finds. */
export const DESKTOP_CALL: ActivityOptions = {
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: 15_000,
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  retry: RETRY,
};

/** A read that usually takes milliseconds: saves the round trip through the server. Longer ones are marked `read` and go the long way. */
export const QUICK_READ: LocalActivityOptions = {
  startToCloseTimeout: '60 seconds',
  // Below this a retry stays in the worker, above it becomes a timer in the history.
  localRetryThreshold: '10 seconds',
  retry: RETRY,
};

/** A look at a schedule's run: a few rows, so one that takes longer died with its worker, and a due time must not become late by that. Safe side by side. */
export const RUN_LOOK: ActivityOptions = { startToCloseTimeout: '15 seconds', retry: RETRY };

/** While waiting for a person: nudges wake the workflow at once; this only catches a nudge that could not be sent. */
export const FIRST_LOOK_MS = 60_000;
/** The wait doubles up to here, so that a week of waiting stays a short history. */
export const SLOWEST_LOOK_MS = 15 * 60_000;
