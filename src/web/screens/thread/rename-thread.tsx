// Gives a conversation another name.
import type { Thread } from '../../../contract/threads.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { RenameForm } from '../../parts/rename-form.tsx';
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

function Form({ thread: { id, title }, onDone }: { readonly thread: Thread; readonly onDone: () => void }) {
  const patch = usePatchThread(id, { shown: true });
  return <RenameForm title={title} saving={patch} onSave={(next) => patch.mutate({ title: next }, { onSuccess: onDone })} />;
}
