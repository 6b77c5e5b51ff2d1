// What a command did, as a draft that change sets carry out. Nothing is decided here; what cannot be taken over is named.
import type { Attributes, DraftOp, HeldContent } from '../../files/port.ts';
import type { Doing, Entry, Lower, LowerEntry, Refusal } from './entry.ts';
import { movedLinks } from './moved-links.ts';

export type Drafted =
  | { readonly kind: 'draft'; readonly draft: DraftOp[] }
  /** Nothing of it may be done. */
  | { readonly kind: 'refused'; readonly refusals: Refusal[] };

const PERMISSIONS = 0o777;

/** `folder`: the model's path of the folder. `contentOf`: what was brought of a file, by its path in the tree after, below the folder. */
export function draftOf(
  doings: readonly Doing[],
  of: { folder: string; contentOf: (path: string) => HeldContent | undefined; lower: Lower },
): Drafted {
  const { lower } = of;
  const at = (path: string): string => `${of.folder}/${path}`;
  const draft: DraftOp[] = [];
  const refusals: Refusal[] = [];
  const { moves, rest, left } = movedLinks(doings, lower);
  for (const { from, to } of moves) draft.push({ op: 'move', from: at(from), to: at(to), replace: false });
  for (const path of left) refusals.push({ path, why: 'new symbolic links stay in the sandbox' });
  const before = pathsBefore(doings);
  const bringing = (path: string, work: (content: HeldContent) => void): void => {
    const content = of.contentOf(path);
    if (content) work(content);
    else refusals.push({ path, why: 'its new content did not come out of the sandbox' });
  };

  for (const doing of rest) {
    switch (doing.do) {
      case 'make-folder':
        draft.push({ op: 'mkdir', path: at(doing.path), mode: doing.mode & PERMISSIONS });
        break;
      case 'make-file':
      case 'change-file':
        bringing(doing.path, (content) =>
          draft.push({ op: 'put', path: at(doing.path), ...content, ...attributesOf(doing.entry) }),
        );
        break;
      case 'change-attributes': {
        const differing = differingFrom(lower.lookUp(before(doing.path)), doing.entry);
        if (Object.keys(differing).length > 0) draft.push({ op: 'attributes', path: at(doing.path), ...differing });
        break;
      }
      case 'move': {
        const { from, to, entry } = doing;
        const move = {
          op: 'move',
          from: at(from),
          to: at(to),
          replace: false,
          ...differingFrom(lower.lookUp(from), entry),
        } as const;
        if (entry.type === 'folder' || entry.metacopy) draft.push(move);
        else bringing(to, (content) => draft.push({ ...move, content }));
        break;
      }
      case 'copy':
        if (doing.entry.metacopy)
          draft.push({ op: 'copy', from: at(doing.from), to: at(doing.to), ...attributesOf(doing.entry) });
        else
          bringing(doing.to, (content) =>
            draft.push({ op: 'put', path: at(doing.to), ...content, ...attributesOf(doing.entry) }),
          );
        break;
      case 'delete':
        draft.push({ op: 'delete', path: at(doing.path) });
        break;
    }
  }
  return refusals.length > 0 ? { kind: 'refused', refusals } : { kind: 'draft', draft };
}

const attributesOf = ({ mode, mtimeNs }: Entry): Attributes => ({ mode: mode & PERMISSIONS, mtimeNs });

/** Dates of folders change with what is done in them, and say nothing. */
function differingFrom(there: LowerEntry | undefined, { mode, mtimeNs, type }: Entry): Attributes {
  const isOther = !there || ((there.mode ^ mode) & PERMISSIONS) !== 0;
  return {
    ...(isOther ? { mode: mode & PERMISSIONS } : {}),
    ...(type === 'file' && there?.mtimeNs !== mtimeNs ? { mtimeNs } : {}),
  };
}

/** Where something that stays in its folder was, before that folder or one above it moved. */
function pathsBefore(doings: readonly Doing[]): (path: string) => string {
  const moved = new Map(doings.flatMap((doing) => (doing.do === 'move' ? [[doing.to, doing.from] as const] : [])));
  return (path) => {
    for (let cut = path.lastIndexOf('/'); cut > 0; cut = path.lastIndexOf('/', cut - 1)) {
      const from = moved.get(path.slice(0, cut));
      if (from !== undefined) return from + path.slice(cut);
    }
    return path;
  };
}
