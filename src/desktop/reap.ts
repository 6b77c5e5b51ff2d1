// Recovery in seconds: the new worker, holding the lock, fails what its dead predecessor had started, instead of waiting for time-outs.
import type { Client } from '@temporalio/client';

/** temporal.api.enums.v1.PendingActivityState */
const STARTED: number = 2;
/** Many tasks may be open; the embedded server has one connection to its file. */
const AT_ONCE = 8;

/**
 * Fails (retryably) every started activity of the given workflows that another incarnation of this machine's worker held. Returns how many.
 * `isPredecessor` says whether a worker identity is a dead one of ours; a living stranger's work is left alone.
 */
export async function reap(
  client: Client,
  workflowIds: readonly string[],
  isPredecessor: (identity: string) => boolean,
): Promise<number> {
  let failed = 0;
  const reapOne = async (workflowId: string): Promise<void> => {
    const description = await client.workflow
      .getHandle(workflowId)
      .describe()
      .catch(() => undefined);
    for (const pending of description?.raw.pendingActivities ?? []) {
      if (Number(pending.state) !== STARTED || !isPredecessor(pending.lastWorkerIdentity ?? '')) continue;
      await client.activity
        .fail({ workflowId, activityId: pending.activityId ?? '' }, new Error('the worker that ran this has ended'))
        .then(() => (failed += 1))
        // It ended by itself meanwhile: as good.
        .catch(() => undefined);
    }
  };
  for (let i = 0; i < workflowIds.length; i += AT_ONCE) await Promise.all(workflowIds.slice(i, i + AT_ONCE).map(reapOne));
  return failed;
}
