// One folder: its access, who uses it, what is always allowed in it, and a way to take it away.
import { useState } from 'react';
import type { Folder } from '../../../contract/http.ts';
import type { ChangeKind } from '../../../contract/asking.ts';
import type { Access } from '../../../contract/task.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { useFolderChange } from '../../state/folder-queries.ts';
import { words } from '../../words/words.ts';
import { AccessChoice } from '../folders/access-choice.tsx';
import { Saved } from './saved.tsx';

export function FolderLine({ folder: { id, path, access, tasks, always, waitingFor } }: { readonly folder: Folder }) {
  const [asking, setAsking] = useState(false);
  const change = useFolderChange((client, wanted: Access) => client.patchFolder(id, { access: wanted }));
  const remove = useFolderChange((client, _: undefined) => client.removeFolder(id));
  const revoke = useFolderChange((client, kind: ChangeKind) => client.revokeAlways(id, kind));
  const said = words.settings;
  const error = change.error ?? remove.error ?? revoke.error;
  return (
    <li className="flex flex-col gap-1 py-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <span className="min-w-0 flex-1 basis-60 font-medium break-all">{path}</span>
        <span className="flex items-center gap-2">
          {access && <AccessChoice path={path} value={access} onChange={(wanted) => change.mutate(wanted)} />}
          <Button
            look="quiet"
            className="shrink-0 whitespace-nowrap"
            aria-label={`${said.folderRemove}: ${path}`}
            onClick={() => setAsking(true)}
          >
            {said.folderRemove}
          </Button>
        </span>
      </div>
      {tasks.length > 0 && <p className="text-sm text-muted">{said.folderInUse(tasks.length)}</p>}
      {always.map(({ kind }) => (
        <div key={kind} className="flex flex-wrap items-center justify-between gap-x-4">
          <p className="min-w-0 text-sm">
            {said.always}: {said.alwaysKinds[kind]}. <span className="text-muted">{said.alwaysHint}</span>
          </p>
          <Button look="quiet" disabled={revoke.isPending} onClick={() => revoke.mutate(kind)}>
            {said.askAgain}
          </Button>
        </div>
      ))}
      {waitingFor && <p className="text-sm text-muted">{said.folderWaits}</p>}
      {(change.isSuccess || error !== null) && <Saved saving={{ isSuccess: change.isSuccess, error }} />}
      <Dialog open={asking} onClose={() => setAsking(false)} title={said.folderRemove}>
        <p className="break-words">{said.folderRemoveSure(path)}</p>
        <div className="mt-4 flex flex-wrap justify-end gap-2">
          <Button onClick={() => setAsking(false)}>{said.cancel}</Button>
          <Button
            look="danger"
            onClick={() => {
              remove.mutate(undefined);
              setAsking(false);
            }}
          >
            {said.folderRemove}
          </Button>
        </div>
      </Dialog>
    </li>
  );
}
