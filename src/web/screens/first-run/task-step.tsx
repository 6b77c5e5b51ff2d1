// The first task: an example with a click, or one's own words.
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Demo } from '../../../contract/http.ts';
import type { Access } from '../../../contract/task.ts';
import { Button } from '../../parts/button.tsx';
import { Field } from '../../parts/field.tsx';
import { saidError } from '../../parts/said-error.ts';
import { useClient } from '../../state/client-context.ts';
import { draftKeys } from '../../state/drafts.ts';
import { keys } from '../../state/keys.ts';
import { useRefresh } from '../../state/queries.ts';
import { useDraft } from '../../state/use-draft.ts';
import { words } from '../../words/words.ts';

export interface TaskStepProps {
  readonly folder: { readonly path: string; readonly access: Access };
  readonly demo: Demo | undefined;
}

export function TaskStep({ folder, demo }: TaskStepProps) {
  const given = demo?.prompt ?? '';
  const [draft, change] = useDraft(draftKeys.firstTask(given));
  // Also the empty one while it is typed anew: only when it is opened, none means the words of the demo.
  const [prompt, setTyped] = useState(draft.text === '' ? given : draft.text);
  const setPrompt = (text: string): void => {
    setTyped(text);
    change({ text: text === given ? '' : text });
  };
  const client = useClient();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const create = useMutation({
    meta: { shown: true },
    mutationFn: () => client.createTask({ prompt, folders: [folder], ...(demo?.prompt === prompt ? { title: demo.title } : {}) }),
    onSuccess(task) {
      change({ text: '' });
      refresh(keys.tasks);
      void navigate({ to: '/tasks/$taskId', params: { taskId: task.id } });
    },
  });
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate();
      }}
    >
      <Field
        label={words.firstRun.taskLabel}
        lines={4}
        required
        value={prompt}
        hint={demo && words.demo.bannerHint}
        error={saidError(create.error)}
        onChange={setPrompt}
      />
      {!demo && (
        <div className="flex flex-col gap-1">
          <p className="text-sm text-muted">{words.firstRun.examples}</p>
          {words.firstRun.example.map((text) => (
            <button
              key={text}
              type="button"
              className="min-h-10 rounded-md px-3 py-2 text-left text-muted hover:bg-hover hover:text-ink"
              onClick={() => setPrompt(text)}
            >
              {text}
            </button>
          ))}
        </div>
      )}
      <Button type="submit" look="primary" className="self-start" disabled={prompt.trim() === '' || create.isPending}>
        {words.firstRun.start}
      </Button>
    </form>
  );
}
