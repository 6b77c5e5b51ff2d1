// An overlay moves a symbolic link by making an equal one and hiding the old. The two are found together again: the link that was there
// may go anywhere, but a new one would lead where nobody has looked.
import type { Doing, Lower } from './entry.ts';

export interface MovedLinks {
  readonly moves: readonly { readonly from: string; readonly to: string }[];
  /** Paths of links that are new. */
  readonly left: readonly string[];
  /** All other doings. */
  readonly rest: readonly Exclude<Doing, { do: 'make-link' }>[];
}

export function movedLinks(doings: readonly Doing[], lower: Lower): MovedLinks {
  const made = doings.filter((doing) => doing.do === 'make-link');
  if (made.length === 0) return { moves: [], left: [], rest: doings.filter((doing) => doing.do !== 'make-link') };
  const deleted = doings.flatMap((doing) => (doing.do === 'delete' ? [doing.path] : []));
  const gone = deleted.flatMap((path) => {
    const entry = lower.lookUp(path);
    return entry?.type === 'link' ? [{ path, linkTarget: entry.linkTarget }] : [];
  });
  const folders = deleted.filter((path) => lower.lookUp(path)?.type === 'folder');
  const taken = new Set<string>();
  const isFree = (path: string, linkTarget: string): boolean =>
    !taken.has(path) && lower.lookUp(path)?.linkTarget === linkTarget && lower.lookUp(path)?.type === 'link';
  const moves: { from: string; to: string }[] = [];
  const take = (link: (typeof made)[number], from: string | undefined): boolean => {
    if (from === undefined) return false;
    taken.add(from);
    moves.push({ from, to: link.path });
    return true;
  };
  /** The same name first: of several equal links each shall be the one that a reader takes it for. */
  const unnamed = made.filter((link) => {
    const mine = [...gone.map(({ path }) => path).filter((path) => nameOf(path) === nameOf(link.path)), ...inDeleted(link.path)];
    return !take(
      link,
      mine.find((path) => isFree(path, link.linkTarget)),
    );
  });
  const left = unnamed.filter((link) => !take(link, gone.find(({ path }) => isFree(path, link.linkTarget))?.path));
  return {
    moves,
    left: left.map(({ path }) => path),
    rest: doings.filter(
      (doing): doing is MovedLinks['rest'][number] =>
        doing.do !== 'make-link' && !(doing.do === 'delete' && taken.has(doing.path)),
    ),
  };

  /** Taken out of a folder that was deleted afterwards. */
  function inDeleted(path: string): string[] {
    return folders.map((folder) => `${folder}/${nameOf(path)}`);
  }
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
