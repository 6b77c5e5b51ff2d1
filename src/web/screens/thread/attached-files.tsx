// The files of a message that is being typed: those that are kept, those on their way, those that failed.
import { FileText, LoaderCircle, TriangleAlert, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { isCoworkError } from '../../../contract/errors.ts';
import { saidError } from '../../parts/said-error.ts';
import type { Attachment } from '../../state/drafts.ts';
import type { Attaching } from '../../state/use-attachments.ts';
import { shortenMiddle } from '../../words/shorten-middle.ts';
import { words } from '../../words/words.ts';

interface AttachedFilesProps {
  readonly attachments: readonly Attachment[];
  readonly files: Attaching;
  readonly onDetach: (id: string) => void;
}

export function AttachedFiles({ attachments, files, onDetach }: AttachedFilesProps) {
  if (attachments.length + files.coming.length === 0) return null;
  return (
    <ul aria-label={words.composer.attachments} className="flex flex-wrap gap-2 px-2 py-1">
      {attachments.map(({ id, name }) => (
        <Chip
          key={id}
          name={name}
          icon={<FileText size={16} aria-hidden className="shrink-0 text-muted" />}
          onRemove={() => onDetach(id)}
        />
      ))}
      {files.coming.map(({ key, file, failure }) => (
        <Chip
          key={key}
          name={file.name}
          wrong={failure === undefined ? undefined : words.composer.notAttached(file.name, saidError(failure) ?? '')}
          // The same file is as large the next time.
          onRetry={isCoworkError(failure) && failure.code === 'too_large' ? undefined : () => files.retry({ key, file })}
          icon={
            failure !== undefined ? (
              <TriangleAlert size={16} aria-hidden className="shrink-0 text-bad" />
            ) : (
              <LoaderCircle
                size={16}
                aria-label={words.composer.uploading(file.name)}
                className="shrink-0 animate-spin text-muted"
              />
            )
          }
          onRemove={() => files.forget(key)}
        />
      ))}
    </ul>
  );
}

interface ChipProps {
  readonly name: string;
  readonly icon: ReactNode;
  readonly onRemove: () => void;
  /** What is said of a failed one, in whole. */
  readonly wrong?: string | undefined;
  readonly onRetry?: (() => void) | undefined;
}

function Chip({ name, icon, onRemove, wrong, onRetry }: ChipProps) {
  return (
    <li className="flex min-h-10 max-w-full items-center gap-2 rounded-md border border-line pl-3 text-sm" title={name}>
      {icon}
      <span className={wrong === undefined ? 'whitespace-nowrap' : 'py-1'}>{wrong ?? shortenMiddle(name)}</span>
      {wrong !== undefined && onRetry && (
        <button type="button" className="min-h-10 shrink-0 px-1 underline underline-offset-4" onClick={onRetry}>
          {words.composer.again}
        </button>
      )}
      <button
        type="button"
        aria-label={words.composer.detach(name)}
        className="flex size-10 shrink-0 items-center justify-center rounded-md hover:bg-hover"
        onClick={onRemove}
      >
        <X size={16} aria-hidden />
      </button>
    </li>
  );
}
