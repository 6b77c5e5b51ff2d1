// Deletes a conversation, after saying what stays.
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { useClient } from '../../state/client-context.ts';
import { changeDraft } from '../../state/drafts.ts';
import { keys } from '../../state/keys.ts';
import { useRefresh } from '../../state/queries.ts';
import { words } from '../../words/words.ts';
import type { ThreadDialogProps } from './rename-thread.tsx';

export function DeleteThread({ thread, open, onClose }: ThreadDialogProps) {
  const client = useClient();
  const refresh = useRefresh();
  const navigate = useNavigate();
  const remove = useMutation({
    meta: { shown: true },
    mutationFn: () => client.deleteThread(thread.id),
    async onSuccess() {
      changeDraft(thread.id, { text: '', attachments: [] });
      await navigate({ to: '/' });
      refresh(keys.threads);
    },
  });
  return (
    <Dialog open={open} onClose={onClose} title={words.threads.removeTitle}>
      <div className="flex flex-col gap-4">
        <p className="font-medium">{thread.title}</p>
        <p>{words.threads.removeHint}</p>
        {remove.isError && <ErrorState error={remove.error} />}
        <div className="flex flex-wrap justify-end gap-3">
          <Button onClick={onClose}>{words.threads.keep}</Button>
          <Button look="danger" disabled={remove.isPending} onClick={() => remove.mutate()}>
            {words.threads.removeYes}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
