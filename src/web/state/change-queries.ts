// What a task has changed, and taking it back.
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import type { ChangeSet } from '../../contract/changes.ts';
import { isCoworkError } from '../../contract/errors.ts';
import { type PostUndo, UndoResult } from '../../contract/http.ts';
import { useClient } from './client-context.ts';
import { keys } from './keys.ts';
import { useRefresh } from './queries.ts';

export function useChanges(taskId: string) {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: keys.changes(taskId),
    queryFn: ({ pageParam }) => client.changes(taskId, pageParam === '' ? { limit: 50 } : { limit: 50, cursor: pageParam }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });
}

/** The operations of one set beyond the first page that comes with it. */
export function useOperationsOf({ id, taskId, next }: ChangeSet) {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: [...keys.changes(taskId), id],
    queryFn: ({ pageParam }) => client.operations(taskId, id, { limit: 200, cursor: pageParam }),
    initialPageParam: next ?? '',
    getNextPageParam: (page) => page.next,
    enabled: false,
    staleTime: Infinity,
  });
}

export interface TakeBack extends PostUndo {
  readonly direction: 'undo' | 'redo';
}

/** Each asking waits on the server as long as it allows; the same key asks for the same request again. */
const MOST_ASKS = 10;

/** A refusal because of changed files is an answer here, not an error: it says which, and can be asked again with `force`. */
export function useTakeBack(taskId: string) {
  const client = useClient();
  const refresh = useRefresh();
  return useMutation({
    meta: { shown: true },
    async mutationFn({ direction, ...body }: TakeBack): Promise<UndoResult> {
      const once = { idempotencyKey: crypto.randomUUID() };
      const ask = (): Promise<UndoResult> => client[direction](taskId, body, once).catch(refused);
      let result = await ask();
      for (let asked = 1; result.state === 'pending' && asked < MOST_ASKS; asked += 1) result = await ask();
      return result;
    },
    onSettled: () => {
      for (const key of [keys.task(taskId), keys.tasks]) refresh(key);
    },
  });
}

function refused(error: unknown): UndoResult {
  const result = isCoworkError(error) && error.code === 'undo_conflict' ? UndoResult.safeParse(error.extra).data : undefined;
  if (result) return result;
  throw error;
}
