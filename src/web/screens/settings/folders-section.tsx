// The standing folders: what tasks may do there, what is always allowed, and taking them away.
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { useFolderChange, useFolders } from '../../state/folder-queries.ts';
import { words } from '../../words/words.ts';
import { type ChosenFolder, FolderDialog } from '../folders/folder-dialog.tsx';
import { FolderLine } from './folder-line.tsx';
import { Saved } from './saved.tsx';
import { Section } from './section.tsx';

export function FoldersSection() {
  const folders = useFolders();
  const [adding, setAdding] = useState(false);
  const add = useFolderChange((client, folder: ChosenFolder) => client.addFolder(folder));
  const said = words.settings;
  return (
    <Section
      title={said.folders}
      hint={said.foldersHint}
      aside={
        <Button onClick={() => setAdding(true)}>
          <Plus size={16} aria-hidden />
          {said.folderAdd}
        </Button>
      }
    >
      <Loaded query={folders}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="py-3 text-muted">{said.foldersNone}</p>
          ) : (
            <ul className="divide-y divide-line">
              {items.map((folder) => (
                <FolderLine key={folder.id} folder={folder} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <Saved saving={{ isSuccess: false, error: add.error }} />
      <FolderDialog open={adding} onClose={() => setAdding(false)} onPick={(folder) => add.mutate(folder)} />
    </Section>
  );
}
