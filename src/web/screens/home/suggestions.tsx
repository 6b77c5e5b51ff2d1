// Jobs that the granted folders suggest; nothing where nothing fits.
import { useSuggestions } from '../../state/folder-queries.ts';
import { folderName } from '../../words/folder-name.ts';
import { words } from '../../words/words.ts';

const MOST = 3;

export function Suggestions({ onChoose }: { readonly onChoose: (text: string) => void }) {
  const items = useSuggestions().data?.items.slice(0, MOST) ?? [];
  if (items.length === 0) return null;
  return (
    <section className="flex flex-col gap-1">
      <h2 className="text-sm font-normal text-muted">{words.suggestions.title}</h2>
      <ul className="flex flex-col">
        {items.map(({ path, kind, count }) => (
          <li key={`${path} ${kind}`}>
            <button
              type="button"
              className="flex min-h-10 w-full flex-wrap items-baseline gap-x-3 rounded-md px-2 py-2 text-left hover:bg-hover"
              onClick={() => onChoose(words.suggestions.job(kind, folderName(path)))}
            >
              <span>{words.suggestions.short(kind)}</span>
              <span className="text-sm text-muted">{words.suggestions.seen(kind, count, folderName(path))}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
