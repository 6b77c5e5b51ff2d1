// What the page reads, one hook for each resource.
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import type { TaskSummary } from '../../contract/http.ts';
import { isFinished, TaskStatus } from '../../contract/task.ts';
import { useClient } from './client-context.ts';
import { keys } from './keys.ts';

/** The list is short and comes from this machine; nothing is asked while the page is hidden. */
const POLL_MS = { busy: 2_000, idle: 5_000 };

const OPEN = TaskStatus.options.filter((status) => !isFinished(status)).join(',');

/** The newest, and all that have not ended, however old they are. Newest first. */
export function useTasks() {
  const client = useClient();
  return useQuery({
    queryKey: keys.tasks,
    queryFn: async (): Promise<{ items: readonly TaskSummary[] }> => {
      const query = { limit: 100, children: false, archived: false };
      const { items, next } = await client.tasks(query);
      if (next === undefined) return { items };
      const open = await client.tasks({ ...query, status: OPEN });
      return { items: withOpen(items, open.items) };
    },
    refetchInterval: ({ state }) => (state.data?.items.every((task) => isFinished(task.status)) ? POLL_MS.idle : POLL_MS.busy),
  });
}

/** Behind those of a list, the open ones that do not stand in it: they are older. */
export function withOpen(listed: readonly TaskSummary[], known: readonly TaskSummary[]): readonly TaskSummary[] {
  const ids = new Set(listed.map(({ id }) => id));
  return [...listed, ...known.filter(({ id, status }) => !ids.has(id) && !isFinished(status))];
}

/** All tasks, page by page; those that were put away are a list of their own. */
export function useTaskPages({ archived = false } = {}) {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: keys.taskPages(archived),
    queryFn: ({ pageParam }) => client.tasks({ limit: 100, children: false, archived, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    refetchInterval: POLL_MS.idle,
  });
}

/** The task as a resource: what the events do not carry (budget, model, whole approvals). Made old by `useTask`'s events. */
export function useTaskResource(id: string) {
  const client = useClient();
  return useQuery({
    queryKey: keys.task(id),
    queryFn: () => client.task(id),
    // What tasks below it do is no event of its own.
    refetchInterval: ({ state: { data } }) => (data?.children.some(({ status }) => !isFinished(status)) ? POLL_MS.idle : false),
  });
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
