// Gives a conversation another name.
import { useState } from 'react';
import type { Thread } from '../../../contract/threads.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { usePatchThread } from '../../state/thread-queries.ts';
import { words } from '../../words/words.ts';

export interface ThreadDialogProps {
  readonly thread: Thread;
  readonly open: boolean;
  readonly onClose: () => void;
}

export const RenameThread = ({ thread, open, onClose }: ThreadDialogProps) => (
  <Dialog open={open} onClose={onClose} title={words.threads.rename}>
    <Form thread={thread} onDone={onClose} />
  </Dialog>
);

function Form({ thread, onDone }: { readonly thread: Thread; readonly onDone: () => void }) {
  const [title, setTitle] = useState(thread.title);
  const patch = usePatchThread(thread.id);
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        patch.mutate({ title: title.trim() }, { onSuccess: onDone });
      }}
    >
      <label className="flex flex-col gap-1">
        {words.threads.name}
        <input
          value={title}
          maxLength={200}
          className="min-h-10 rounded-md border border-edge bg-paper px-3"
          onChange={(event) => setTitle(event.target.value)}
        />
      </label>
      <Button type="submit" look="primary" className="self-end" disabled={title.trim() === '' || patch.isPending}>
        {words.threads.save}
      </Button>
    </form>
  );
}
