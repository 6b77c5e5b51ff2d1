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

export interface AllOperations {
  readonly operations: readonly Operation[];
  /** None is missing any more. */
  readonly all: boolean;
  /** Why the rest does not come; it is asked for again by `retry` only. */
  readonly error: unknown;
  readonly retry: () => void;
}

/** All operations that a question is about, page by page. */
export function useOperations({ id, preview }: Approval): AllOperations {
  const client = useClient();
  const pages = useInfiniteQuery({
    queryKey: keys.operations(id),
    queryFn: async ({ pageParam }) => (await client.approval(id, { cursor: pageParam })).preview,
    initialPageParam: preview.next ?? '',
    getNextPageParam: (page) => page.next,
    enabled: preview.next !== undefined,
    staleTime: Infinity,
    // One page is little, and the person waits in front of it: twice again, whatever went wrong.
    retry: 2,
  });
  const { hasNextPage, isFetching, isError, fetchNextPage, refetch } = pages;
  useEffect(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, fetchNextPage]);
  const all = preview.next === undefined || (pages.data !== undefined && !hasNextPage);
  return {
    // The same array while nothing came: everything below is computed from it.
    operations: operationsOf(preview.operations, pages.data?.pages),
    all,
    error: isFetching ? undefined : (pages.error ?? undefined),
    // What has come stays.
    retry: () => void (pages.data ? fetchNextPage() : refetch()),
  };
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
