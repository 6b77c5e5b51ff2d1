// What was typed for a task that has ended meanwhile: it can be said in a conversation instead.
import { useNavigate } from '@tanstack/react-router';
import { Button } from '../../parts/button.tsx';
import { changeDraft, NEW, withTaken } from '../../state/drafts.ts';
import { words } from '../../words/words.ts';

export function Unsaid({ text, onTaken }: { readonly text: string; readonly onTaken: () => void }) {
  const navigate = useNavigate();
  return (
    <div className="flex flex-col gap-2 rounded-md bg-hover px-4 py-2 text-sm">
      <p className="text-muted">{words.taskView.compose.unsaid}</p>
      <p className="max-h-32 overflow-y-auto whitespace-pre-wrap">{text}</p>
      <Button
        look="quiet"
        className="w-fit"
        onClick={() => {
          changeDraft(NEW, (typed) => withTaken(typed, { text, attachments: [] }));
          onTaken();
          void navigate({ to: '/' });
        }}
      >
        {words.taskView.compose.elsewhere}
      </Button>
    </div>
  );
}
