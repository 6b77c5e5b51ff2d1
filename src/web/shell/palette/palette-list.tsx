// The list below the palette's input. Its focus stays in the input; what is chosen is told by id.
import { useEffect } from 'react';
import { words } from '../../words/words.ts';
import type { Entry } from './entry.ts';

interface PaletteListProps {
  readonly id: string;
  readonly entries: readonly Entry[];
  readonly search: 'done' | 'under way' | 'failed';
  readonly at: number;
  readonly onChoose: (index: number) => void;
  readonly onPoint: (index: number) => void;
}

export function PaletteList({ id, entries, search, at, onChoose, onPoint }: PaletteListProps) {
  useEffect(() => {
    // In braces: some browsers answer with a promise, which an effect must not return.
    void document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, at]);
  return (
    <ul id={id} role="listbox" aria-label={words.palette.title} className="h-[min(24rem,50dvh)] overflow-y-auto">
      {search === 'failed' && <li className="px-3 py-3 text-bad">{words.palette.failed}</li>}
      {entries.length === 0 && search !== 'failed' && (
        <li className="px-3 py-3 text-muted">{search === 'under way' ? words.palette.searching : words.palette.none}</li>
      )}
      {entries.map((entry, index) => (
        <li key={`${entry.group} ${entry.id}`} role="presentation">
          {entry.group !== entries[index - 1]?.group && (
            <p className="px-3 pt-3 pb-1 text-sm text-muted">{words.palette[entry.group]}</p>
          )}
          <div
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            className={`flex min-h-11 cursor-pointer items-center gap-3 rounded-md px-3 py-1.5 ${index === at ? 'bg-hover' : ''}`}
            onClick={() => onChoose(index)}
            onPointerMove={() => onPoint(index)}
          >
            <entry.icon size={18} aria-hidden className="shrink-0 text-muted" />
            <span className="min-w-0 flex-1">
              <span className="block truncate">{entry.title}</span>
              {entry.text !== undefined && entry.text !== entry.title && (
                <span className="block truncate text-sm text-muted">{entry.text}</span>
              )}
            </span>
            {entry.aside !== undefined && <span className="hidden shrink-0 text-sm text-muted sm:inline">{entry.aside}</span>}
          </div>
        </li>
      ))}
    </ul>
  );
}
