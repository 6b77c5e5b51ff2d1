// What waits for the person: changes to be allowed, and tasks that ask something. The same count wherever it stands.
import type { TaskSummary } from '../../contract/http.ts';
import { useApprovals, useAskingTasks } from './queries.ts';

type Approvals = NonNullable<ReturnType<typeof useApprovals>['data']>['items'];

export function useWaiting(): { readonly approvals: Approvals; readonly asking: readonly TaskSummary[]; readonly count: number } {
  const approvals = useApprovals().data?.items ?? [];
  const asking = useAskingTasks().data ?? [];
  return { approvals, asking, count: approvals.length + asking.length };
}
