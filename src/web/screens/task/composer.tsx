// Says something to the task while it works. What is typed is never lost, what is sent is said once.
import { SendHorizontal } from 'lucide-react';
import { useId, useRef } from 'react';
import { Button } from '../../parts/button.tsx';
import { useDraft } from '../../state/use-draft.ts';
import { useUnsent } from '../../state/unsent.ts';
import { words } from '../../words/words.ts';

export function Composer({ taskId }: { readonly taskId: string }) {
  const [{ text }, change] = useDraft(taskId);
  const setText = (next: string): void => change({ text: next });
  const { messages, late, say, drop } = useUnsent(taskId);
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const { compose } = words.taskView;
  const send = (): void => {
    if (text.trim() === '') return;
    say(text.trim());
    setText('');
  };
  return (
    <div className="border-t border-line bg-paper px-4 py-3 md:px-8">
      <div className="mx-auto flex w-full max-w-3xl flex-col gap-2">
        <div role="status" className="flex flex-col gap-2 empty:hidden">
          {(late || messages.some(({ refused }) => refused !== undefined)) &&
            messages.map(({ clientId, text: said, refused }) => (
              <div key={clientId} className="rounded-md bg-hover px-4 py-2 text-sm">
                <p className="whitespace-pre-wrap">{said}</p>
                <p className="text-muted">{refused === undefined ? compose.unsent : `${compose.refused} ${refused}`}</p>
                {refused !== undefined && (
                  <Button
                    look="quiet"
                    onClick={() => {
                      setText(text === '' ? said : `${said}\n${text}`);
                      drop(clientId);
                      field.current?.focus();
                    }}
                  >
                    {compose.back}
                  </Button>
                )}
              </div>
            ))}
        </div>
        <form
          className="flex items-end gap-2 rounded-md border border-edge bg-raised p-1 focus-within:outline-2 focus-within:outline-accent"
          onSubmit={(event) => {
            event.preventDefault();
            send();
          }}
        >
          <label htmlFor={id} className="sr-only">
            {compose.label}
          </label>
          <textarea
            id={id}
            ref={field}
            rows={1}
            value={text}
            placeholder={compose.hint}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'ArrowUp' && text === '' && messages.length > 0) {
                const last = messages.at(-1);
                if (!last) return;
                event.preventDefault();
                drop(last.clientId);
                setText(last.text);
              }
              if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
              event.preventDefault();
              send();
            }}
            className="field-sizing-content max-h-48 min-h-10 min-w-0 flex-1 resize-none bg-transparent px-3 py-2 outline-none"
          />
          <Button type="submit" look="quiet" square aria-label={compose.send} title={compose.send} disabled={text.trim() === ''}>
            <SendHorizontal size={20} aria-hidden />
          </Button>
        </form>
      </div>
    </div>
  );
}
