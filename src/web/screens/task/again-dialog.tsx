// The same job once more, perhaps in other words.
import { useNavigate } from '@tanstack/react-router';
import { useId, useState } from 'react';
import type { Task } from '../../../contract/http.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { saidError } from '../../parts/said-error.ts';
import { draftKeys } from '../../state/drafts.ts';
import { useAgain } from '../../state/task-queries.ts';
import { useDraft } from '../../state/use-draft.ts';
import { words } from '../../words/words.ts';

interface AgainDialogProps {
  readonly task: Task;
  readonly open: boolean;
  readonly onClose: () => void;
}

export function AgainDialog({ open, onClose, task }: AgainDialogProps) {
  return (
    <Dialog open={open} onClose={onClose} title={words.taskView.againTitle}>
      <Form task={task} onClose={onClose} />
    </Dialog>
  );
}

function Form({ task, onClose }: Omit<AgainDialogProps, 'open'>) {
  const [draft, change] = useDraft(draftKeys.again(task.id));
  // Also the empty one while it is typed anew: only when it is opened, none means the words of the task.
  const [prompt, setPrompt] = useState(draft.text === '' ? task.prompt : draft.text);
  const again = useAgain();
  const navigate = useNavigate();
  const id = useId();
  const { taskView } = words;
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        again.mutate(
          { task, prompt },
          {
            onSuccess: (made) => {
              onClose();
              void navigate({ to: '/tasks/$taskId', params: { taskId: made.id } });
            },
          },
        );
      }}
    >
      <label htmlFor={id}>{taskView.againLabel}</label>
      <textarea
        id={id}
        rows={6}
        value={prompt}
        onChange={({ target: { value } }) => {
          setPrompt(value);
          change({ text: value === task.prompt ? '' : value });
        }}
        className="rounded-md border border-edge bg-raised px-3 py-2"
      />
      <p className="text-sm text-muted">{taskView.againHint}</p>
      {again.isError && (
        <p role="alert" className="text-bad">
          {saidError(again.error)}
        </p>
      )}
      <div>
        <Button type="submit" look="primary" disabled={again.isPending || prompt.trim() === ''}>
          {taskView.begin}
        </Button>
      </div>
    </form>
  );
}
