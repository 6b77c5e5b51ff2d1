// Three ways to end a task for good, each with what it means.
import { Dialog } from '../../parts/dialog.tsx';
import { saidError } from '../../parts/said-error.ts';
import { useControl } from '../../state/task-queries.ts';
import { words } from '../../words/words.ts';

const WAYS = ['after_step', 'now', 'kill'] as const;

interface StopDialogProps {
  readonly taskId: string;
  readonly open: boolean;
  readonly onClose: () => void;
}

export function StopDialog({ taskId, open, onClose }: StopDialogProps) {
  const control = useControl(taskId, { shown: true });
  const { taskView } = words;
  return (
    <Dialog open={open} onClose={onClose} title={taskView.stopTitle}>
      <div className="flex flex-col gap-3">
        <p className="text-muted">{taskView.stopNote}</p>
        <ul className="divide-y divide-line border-y border-line">
          {WAYS.map((how) => (
            <li key={how}>
              <button
                type="button"
                disabled={control.isPending}
                className="flex min-h-10 w-full flex-col rounded-md px-2 py-3 text-left hover:bg-hover"
                onClick={() => control.mutate({ kind: 'stop', how }, { onSuccess: onClose })}
              >
                <span className={`font-medium ${how === 'kill' ? 'text-bad' : ''}`}>{taskView.stopHow[how].label}</span>
                <span className="text-sm text-muted">{taskView.stopHow[how].hint}</span>
              </button>
            </li>
          ))}
        </ul>
        {control.isError && (
          <p role="alert" className="text-bad">
            {saidError(control.error)}
          </p>
        )}
      </div>
    </Dialog>
  );
}
