// What home, threads and the palette read and change.
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import type { Thread } from '../../contract/threads.ts';
import { useClient } from './client-context.ts';
import { keys } from './keys.ts';
import { useRefresh } from './queries.ts';
import { useCapability } from './use-capability.ts';

const POLL_MS = { busy: 2_000, idle: 5_000 };

export function useThreads({ archived = false } = {}) {
  const client = useClient();
  const enabled = useCapability('threads');
  return useQuery({
    queryKey: [...keys.threads, 'list', archived],
    queryFn: () => client.threads({ limit: 100, archived }),
    enabled,
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ status }) => status === 'answering') ? POLL_MS.busy : POLL_MS.idle,
  });
}

export function useThreadResource(id: string) {
  const client = useClient();
  return useQuery({ queryKey: [...keys.threads, id], queryFn: () => client.thread(id) });
}

/** The tasks of a thread, for what their cards show. */
export function useThreadTasks(threadId: string) {
  const client = useClient();
  return useQuery({
    queryKey: [...keys.tasks, 'of', threadId],
    queryFn: () => client.tasks({ threadId, limit: 100 }),
    refetchInterval: POLL_MS.busy,
  });
}

type Patch = Parameters<ReturnType<typeof useClient>['patchThread']>[1];

/** `shown`: a failure is said beside it. */
export function usePatchThread(id: string, { shown = false } = {}) {
  const client = useClient();
  const refresh = useRefresh();
  return useMutation({
    meta: { shown },
    mutationFn: (body: Patch): Promise<Thread> => client.patchThread(id, body),
    onSettled: () => refresh(keys.threads),
  });
}

export function useSearch(text: string) {
  const client = useClient();
  const enabled = useCapability('search') && text !== '';
  return useQuery({
    queryKey: ['search', text],
    queryFn: () => client.search(text, { limit: 20 }),
    enabled,
    placeholderData: keepPreviousData,
  });
}
