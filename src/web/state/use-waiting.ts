// What waits for the person: changes to be allowed, and tasks that ask something. The same count wherever it stands.
import type { TaskSummary } from '../../contract/http.ts';
import { useApprovals, useAskingTasks } from './queries.ts';

type Approvals = NonNullable<ReturnType<typeof useApprovals>['data']>['items'];

interface Waiting {
  /** The newest; there may be more of them. */
  readonly approvals: Approvals;
  readonly asking: readonly TaskSummary[];
  /** Of all. */
  readonly count: number;
}

export function useWaiting(): Waiting {
  const { items: approvals = [], total = approvals.length } = useApprovals().data ?? {};
  const asking = useAskingTasks().data ?? [];
  return { approvals, asking, count: total + asking.length };
}
