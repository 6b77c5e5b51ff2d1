// The folders that tasks of this message get, each with what it permits; another is added by the picker.
import { ChevronDown, Folder, FolderPlus } from 'lucide-react';
import { useState } from 'react';
import { Access } from '../../../contract/task.ts';
import { Menu } from '../../parts/menu.tsx';
import { folderName } from '../../words/folder-name.ts';
import { shortenMiddle } from '../../words/shorten-middle.ts';
import { words } from '../../words/words.ts';
import { type ChosenFolder, FolderDialog } from '../folders/folder-dialog.tsx';
import { CHIP } from './chip-class.ts';

interface FolderChipsProps {
  readonly folders: readonly ChosenFolder[];
  /** The whole new list. */
  readonly onChange: (folders: ChosenFolder[]) => void;
}

export function FolderChips({ folders, onChange }: FolderChipsProps) {
  const [picking, setPicking] = useState(false);
  const without = (path: string): ChosenFolder[] => folders.filter((folder) => folder.path !== path);
  return (
    <>
      {folders.map(({ path, access }) => (
        <Menu
          key={path}
          trigger={
            <button type="button" title={path} className={CHIP}>
              <Folder size={16} aria-hidden className="shrink-0" />
              <span className="truncate">
                {words.folders.chip(shortenMiddle(folderName(path), 24), words.folders.access[access])}
              </span>
              <ChevronDown size={14} aria-hidden className="shrink-0" />
            </button>
          }
          items={[
            ...Access.options.map((one) => ({
              label: words.folders.accessLong[one],
              disabled: one === access,
              onSelect: () => onChange(folders.map((folder) => (folder.path === path ? { path, access: one } : folder))),
            })),
            { label: words.folders.remove, onSelect: () => onChange(without(path)) },
          ]}
        />
      ))}
      <button
        type="button"
        className={CHIP}
        aria-label={words.folders.addLong}
        title={words.folders.addLong}
        onClick={() => setPicking(true)}
      >
        <FolderPlus size={16} aria-hidden className="shrink-0" />
        {folders.length === 0 && words.folders.add}
      </button>
      <FolderDialog
        open={picking}
        onClose={() => setPicking(false)}
        onPick={(folder) => onChange([...without(folder.path), folder])}
      />
    </>
  );
}
