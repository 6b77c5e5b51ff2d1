// The agent asks for a folder: which, why, what it could do there; another one can be given instead.
import { useState } from 'react';
import { z } from 'zod';
import type { Approval } from '../../../contract/changes.ts';
import { Access } from '../../../contract/task.ts';
import { Button } from '../../parts/button.tsx';
import { words } from '../../words/words.ts';
import { FolderDialog } from '../folders/folder-dialog.tsx';

const Wish = z.object({ reason: z.string(), suggested_path: z.string().optional(), access: Access });

interface Wanted {
  readonly path: string | undefined;
  readonly reason: string;
  readonly access: Access;
}

/** undefined for other questions. */
export function folderWishOf({ tool, arguments: args }: Approval): Wanted | undefined {
  if (tool !== 'request_folder') return undefined;
  const { data } = Wish.safeParse(args);
  return data && { path: data.suggested_path, reason: data.reason, access: data.access };
}

interface FolderWishProps {
  readonly wish: Wanted;
  readonly picked: string | undefined;
  readonly onPick: (path: string) => void;
}

export function FolderWish({ wish, picked, onPick }: FolderWishProps) {
  const [choosing, setChoosing] = useState(false);
  const { folder } = words.question;
  return (
    <div className="flex flex-col gap-2">
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        <dt className="text-muted">{folder.access}</dt>
        <dd>{words.taskView.access[wish.access]}</dd>
        <dt className="text-muted">{folder.why}</dt>
        <dd>{wish.reason}</dd>
        {picked !== undefined && (
          <>
            <dt className="text-muted">{folder.chosen}</dt>
            <dd className="font-medium [overflow-wrap:anywhere]">{picked}</dd>
          </>
        )}
      </dl>
      <div>
        <Button onClick={() => setChoosing(true)}>{folder.other}</Button>
      </div>
      <FolderDialog
        open={choosing}
        title={folder.pick}
        from={picked ?? wish.path}
        access={wish.access}
        onClose={() => setChoosing(false)}
        onPick={({ path }) => onPick(path)}
      />
    </div>
  );
}
