// Where each file belongs, decided from a listing alone: by type and year (receipts: month), copies aside, hidden files and links left alone.
import type { SeenFile } from './read-listing.ts';

interface Move {
  readonly from: string;
  readonly to: string;
}

export interface MovePlan {
  readonly moves: readonly Move[];
  readonly duplicates: readonly string[];
  /** Hidden files, and what is of no known type. */
  readonly leftAlone: readonly string[];
}

const KINDS: readonly (readonly [folder: string, types: readonly string[]])[] = [
  ['Pictures', ['png', 'svg', 'jpg', 'gif', 'webp']],
  ['Documents', ['pdf', 'docx', 'odt']],
  ['Notes', ['txt', 'md']],
  ['Tables', ['csv', 'xlsx', 'json']],
  ['Archives', ['zip', 'tar', 'gz']],
  ['Sound', ['wav', 'mp3', 'ogg']],
  ['Web pages', ['html', 'htm']],
];
const COPY = /( \(\d+\)| - Copy| copy)$/u;

/** `receipts`: paths that a search found to be receipts. Pure; targets are unlike each other on any file system. */
export function planMoves(files: readonly SeenFile[], root: string, receipts: ReadonlySet<string>): MovePlan {
  const duplicates = copiesIn(files);
  const taken = new Set(files.map((file) => fold(file.path)));
  const moves: Move[] = [];
  const leftAlone: string[] = [];
  for (const file of files) {
    const folder = folderFor(file, { root, receipts, duplicates });
    if (folder === undefined) leftAlone.push(file.path);
    else moves.push({ from: file.path, to: freeName(file.path, `${root}/${folder}`, taken) });
  }
  return { moves, duplicates: [...duplicates], leftAlone };
}

function folderFor(
  file: SeenFile,
  known: { root: string; receipts: ReadonlySet<string>; duplicates: ReadonlySet<string> },
): string | undefined {
  const below = file.path.slice(known.root.length + 1);
  if (below.split('/').some((part) => part.startsWith('.'))) return undefined;
  if (known.duplicates.has(file.path)) return 'Duplicates';
  if (known.receipts.has(file.path)) return `Receipts/${file.month}`;
  const type = typeOf(file.path);
  const kind = KINDS.find(([, types]) => types.includes(type));
  return kind && `${kind[0]}/${file.month.slice(0, 4)}`;
}

/** "a (1).pdf" beside an "a.pdf" of the same size is a copy of it. */
function copiesIn(files: readonly SeenFile[]): Set<string> {
  const sizes = new Map(files.map((file) => [file.path, file.bytes]));
  return new Set(
    files
      .filter((file) => {
        const type = typeOf(file.path);
        const stem = file.path.slice(0, -type.length - 1);
        return COPY.test(stem) && sizes.get(`${stem.replace(COPY, '')}.${type}`) === file.bytes;
      })
      .map((file) => file.path),
  );
}

/** Two files of one name from two folders: the second says where it came from. */
function freeName(from: string, folder: string, taken: Set<string>): string {
  const name = from.slice(from.lastIndexOf('/') + 1);
  const origin = from.split('/').at(-2) ?? '';
  const type = typeOf(from);
  const stem = name.slice(0, -type.length - 1);
  for (let n = 0; ; n += 1) {
    const extra = n === 0 ? '' : n === 1 ? ` (from ${origin})` : ` (from ${origin} ${n})`;
    const to = `${folder}/${stem}${extra}.${type}`;
    if (taken.has(fold(to))) continue;
    taken.add(fold(to));
    return to;
  }
}

const fold = (path: string): string => path.normalize('NFC').toLowerCase();
const typeOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1);
