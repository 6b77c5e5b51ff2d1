// A guest's list of entries as a tree, or why it is none.
import type { Entry, Refusal } from './entry.ts';

export interface Node {
  readonly name: string;
  readonly entry: Entry;
  readonly children: Map<string, Node>;
}

/** More than any honest command makes in one go; more is split by the model. */
const MOST_ENTRIES = 200_000;
const MOST_PATH_BYTES = 4_096;
const MOST_NAME_BYTES = 255;
const SETUID_SETGID = 0o6000;

export type ReadTree =
  { readonly kind: 'tree'; readonly top: Node } | { readonly kind: 'refused'; readonly refusals: readonly Refusal[] };

/** Entries may come in any order. Everything that is wrong is named, the first hundred of it. */
export function readTree(entries: readonly Entry[]): ReadTree {
  if (entries.length > MOST_ENTRIES)
    return {
      kind: 'refused',
      refusals: [{ path: '', why: `${entries.length} changed files at once; at most ${MOST_ENTRIES} are taken` }],
    };
  const top: Node = { name: '', entry: TOP, children: new Map() };
  const nodes = new Map<string, Node>([['', top]]);
  const refusals: Refusal[] = [];
  for (const entry of [...entries].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))) {
    const cut = entry.path.lastIndexOf('/');
    const parent = nodes.get(cut < 0 ? '' : entry.path.slice(0, cut));
    const name = entry.path.slice(cut + 1);
    const why = wrongPath(entry.path) ?? wrongPlace({ parent, name, entry });
    if (why !== undefined) refusals.push({ path: entry.path.slice(0, MOST_PATH_BYTES), why });
    else {
      const node: Node = { name, entry, children: new Map() };
      parent!.children.set(name, node);
      nodes.set(entry.path, node);
    }
    if (refusals.length === 100) break;
  }
  return refusals.length > 0 ? { kind: 'refused', refusals } : { kind: 'tree', top };
}

const TOP: Entry = { path: '', type: 'folder', mode: 0o755, size: 0, mtimeNs: '0' };

function wrongPath(path: string): string | undefined {
  if (Buffer.byteLength(path) > MOST_PATH_BYTES) return `its path is longer than ${MOST_PATH_BYTES} bytes`;
  for (const name of path.split('/')) {
    if (name === '' || name === '.' || name === '..') return 'this is no path in the folder';
    if (name.includes('\0') || !name.isWellFormed()) return 'its name is no text';
    if (Buffer.byteLength(name) > MOST_NAME_BYTES) return `a name in it is longer than ${MOST_NAME_BYTES} bytes`;
  }
  return undefined;
}

function wrongPlace({ parent, name, entry }: { parent: Node | undefined; name: string; entry: Entry }): string | undefined {
  if (parent?.entry.type !== 'folder') return 'it lies in no folder of the list';
  if (parent.children.has(name)) return 'it is listed twice';
  if (entry.type !== 'whiteout' && (entry.mode & SETUID_SETGID) !== 0 && entry.type === 'file')
    return 'programs that run with another user’s rights stay in the sandbox';
  return undefined;
}
