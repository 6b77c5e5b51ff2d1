// The foot of a conversation: what is on its way, what it waits for, and where the next message is typed.
import { Link } from '@tanstack/react-router';
import { useMutation } from '@tanstack/react-query';
import type { RefObject } from 'react';
import { useClient } from '../../state/client-context.ts';
import { withTaken } from '../../state/drafts.ts';
import type { Outgoing } from '../../state/outgoing.ts';
import type { ThreadPicture } from '../../state/thread-picture.ts';
import { useDraft } from '../../state/use-draft.ts';
import { outgoing } from '../../state/use-outgoing.ts';
import { words } from '../../words/words.ts';
import { Composer } from './composer.tsx';
import { OutgoingMessages } from './outgoing-messages.tsx';

interface ThreadComposerProps {
  readonly threadId: string;
  readonly picture: ThreadPicture;
  readonly messages: readonly Outgoing[];
  readonly input: RefObject<HTMLTextAreaElement | null>;
}

export function ThreadComposer({ threadId, picture, messages, input }: ThreadComposerProps) {
  const client = useClient();
  const [draft, change] = useDraft(threadId);
  const stop = useMutation({ mutationFn: () => client.stopThread(threadId) });
  const isAnswering = picture.status === 'answering';

  async function edit(message: Outgoing | undefined): Promise<void> {
    if (message) await outgoing.take(message.clientId, (taken) => change((typed) => withTaken(typed, taken)));
    input.current?.focus();
  }
  return (
    <div className="sticky bottom-14 z-20 -mx-2 -mb-6 flex flex-col gap-3 bg-paper px-2 pt-2 pb-4 md:bottom-0 md:-mb-10">
      <OutgoingMessages messages={messages} onEdit={(message) => void edit(message)} />
      <div role="status" className="flex min-h-6 flex-wrap items-center gap-x-3 text-sm text-muted">
        {isAnswering && <span>{words.threads.status.answering}</span>}
        {picture.status === 'waiting' && picture.waitingFor && (
          <>
            <span>{words.waitsFor(picture.waitingFor)}</span>
            {picture.waitingFor.kind === 'credentials' && (
              <Link to="/settings" className="text-accent underline underline-offset-4">
                {words.threads.toSettings}
              </Link>
            )}
          </>
        )}
      </div>
      <Composer
        draft={draft}
        input={input}
        placeholder={words.composer.placeholderThread}
        onChange={change}
        onStop={isAnswering ? () => stop.mutate() : undefined}
        onEditLast={() => void edit(messages.at(-1))}
        onSend={() => {
          outgoing.add({ to: { kind: 'thread', id: threadId }, text: draft.text, attachments: draft.attachments });
          change({ text: '', attachments: [] });
        }}
      />
    </div>
  );
}
