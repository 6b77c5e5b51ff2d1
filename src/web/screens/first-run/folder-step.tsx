// The folder of the first task, and what may be done in it. One of a person's own becomes a standing one.
import { useState } from 'react';
import type { Demo } from '../../../contract/http.ts';
import type { Access } from '../../../contract/task.ts';
import { Button } from '../../parts/button.tsx';
import { saidError } from '../../parts/said-error.ts';
import { useFolderChange } from '../../state/folder-queries.ts';
import { words } from '../../words/words.ts';
import { AccessChoice } from '../folders/access-choice.tsx';
import { FolderBrowser } from '../folders/folder-browser.tsx';
import type { ChosenFolder } from '../folders/folder-dialog.tsx';

export interface FolderStepProps {
  readonly demo: Demo | undefined;
  readonly onChoose: (folder: ChosenFolder) => void;
}

export function FolderStep({ demo, onChoose }: FolderStepProps) {
  const [access, setAccess] = useState<Access>('write');
  const add = useFolderChange((client, folder: ChosenFolder) => client.addFolder(folder));
  const choose = (path: string): void => add.mutate({ path, access }, { onSuccess: () => onChoose({ path, access }) });
  if (demo)
    return (
      <>
        <p className="break-words">{words.firstRun.demoFolder(demo.folder)}</p>
        <Button look="primary" className="self-start" onClick={() => onChoose({ path: demo.folder, access: 'write' })}>
          {words.firstRun.useFolder}
        </Button>
      </>
    );
  return (
    <>
      <FolderBrowser onChoose={choose}>
        <div className="flex flex-wrap items-center gap-3">
          <span>{words.settings.access}</span>
          <AccessChoice path={words.firstRun.steps.folder} value={access} onChange={setAccess} />
        </div>
      </FolderBrowser>
      {add.error && (
        <p role="alert" className="text-bad">
          {saidError(add.error)}
        </p>
      )}
    </>
  );
}
