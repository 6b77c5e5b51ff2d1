// What the page reads, one hook for each resource.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { TaskSummary } from '../../contract/http.ts';
import { isFinished } from '../../contract/task.ts';
import { useClient } from './client-context.ts';
import { keys } from './keys.ts';

/** The list is short and comes from this machine; nothing is asked while the page is hidden. */
const POLL_MS = { busy: 2_000, idle: 5_000 };

export function useTasks() {
  const client = useClient();
  return useQuery({
    queryKey: keys.tasks,
    queryFn: () => client.tasks({ limit: 100, children: false }),
    refetchInterval: ({ state }) => (state.data?.items.every((task) => isFinished(task.status)) ? POLL_MS.idle : POLL_MS.busy),
  });
}

/** The task as a resource: what the events do not carry (budget, model, whole approvals). Made old by `useTask`'s events. */
export function useTaskResource(id: string) {
  const client = useClient();
  return useQuery({ queryKey: keys.task(id), queryFn: () => client.task(id) });
}

/** The first page, and how many there are in all. */
export function useApprovals() {
  const client = useClient();
  return useQuery({
    queryKey: keys.approvals,
    queryFn: () => client.approvals({ status: 'pending' }),
    refetchInterval: POLL_MS.busy,
  });
}

/** Tasks that the agent's own question holds up, also those that another task has begun. */
export function useAskingTasks(everyMs: number = POLL_MS.busy) {
  const client = useClient();
  return useQuery({
    queryKey: [...keys.tasks, 'asking'],
    queryFn: async (): Promise<readonly TaskSummary[]> => {
      const { items } = await client.tasks({ status: 'waiting_input', children: true, limit: 100 });
      return items.filter((task) => task.waitingFor?.kind === 'input');
    },
    refetchInterval: everyMs,
  });
}

export function useSchedules() {
  const client = useClient();
  return useQuery({ queryKey: keys.schedules, queryFn: () => client.schedules() });
}

/** @public for the screens */
export function useSettings() {
  const client = useClient();
  return useQuery({ queryKey: keys.settings, queryFn: () => client.settings() });
}

/**
 * Call it after something was changed from here: the lists show it at once.
 * @public for the screens
 */
export function useRefresh(): (key: readonly unknown[]) => void {
  const queries = useQueryClient();
  return (queryKey) => void queries.invalidateQueries({ queryKey });
}
