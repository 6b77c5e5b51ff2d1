// What a person wants of a task: rest, go on, end, begin again, another name, out of the way.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Client, NewTask } from '../../client/client.ts';
import type { PatchTask, Task } from '../../contract/http.ts';
import { useClient } from './client-context.ts';
import { changeDraft, draftKeys } from './drafts.ts';
import { foldersAgain } from './folders-again.ts';
import { keys } from './keys.ts';
import { useRefresh } from './queries.ts';

type How = NonNullable<Parameters<Client['cancel']>[1]>['how'];
export type Wish =
  | { readonly kind: 'pause' }
  /** With the budget that the wait offers, where it does. */
  | { readonly kind: 'resume'; readonly raise?: Task['budget'] | undefined }
  | { readonly kind: 'stop'; readonly how: How };

/** `shown`: a failure is said beside it. */
export function useControl(taskId: string, { shown = false } = {}) {
  const client = useClient();
  const refresh = useRefresh();
  return useMutation({
    meta: { shown },
    async mutationFn(wish: Wish): Promise<Task> {
      switch (wish.kind) {
        case 'pause':
          return client.pause(taskId);
        case 'resume':
          // A raised budget lets it go on by itself.
          return wish.raise ? client.patchTask(taskId, { budget: wish.raise }) : client.resume(taskId);
        case 'stop':
          return client.cancel(taskId, { how: wish.how });
      }
    },
    onSettled: () => {
      for (const key of [keys.task(taskId), keys.tasks]) refresh(key);
    },
  });
}

/** The same folders, mode, model and budget; the words may be others. */
export function useAgain() {
  const client = useClient();
  const refresh = useRefresh();
  return useMutation({
    meta: { shown: true },
    mutationFn({ task, prompt }: { task: Task; prompt: string }): Promise<Task> {
      const { mode, model, budget, priority, threadId } = task;
      const folders = foldersAgain(task);
      const attachments = task.attachments.map(({ id }) => id);
      const same = { folders, attachments, mode, model, budget, priority };
      const wish: NewTask = { prompt, ...same, ...(threadId === undefined ? {} : { threadId }) };
      return client.createTask(wish);
    },
    onSuccess(_made, { task }) {
      changeDraft(draftKeys.again(task.id), { text: '' });
      return refresh(keys.tasks);
    },
  });
}

/** `shown`: a failure is said beside it. */
export function usePatchTask(id: string, { shown = false } = {}) {
  const client = useClient();
  const refresh = useRefresh();
  return useMutation({
    meta: { shown },
    mutationFn: (body: PatchTask): Promise<Task> => client.patchTask(id, body),
    onSettled: () => {
      for (const key of [keys.task(id), keys.tasks]) refresh(key);
    },
  });
}

/** Leaves its page before anything is read again: there it would be asked for once more, and is gone. */
export function useDeleteTask(id: string, leave: () => Promise<void>) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    meta: { shown: true },
    mutationFn: ({ force }: { force: boolean }) => client.deleteTask(id, force),
    async onSuccess() {
      changeDraft(id, { text: '' });
      await leave();
      queries.removeQueries({ queryKey: keys.task(id) });
      await queries.invalidateQueries({ queryKey: keys.tasks });
    },
  });
}
