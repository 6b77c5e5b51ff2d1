// What waits for an answer of the user, and the answer.
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Client } from '../../client/client.ts';
import type { Approval, Operation } from '../../contract/changes.ts';
import type { TaskSummary } from '../../contract/http.ts';
import type { ThreadCard } from '../../contract/threads.ts';
import { useClient } from './client-context.ts';
import { changeDraft, draftKeys } from './drafts.ts';
import { keys } from './keys.ts';
import { useApprovals, useAskingTasks, useRefresh } from './queries.ts';

type QuestionCard = Extract<ThreadCard, { kind: 'question' }>;

/** While a question is looked at: an answer from another device is seen within a second. */
export const LOOKED_AT_MS = 700;

/** What waits, page by page, for who looks at all of it. */
export function useApprovalPages() {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: keys.approvalPages,
    queryFn: ({ pageParam }) => client.approvals({ status: 'pending', cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    refetchInterval: LOOKED_AT_MS,
  });
}

/** One question by its id. While it stands in a list that is read anyway (`listed`), nothing is asked about it alone. */
export function useApproval(id: string, { listed = false } = {}) {
  const client = useClient();
  return useQuery({
    queryKey: keys.approval(id),
    queryFn: () => client.approval(id),
    enabled: !listed,
    refetchInterval: ({ state }) => (!state.data || state.data.status === 'pending' ? LOOKED_AT_MS : false),
  });
}

/** Whether a question that was told of in a conversation still waits; undefined while that is not known. */
export function useIsAsked({ about, id, taskId }: Pick<QuestionCard, 'about' | 'id' | 'taskId'>): boolean | undefined {
  const approvals = useApprovals().data;
  const asking = useAskingTasks().data;
  const asks = about === 'question' ? asking?.find((task) => task.id === taskId) : undefined;
  const questions = useQuestionsOf(asks);
  switch (about) {
    case 'approval':
      if (approvals?.items.some((one) => one.id === id)) return true;
      // It may stand on a page that is not read here.
      return approvals && approvals.next === undefined ? false : undefined;
    case 'question':
      if (!asks) return asking ? false : undefined;
      return questions?.some((one) => one.id === id && one.status === 'pending');
    case 'paused':
      // Not asked: what it waits for is that the task goes on.
      return undefined;
  }
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

/** Those of a task that waits for an answer; each wait is asked about anew. */
function useQuestionsOf(task: TaskSummary | undefined) {
  const client = useClient();
  const { id = '', waitingFor } = task ?? {};
  return useQuery({
    queryKey: keys.questions(id, waitingFor?.since ?? ''),
    queryFn: async () => (await client.task(id)).questions,
    enabled: task !== undefined,
  }).data;
}

type Decision = Parameters<Client['decide']>[1];

export function useDecide({ id, taskId }: Approval) {
  const client = useClient();
  const refresh = useRefresh();
  return useMutation({
    meta: { shown: true },
    mutationFn: (decision: Decision) => client.decide(id, decision),
    onSuccess: () => changeDraft(draftKeys.deny(id), { text: '' }),
    onSettled: () => {
      for (const key of [keys.approvals, keys.task(taskId), keys.tasks]) refresh(key);
    },
  });
}

export function useAnswer(taskId: string) {
  const client = useClient();
  const refresh = useRefresh();
  return useMutation({
    meta: { shown: true },
    mutationFn: (answer: Parameters<Client['answer']>[1]) => client.answer(taskId, answer),
    onSuccess: (_answered, { questionId }) => changeDraft(draftKeys.answer(questionId), { text: '' }),
    onSettled: () => {
      for (const key of [keys.task(taskId), keys.tasks]) refresh(key);
    },
  });
}
