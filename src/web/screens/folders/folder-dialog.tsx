// Chooses a folder of this computer in a dialog, with what a task may do there where that is open.
import { useState } from 'react';
import { Access } from '../../../contract/task.ts';
import { Choice } from '../../parts/choice.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { words } from '../../words/words.ts';
import { FolderBrowser } from './folder-browser.tsx';

export interface ChosenFolder {
  readonly path: string;
  readonly access: Access;
}

interface FolderDialogProps {
  readonly open: boolean;
  readonly title?: string;
  readonly from?: string | undefined;
  /** Already settled: it is not asked for. */
  readonly access?: Access;
  readonly onClose: () => void;
  /** It closes then. */
  readonly onPick: (folder: ChosenFolder) => void;
}

export const FolderDialog = ({ open, title = words.picker.title, ...rest }: FolderDialogProps) => (
  <Dialog open={open} onClose={rest.onClose} title={title}>
    <Picking {...rest} />
  </Dialog>
);

function Picking({ from, access: settled, onClose, onPick }: Omit<FolderDialogProps, 'open' | 'title'>) {
  const [access, setAccess] = useState<Access>(settled ?? 'write');
  return (
    <FolderBrowser
      from={from}
      onChoose={(path) => {
        onPick({ path, access });
        onClose();
      }}
    >
      {settled === undefined && (
        <Choice
          label={words.folders.what}
          value={access}
          options={Access.options.map((value) => ({ value, label: words.folders.accessLong[value] }))}
          onChange={setAccess}
        />
      )}
    </FolderBrowser>
  );
}
