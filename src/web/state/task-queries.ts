// What a person wants of a task: rest, go on, end, begin again.
import { useMutation } from '@tanstack/react-query';
import type { Client, NewTask } from '../../client/client.ts';
import type { Task } from '../../contract/http.ts';
import { useClient } from './client-context.ts';
import { changeDraft, draftKeys } from './drafts.ts';
import { keys } from './keys.ts';
import { useRefresh } from './queries.ts';

type How = NonNullable<Parameters<Client['cancel']>[1]>['how'];
export type Wish =
  | { readonly kind: 'pause' }
  /** With the budget that the wait offers, where it does. */
  | { readonly kind: 'resume'; readonly raise?: Task['budget'] | undefined }
  | { readonly kind: 'stop'; readonly how: How };

export function useControl(taskId: string) {
  const client = useClient();
  const refresh = useRefresh();
  return useMutation({
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
    mutationFn({ task, prompt }: { task: Task; prompt: string }): Promise<Task> {
      const { mode, model, budget, priority, threadId } = task;
      const folders = task.folders.filter(({ state }) => state !== 'removed').map(({ path, access }) => ({ path, access }));
      const wish: NewTask = { prompt, folders, mode, model, budget, priority, ...(threadId === undefined ? {} : { threadId }) };
      return client.createTask(wish);
    },
    onSuccess(_made, { task }) {
      changeDraft(draftKeys.again(task.id), { text: '' });
      return refresh(keys.tasks);
    },
  });
}
