// What the schedules read and change.
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Client } from '../../client/client.ts';
import { useClient } from './client-context.ts';
import { keys } from './keys.ts';

const POLL_MS = 5_000;

export function useSchedule(id: string) {
  const client = useClient();
  return useQuery({ queryKey: keys.schedule(id), queryFn: () => client.schedule(id), refetchInterval: POLL_MS });
}

export function useScheduleRuns(id: string) {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: keys.scheduleRuns(id),
    queryFn: ({ pageParam }) => client.scheduleRuns(id, { limit: 20, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    refetchInterval: POLL_MS,
  });
}

/** What the words for a time come to. The last answer stays in sight while the next one comes. */
export function useSchedulePreview(cadence: string, timeZone: string) {
  const client = useClient();
  return useQuery({
    queryKey: keys.schedulePreview(cadence, timeZone),
    queryFn: () => client.previewSchedule({ cadence, timeZone }),
    enabled: cadence !== '',
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    retry: false,
  });
}

/** Something done to a schedule; the lists are read again after it. `shown`: a failure is said beside it. */
export function useScheduleChange<Wish, Answer>(change: (client: Client, wish: Wish) => Promise<Answer>, { shown = true } = {}) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    meta: { shown },
    mutationFn: (wish: Wish) => change(client, wish),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.schedules }),
  });
}

/** Leaves its page before anything is read again: there it would be asked for once more, and is gone. */
export function useScheduleRemoval(id: string, leave: () => Promise<void>) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    meta: { shown: true },
    mutationFn: () => client.removeSchedule(id),
    async onSuccess() {
      await leave();
      queries.removeQueries({ queryKey: keys.schedule(id) });
      await queries.invalidateQueries({ queryKey: keys.schedules });
    },
  });
}
