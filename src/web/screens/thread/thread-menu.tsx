// What can be done with a conversation as a whole.
import { useNavigate } from '@tanstack/react-router';
import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import type { Thread } from '../../../contract/threads.ts';
import { Button } from '../../parts/button.tsx';
import { Menu } from '../../parts/menu.tsx';
import { useCapability } from '../../state/use-capability.ts';
import { usePatchThread } from '../../state/thread-queries.ts';
import { words } from '../../words/words.ts';
import { ExportDialog } from '../export/export-dialog.tsx';
import { DeleteThread } from './delete-thread.tsx';
import { RenameThread } from './rename-thread.tsx';
import { ThreadSettings } from './thread-settings.tsx';

export function ThreadMenu({ thread }: { readonly thread: Thread }) {
  const [open, setOpen] = useState<'rename' | 'settings' | 'export' | 'delete'>();
  const patch = usePatchThread(thread.id);
  const navigate = useNavigate();
  const canExport = useCapability('exportImport');
  const close = (): void => setOpen(undefined);
  return (
    <>
      <Menu
        trigger={
          <Button look="quiet" square aria-label={words.threads.menu} title={words.threads.menu}>
            <Ellipsis size={20} aria-hidden />
          </Button>
        }
        items={[
          { label: words.threads.rename, onSelect: () => setOpen('rename') },
          { label: words.threads.settings, onSelect: () => setOpen('settings') },
          ...(canExport ? [{ label: words.exported.menu, onSelect: () => setOpen('export') }] : []),
          thread.archived
            ? { label: words.threads.back, onSelect: () => patch.mutate({ archived: false }) }
            : {
                label: words.threads.away,
                onSelect: () => patch.mutate({ archived: true }, { onSuccess: () => void navigate({ to: '/' }) }),
              },
          { label: words.threads.remove, danger: true, onSelect: () => setOpen('delete') },
        ]}
      />
      <RenameThread open={open === 'rename'} onClose={close} thread={thread} />
      <ThreadSettings open={open === 'settings'} onClose={close} thread={thread} />
      <ExportDialog what={{ thread: thread.id }} title={thread.title} open={open === 'export'} onClose={close} />
      <DeleteThread open={open === 'delete'} onClose={close} thread={thread} />
    </>
  );
}
