// What waits for an answer of the user, and the answer.
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Client } from '../../client/client.ts';
import type { Approval, Operation } from '../../contract/changes.ts';
import { useClient } from './client-context.ts';
import { keys } from './keys.ts';
import { useRefresh } from './queries.ts';

/** While a question is looked at: an answer from another device is seen within a second. */
export const LOOKED_AT_MS = 700;

/** One question by its id; `known` is shown until it comes. */
export function useApproval(id: string, known?: Approval) {
  const client = useClient();
  return useQuery({
    queryKey: keys.approval(id),
    queryFn: () => client.approval(id),
    refetchInterval: ({ state }) => ((state.data ?? known)?.status === 'pending' ? LOOKED_AT_MS : false),
    ...(known ? { placeholderData: known } : {}),
  });
}

/** All operations that a question is about, page by page; `all` says whether none is missing any more. */
export function useOperations({ id, preview }: Approval): { operations: readonly Operation[]; all: boolean } {
  const client = useClient();
  const pages = useInfiniteQuery({
    queryKey: keys.operations(id),
    queryFn: async ({ pageParam }) => (await client.approval(id, { cursor: pageParam })).preview,
    initialPageParam: preview.next ?? '',
    getNextPageParam: (page) => page.next,
    enabled: preview.next !== undefined,
    staleTime: Infinity,
  });
  const { hasNextPage, isFetching, fetchNextPage } = pages;
  useEffect(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  const all = preview.next === undefined || (pages.data !== undefined && !hasNextPage);
  // The same array while nothing came: everything below is computed from it.
  return { operations: operationsOf(preview.operations, pages.data?.pages), all };
}

const joined = new WeakMap<object, readonly Operation[]>();
function operationsOf(
  first: readonly Operation[],
  pages: readonly { operations: readonly Operation[] }[] | undefined,
): readonly Operation[] {
  if (!pages) return first;
  const before = joined.get(pages);
  if (before) return before;
  const all = [...first, ...pages.flatMap((page) => page.operations)];
  joined.set(pages, all);
  return all;
}

type Decision = Parameters<Client['decide']>[1];

export function useDecide({ id, taskId }: Approval) {
  const client = useClient();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (decision: Decision) => client.decide(id, decision),
    onSettled: () => {
      for (const key of [keys.approvals, keys.task(taskId), keys.tasks]) refresh(key);
    },
  });
}

export function useAnswer(taskId: string) {
  const client = useClient();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (answer: Parameters<Client['answer']>[1]) => client.answer(taskId, answer),
    onSettled: () => {
      for (const key of [keys.task(taskId), keys.tasks]) refresh(key);
    },
  });
}
