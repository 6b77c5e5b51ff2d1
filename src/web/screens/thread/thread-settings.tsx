// Folders, mode and budget of the tasks that a conversation starts from now on. Each change holds at once.
import { useState } from 'react';
import { Mode } from '../../../contract/task.ts';
import type { Thread } from '../../../contract/threads.ts';
import { Choice } from '../../parts/choice.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Field } from '../../parts/field.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { usePatchThread } from '../../state/thread-queries.ts';
import { words } from '../../words/words.ts';
import { FolderChips } from './folder-chips.tsx';
import type { ThreadDialogProps } from './rename-thread.tsx';
import { useStandingFolders } from './use-standing-folders.ts';

export const ThreadSettings = ({ thread, open, onClose }: ThreadDialogProps) => (
  <Sheet open={open} onClose={onClose} title={words.threads.settingsTitle}>
    <Fields thread={thread} />
  </Sheet>
);

function Fields({ thread }: { readonly thread: Thread }) {
  const patch = usePatchThread(thread.id, { shown: true });
  const standing = useStandingFolders();
  /** Where there is no limit, none typed is right. */
  const unlimited = thread.budget.maxUsd === undefined ? '' : undefined;
  const [usd, setUsd] = useState(unlimited ?? String(thread.budget.maxUsd));
  const [left, setLeft] = useState(false);
  const number = Number(usd.replace(',', '.'));
  return (
    <div className="flex flex-col gap-5">
      <p className="text-muted">{words.threads.settingsHint}</p>
      <section className="flex flex-col items-start gap-1">
        <h3 className="font-medium">{words.folders.label}</h3>
        <FolderChips folders={thread.folders ?? standing} onChange={(folders) => patch.mutate({ folders })} />
      </section>
      <Choice
        label={words.modes.label}
        value={thread.mode}
        options={Mode.options.map((value) => ({ value, label: words.modes.short[value] }))}
        onChange={(mode) => patch.mutate({ mode })}
      />
      <Field
        label={words.threads.budget}
        inputMode="decimal"
        value={usd}
        error={left && !(number > 0) && usd.trim() !== unlimited ? words.settings.number(0.01) : undefined}
        onChange={(next) => {
          setUsd(next);
          setLeft(false);
        }}
        onBlur={() => {
          setLeft(true);
          if (number > 0 && number !== thread.budget.maxUsd) patch.mutate({ budget: { maxUsd: number } });
        }}
      />
      {patch.isError && <ErrorState error={patch.error} />}
    </div>
  );
}
