// The composer of home: sending begins a conversation and goes there.
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { NEW, withTaken } from '../../state/drafts.ts';
import type { Outgoing } from '../../state/outgoing.ts';
import { useSettings } from '../../state/queries.ts';
import { useDraft } from '../../state/use-draft.ts';
import { outgoing, useOutgoing } from '../../state/use-outgoing.ts';
import { words } from '../../words/words.ts';
import { Composer } from '../thread/composer.tsx';
import { FolderChips } from '../thread/folder-chips.tsx';
import { ModeMenu } from '../thread/mode-menu.tsx';
import { OutgoingMessages } from '../thread/outgoing-messages.tsx';
import { useFolders } from '../../state/folder-queries.ts';
import { useStandingFolders } from '../thread/use-standing-folders.ts';
import { KeyHint } from './key-hint.tsx';
import { Suggestions } from './suggestions.tsx';

export function NewConversation() {
  const [draft, change] = useDraft(NEW);
  const standing = useStandingFolders();
  const known = useFolders().data !== undefined;
  const paths = standing.map(({ path }) => path);
  // A standing folder that was taken away since does not come back by what was typed before.
  const isGone = (path: string): boolean => known && draft.standing?.includes(path) === true && !paths.includes(path);
  const folders = draft.folders?.filter(({ path }) => !isGone(path));
  const defaultMode = useSettings().data?.defaultMode ?? 'ask';
  const messages = useOutgoing((to) => to.kind === 'new');
  const input = useRef<HTMLTextAreaElement>(null);
  const goTo = useGoToBegun();

  async function edit(message: Outgoing | undefined): Promise<void> {
    if (!message) return;
    await outgoing.take(message.clientId, (taken) => {
      const { folders, mode } = taken.to.kind === 'new' ? taken.to.begin : {};
      change((typed) => ({ ...withTaken(typed, taken), folders: typed.folders ?? folders, mode: typed.mode ?? mode }));
    });
    input.current?.focus();
  }
  function send(): void {
    const { text, attachments, mode } = draft;
    const begin = { ...(folders ? { folders } : {}), ...(mode ? { mode } : {}) };
    goTo(outgoing.add({ to: { kind: 'new', begin }, text, attachments }).clientId);
    change({ text: '', attachments: [], folders: undefined, standing: undefined, mode: undefined });
  }
  return (
    <section aria-label={words.threads.untitled} className="flex flex-col gap-4">
      <OutgoingMessages messages={messages} onEdit={(message) => void edit(message)} />
      <KeyHint />
      <Composer
        draft={draft}
        input={input}
        placeholder={words.composer.placeholder}
        onChange={change}
        onSend={send}
        onEditLast={() => void edit(messages.at(-1))}
      >
        <FolderChips folders={folders ?? standing} onChange={(chosen) => change({ folders: chosen, standing: paths })} />
        <ModeMenu mode={draft.mode ?? defaultMode} onChange={(mode) => change({ mode })} />
      </Composer>
      {draft.text === '' && (
        <Suggestions
          onChoose={(text) => {
            change({ text });
            input.current?.focus();
          }}
        />
      )}
    </section>
  );
}

/** Goes to the thread that a message begins, as soon as there is one. */
function useGoToBegun(): (clientId: string) => void {
  const [clientId, setClientId] = useState<string>();
  const navigate = useNavigate();
  useEffect(() => {
    if (clientId === undefined) return;
    const look = (): void => {
      const threadId = outgoing.begun(clientId);
      if (threadId !== undefined) void navigate({ to: '/threads/$threadId', params: { threadId } });
    };
    look();
    return outgoing.subscribe(look);
  }, [clientId, navigate]);
  return setClientId;
}
