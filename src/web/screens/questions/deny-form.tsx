// "Not this": with a word on what to do instead.
import { useId } from 'react';
import { Button } from '../../parts/button.tsx';
import { isSendKey } from '../../parts/send-key.ts';
import { draftKeys } from '../../state/drafts.ts';
import { useDraft } from '../../state/use-draft.ts';
import { words } from '../../words/words.ts';

interface DenyFormProps {
  readonly approvalId: string;
  readonly busy: boolean;
  readonly onDeny: (note: string) => void;
  readonly onBack: () => void;
}

export function DenyForm({ approvalId, busy, onDeny, onBack }: DenyFormProps) {
  const [{ text: note }, change] = useDraft(draftKeys.deny(approvalId));
  const id = useId();
  const { question } = words;
  return (
    <div
      className="flex flex-col gap-2"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onBack();
      }}
    >
      <label htmlFor={id}>{question.note}</label>
      <textarea
        id={id}
        autoFocus
        rows={2}
        value={note}
        onChange={(event) => change({ text: event.target.value })}
        onKeyDown={(event) => {
          if (!isSendKey(event)) return;
          event.preventDefault();
          onDeny(note.trim());
        }}
        className="rounded-md border border-edge bg-raised px-3 py-2"
      />
      <div className="flex flex-wrap gap-2">
        <Button look="danger" disabled={busy} onClick={() => onDeny(note.trim())}>
          {question.sayNo}
        </Button>
        <Button look="quiet" onClick={onBack}>
          {question.back}
        </Button>
      </div>
    </div>
  );
}
