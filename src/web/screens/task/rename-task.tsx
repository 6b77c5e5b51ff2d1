// Gives a task another name.
import type { Task } from '../../../contract/http.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { RenameForm } from '../../parts/rename-form.tsx';
import { usePatchTask } from '../../state/task-queries.ts';
import { words } from '../../words/words.ts';

export interface TaskDialogProps {
  readonly task: Task;
  readonly open: boolean;
  readonly onClose: () => void;
}

export const RenameTask = ({ task, open, onClose }: TaskDialogProps) => (
  <Dialog open={open} onClose={onClose} title={words.threads.rename}>
    <Form task={task} onDone={onClose} />
  </Dialog>
);

function Form({ task: { id, title }, onDone }: { readonly task: Task; readonly onDone: () => void }) {
  const patch = usePatchTask(id, { shown: true });
  return <RenameForm title={title} saving={patch} onSave={(next) => patch.mutate({ title: next }, { onSuccess: onDone })} />;
}
