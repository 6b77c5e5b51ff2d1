// Says something to the task while it works. What is typed is never lost, what is sent is said once.
import { SendHorizontal } from 'lucide-react';
import { useId, useRef } from 'react';
import { Button } from '../../parts/button.tsx';
import { isSendKey } from '../../parts/send-key.ts';
import { withTaken } from '../../state/drafts.ts';
import type { Outgoing } from '../../state/outgoing.ts';
import { useDraft } from '../../state/use-draft.ts';
import { outgoing, useOutgoing } from '../../state/use-outgoing.ts';
import { words } from '../../words/words.ts';
import { OutgoingMessages } from '../thread/outgoing-messages.tsx';
import { Unsaid } from './unsaid.tsx';

interface ComposerProps {
  readonly taskId: string;
  /** Nobody listens any more: what was not said can be taken elsewhere. */
  readonly ended: boolean;
}

export function Composer({ taskId, ended }: ComposerProps) {
  const [draft, change] = useDraft(taskId);
  const messages = useOutgoing((to) => to.kind === 'task' && to.id === taskId);
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const { compose } = words.taskView;
  const { text } = draft;
  const send = (): void => {
    if (text.trim() === '') return;
    outgoing.add({ to: { kind: 'task', id: taskId }, text: text.trim(), attachments: [] });
    change({ text: '' });
  };
  async function edit(message: Outgoing | undefined): Promise<void> {
    if (message) await outgoing.take(message.clientId, (taken) => change((typed) => withTaken(typed, taken)));
    box.current?.querySelector<HTMLElement>('textarea, button')?.focus();
  }
  if (ended && text === '' && messages.length === 0) return null;
  return (
    <div className="border-t border-line bg-paper px-4 py-3 md:px-8">
      <div className="mx-auto flex w-full max-w-3xl flex-col gap-2">
        <OutgoingMessages messages={messages} onEdit={(message) => void edit(message)} />
        <div ref={box}>
          {ended && text !== '' && <Unsaid text={text} onTaken={() => change({ text: '' })} />}
          {!ended && (
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
                rows={1}
                value={text}
                placeholder={compose.hint}
                onChange={(event) => change({ text: event.target.value })}
                onKeyDown={(event) => {
                  if (event.nativeEvent.isComposing) return;
                  if (event.key === 'ArrowUp' && text === '') {
                    event.preventDefault();
                    void edit(messages.at(-1));
                  } else if (isSendKey(event)) {
                    event.preventDefault();
                    send();
                  }
                }}
                className="field-sizing-content max-h-48 min-h-10 min-w-0 flex-1 resize-none bg-transparent px-3 py-2 outline-none"
              />
              <Button
                type="submit"
                look="quiet"
                square
                aria-label={compose.send}
                title={compose.send}
                disabled={text.trim() === ''}
              >
                <SendHorizontal size={20} aria-hidden />
              </Button>
            </form>
          )}
        </div>
      </div>
    </div>
  );
}
