// Where a message is typed: text, files by button, drop or paste, and below it what the place adds (folders, mode).
import { ArrowUp, Paperclip, Square } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, type RefObject, useRef, useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { IconButton } from '../../parts/icon-button.tsx';
import { isSendKey } from '../../parts/send-key.ts';
import type { Draft, DraftChange } from '../../state/drafts.ts';
import { useFirstFocus } from '../../state/focus.ts';
import { useAttachments } from '../../state/use-attachments.ts';
import { useCapability } from '../../state/use-capability.ts';
import { useFileDrop } from '../../state/use-file-drop.ts';
import { words } from '../../words/words.ts';
import { AttachedFiles } from './attached-files.tsx';

export interface ComposerProps {
  readonly draft: Draft;
  readonly onChange: (change: DraftChange) => void;
  readonly onSend: () => void;
  /** ↑ in an empty message. */
  readonly onEditLast: () => void;
  readonly placeholder: string;
  /** Present while there is something to stop. */
  readonly onStop?: (() => void) | undefined;
  readonly input?: RefObject<HTMLTextAreaElement | null>;
  readonly children?: ReactNode;
}

export function Composer({ draft, onChange, onSend, onEditLast, placeholder, onStop, input, children }: ComposerProps) {
  const canAttach = useCapability('uploads');
  const files = useAttachments((attachment) => onChange(({ attachments }) => ({ attachments: [...attachments, attachment] })));
  const picker = useRef<HTMLInputElement>(null);
  const own = useRef<HTMLTextAreaElement>(null);
  const field = input ?? own;
  const [folderCame, setFolderCame] = useState(false);
  const isOver = useFileDrop({
    enabled: canAttach,
    onFiles(dropped) {
      setFolderCame(false);
      files.add(dropped);
      field.current?.focus();
    },
    onFolder: () => setFolderCame(true),
  });
  useFirstFocus(field);
  const isReady = draft.text.trim() !== '' && !files.coming.some(({ failure }) => failure === undefined);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    if (isSendKey(event)) {
      event.preventDefault();
      if (isReady) onSend();
    } else if (event.key === 'ArrowUp' && draft.text === '') {
      event.preventDefault();
      onEditLast();
    }
  }

  return (
    <form
      className={`flex flex-col gap-1 rounded-md border bg-raised p-2 focus-within:border-ink ${isOver ? 'border-accent' : 'border-edge'}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) onSend();
      }}
    >
      <textarea
        ref={field}
        aria-label={words.composer.label}
        placeholder={isOver ? words.composer.drop : placeholder}
        value={draft.text}
        rows={2}
        className="field-sizing-content max-h-[40dvh] min-h-14 w-full resize-none bg-transparent px-2 py-1 outline-none"
        onChange={(event) => onChange({ text: event.target.value })}
        onKeyDown={onKeyDown}
        onPaste={(event) => {
          if (!canAttach || event.clipboardData.files.length === 0) return;
          event.preventDefault();
          files.add(event.clipboardData.files);
        }}
      />
      {folderCame && (
        <p role="status" className="px-2 text-sm text-muted">
          {words.composer.folderDropped}
        </p>
      )}
      <AttachedFiles
        attachments={draft.attachments}
        files={files}
        onDetach={(id) => onChange(({ attachments }) => ({ attachments: attachments.filter((one) => one.id !== id) }))}
      />
      <div className="flex items-end gap-1">
        <div className="flex min-w-0 flex-1 flex-wrap items-center gap-1">
          {canAttach && (
            <>
              <input
                ref={picker}
                type="file"
                multiple
                hidden
                onChange={(event) => {
                  files.add(event.target.files ?? []);
                  event.target.value = '';
                }}
              />
              <IconButton icon={Paperclip} label={words.composer.attach} onClick={() => picker.current?.click()} />
            </>
          )}
          {children}
        </div>
        {onStop && <IconButton icon={Square} label={words.threads.stop} onClick={onStop} look="plain" />}
        <Button
          type="submit"
          look={isReady ? 'primary' : 'plain'}
          square
          aria-label={words.composer.send}
          title={words.composer.send}
          disabled={!isReady}
        >
          <ArrowUp size={20} aria-hidden />
        </Button>
      </div>
    </form>
  );
}
