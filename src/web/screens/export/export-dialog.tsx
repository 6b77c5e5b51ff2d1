// Saves one task or one conversation as a file.
import type { PostExport } from '../../../contract/http.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { words } from '../../words/words.ts';
import { ExportFile } from './export-file.tsx';

interface ExportDialogProps {
  readonly what: PostExport;
  readonly title: string;
  readonly open: boolean;
  readonly onClose: () => void;
}

export const ExportDialog = ({ what, title, open, onClose }: ExportDialogProps) => (
  <Dialog open={open} onClose={onClose} title={words.exported.title}>
    <div className="flex flex-col gap-4">
      <p className="font-medium">{title}</p>
      <p>{'thread' in what ? words.exported.threadHint : words.exported.taskHint}</p>
      <ExportFile what={what} />
    </div>
  </Dialog>
);
