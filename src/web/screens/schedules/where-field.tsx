// In which folders: the standing ones, chosen ones with their access, or none.
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { Choice } from '../../parts/choice.tsx';
import { words } from '../../words/words.ts';
import { AccessChoice } from '../folders/access-choice.tsx';
import { FolderDialog } from '../folders/folder-dialog.tsx';
import type { PartProps } from './schedule-form.tsx';

export function WhereField({ wish: { where, folders }, set }: PartProps) {
  const [adding, setAdding] = useState(false);
  const said = words.schedules;
  const without = (path: string) => folders.filter((folder) => folder.path !== path);
  return (
    <div className="flex flex-col gap-2">
      <Choice
        label={said.where}
        value={where}
        options={(['standing', 'chosen', 'none'] as const).map((value) => ({ value, label: said[value] }))}
        onChange={(chosen) => set({ where: chosen })}
      />
      {where === 'chosen' && (
        <>
          <ul aria-label={said.folders} className="divide-y divide-line">
            {folders.map(({ path, access }) => (
              <li key={path} className="flex flex-wrap items-center justify-between gap-2 py-1">
                <span className="min-w-0 flex-1 basis-48 break-all">{path}</span>
                <AccessChoice
                  path={path}
                  value={access}
                  onChange={(wanted) =>
                    set({ folders: folders.map((one) => (one.path === path ? { path, access: wanted } : one)) })
                  }
                />
                <Button
                  look="quiet"
                  square
                  aria-label={`${words.settings.folderRemove}: ${path}`}
                  onClick={() => set({ folders: without(path) })}
                >
                  <X size={16} aria-hidden />
                </Button>
              </li>
            ))}
          </ul>
          <Button className="self-start" onClick={() => setAdding(true)}>
            <Plus size={16} aria-hidden />
            {words.settings.folderAdd}
          </Button>
        </>
      )}
      <FolderDialog
        open={adding}
        onClose={() => setAdding(false)}
        onPick={(folder) => set({ folders: [...without(folder.path), folder] })}
      />
    </div>
  );
}
