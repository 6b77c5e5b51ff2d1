// Deletes a task that has ended, after saying what goes and what stays; once more where undo goes with it.
import { useNavigate } from '@tanstack/react-router';
import { isCoworkError } from '../../../contract/errors.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { saidError } from '../../parts/said-error.ts';
import { useDeleteTask } from '../../state/task-queries.ts';
import { words } from '../../words/words.ts';
import type { TaskDialogProps } from './rename-task.tsx';

export const DeleteTask = ({ task, open, onClose }: TaskDialogProps) => (
  <Dialog open={open} onClose={onClose} title={words.taskView.removeTitle}>
    <Ask task={task} onClose={onClose} />
  </Dialog>
);

function Ask({ task, onClose }: Omit<TaskDialogProps, 'open'>) {
  const navigate = useNavigate();
  const remove = useDeleteTask(task.id, () => navigate({ to: '/' }));
  const { taskView, threads } = words;
  const undoable = isCoworkError(remove.error) && remove.error.code === 'undo_possible';
  return (
    <div className="flex flex-col gap-4">
      <p className="font-medium">{task.title}</p>
      <p>{taskView.removeHint}</p>
      {remove.isError && (
        <p role="alert" className="text-bad">
          {undoable ? taskView.removeUndo : saidError(remove.error)}
        </p>
      )}
      <div className="flex flex-wrap justify-end gap-3">
        <Button onClick={onClose}>{threads.keep}</Button>
        <Button look="danger" disabled={remove.isPending} onClick={() => remove.mutate({ force: undoable })}>
          {undoable ? taskView.removeAnyway : taskView.removeYes}
        </Button>
      </div>
    </div>
  );
}
