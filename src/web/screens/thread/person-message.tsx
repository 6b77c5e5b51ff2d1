// What a person said, in a bubble at the right.
import { Paperclip } from 'lucide-react';
import type { Attachment } from '../../state/drafts.ts';
import { shortenMiddle } from '../../words/shorten-middle.ts';
import { words } from '../../words/words.ts';

interface PersonMessageProps {
  readonly text: string;
  readonly attachments?: readonly Attachment[] | undefined;
}

export function PersonMessage({ text, attachments = [] }: PersonMessageProps) {
  return (
    <div className="ml-auto w-fit max-w-[85%] rounded-md bg-hover px-4 py-2">
      <span className="sr-only">{words.threads.you}: </span>
      <p className="whitespace-pre-wrap">{text}</p>
      {attachments.length > 0 && (
        <ul className="flex flex-col text-sm text-muted">
          {attachments.map(({ id, name }) => (
            <li key={id} title={name} className="flex items-center gap-1.5 pt-1">
              <Paperclip size={14} aria-hidden className="shrink-0" />
              {shortenMiddle(name)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
