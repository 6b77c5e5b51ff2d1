// Goes through the folders of this computer to choose one: protected places are not listed, and why one cannot be used is said.
import { CornerLeftUp, Folder } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { Checkbox } from '../../parts/checkbox.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { useBrowse } from '../../state/folder-queries.ts';
import { words } from '../../words/words.ts';

interface FolderBrowserProps {
  readonly from?: string | undefined;
  readonly onChoose: (path: string) => void;
  /** What else is to be chosen, above the button. */
  readonly children?: ReactNode;
}

const LINE = 'flex min-h-10 w-full min-w-0 items-center gap-3 rounded-md px-2 text-left hover:bg-hover';

export function FolderBrowser({ from, onChoose, children }: FolderBrowserProps) {
  const [path, setPath] = useState(from);
  const [hidden, setHidden] = useState(false);
  const browse = useBrowse(path);
  return (
    <Loaded query={browse}>
      {({ path: here, parent, folders, refused, total }) => {
        const shown = folders.filter((folder) => hidden || !folder.hidden);
        return (
          <div className="flex flex-col gap-3">
            <p className="font-mono text-sm break-all" aria-live="polite">
              {here}
            </p>
            <div className="h-[min(18rem,35dvh)] overflow-y-auto border-y border-line py-1">
              {parent !== undefined && (
                <button type="button" className={LINE} onClick={() => setPath(parent)}>
                  <CornerLeftUp size={18} aria-hidden className="shrink-0 text-muted" />
                  {words.picker.up}
                </button>
              )}
              <ul aria-label={words.picker.inside(here)}>
                {shown.map((folder) => (
                  <li key={folder.path}>
                    <button type="button" className={LINE} onClick={() => setPath(folder.path)}>
                      <Folder size={18} aria-hidden className="shrink-0 text-muted" />
                      <span className="truncate">{folder.name}</span>
                    </button>
                  </li>
                ))}
              </ul>
              {shown.length === 0 && <p className="p-2 text-muted">{words.picker.empty}</p>}
              {total > folders.length && <p className="p-2 text-sm text-muted">{words.picker.more(total - folders.length)}</p>}
            </div>
            <Checkbox checked={hidden} onChange={setHidden}>
              {words.picker.hidden}
            </Checkbox>
            {children}
            <div className="flex flex-wrap items-center justify-end gap-3">
              {refused !== undefined && <p className="min-w-0 flex-1 text-sm">{refused}</p>}
              <Button look="primary" disabled={refused !== undefined} onClick={() => onChoose(here)}>
                {words.picker.choose}
              </Button>
            </div>
          </div>
        );
      }}
    </Loaded>
  );
}
