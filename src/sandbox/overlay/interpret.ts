// What a command did to a folder, read from the upper layer of the overlay that it saw. The list is a guest's and may be forged: whatever it
// says, the answer names only paths inside the folder, each source once, and nothing that the lower layer does not have.
import type { Doing, Entry, Lower, LowerEntry, Refusal } from './entry.ts';
import { readTree, type Node } from './entry-tree.ts';

export type Interpreted =
  | { readonly kind: 'doings'; readonly doings: readonly Doing[] }
  /** Nothing of it is done. */
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[] };

interface Claim {
  readonly from: string;
  readonly node: Node;
  /** Where the lower object of the same place would be; undefined where the folder around it has no lower one. */
  readonly place: string | undefined;
}

export function interpret(entries: readonly Entry[], lower: Lower): Interpreted {
  const tree = readTree(entries);
  if (tree.kind === 'refused') return tree;
  const reading = readAll(tree.top, lower);
  if (reading.refusals.length > 0) return { kind: 'refused', refusals: reading.refusals };
  return settle(reading);
}

interface Reading {
  /** Lower paths that no longer show at their own place. */
  readonly hidden: Set<string>;
  /** Objects of the lower layer that show somewhere. */
  readonly claims: Claim[];
  readonly made: Doing[];
  readonly refusals: Refusal[];
}

function readAll(top: Node, lower: Lower): Reading {
  const reading: Reading = { hidden: new Set(), claims: [], made: [], refusals: [] };
  readFolder(top, '', { lower, ...reading });
  return reading;
}

type Reader = Reading & { readonly lower: Lower };

/** `from`: the lower folder that shows through here, if any. */
function readFolder(folder: Node, from: string | undefined, r: Reader): void {
  for (const node of folder.children.values()) {
    const place = from === undefined ? undefined : join(from, node.name);
    const below = place === undefined ? undefined : r.lower.lookUp(place);
    try {
      READ[node.entry.type](node, { from, place, below }, r);
    } catch (error) {
      if (!(error instanceof Forged)) throw error;
      r.refusals.push({ path: node.entry.path, why: error.message });
    }
  }
}

/** What no honest overlay makes. */
class Forged extends Error {}

interface Where {
  readonly from: string | undefined;
  readonly place: string | undefined;
  readonly below: LowerEntry | undefined;
}

const READ: Record<Entry['type'], (node: Node, where: Where, r: Reader) => void> = {
  whiteout(_, { place, below }, r) {
    if (below) r.hidden.add(place!);
  },

  link({ entry }, { place, below }, r) {
    if (entry.linkTarget === undefined) throw new Forged('it is a link to nothing');
    if (below?.type === 'link' && below.linkTarget === entry.linkTarget) return;
    if (below) r.hidden.add(place!);
    r.made.push({ do: 'make-link', path: entry.path, linkTarget: entry.linkTarget });
  },

  folder(node, { from, place, below }, r) {
    const { entry } = node;
    const source = entry.opaque
      ? undefined
      : entry.redirect !== undefined
        ? target(entry.redirect, from)
        : below?.type === 'folder'
          ? place
          : undefined;
    if (source !== undefined && r.lower.lookUp(source)?.type !== 'folder')
      throw new Forged('it stands for a folder that is not there');
    if (below && source !== place) r.hidden.add(place!);
    if (source === undefined) r.made.push({ do: 'make-folder', path: entry.path, mode: entry.mode });
    else r.claims.push({ from: source, node, place });
    readFolder(node, source, r);
  },

  file(node, { from, place, below }, r) {
    const { entry } = node;
    let source =
      entry.redirect !== undefined ? target(entry.redirect, from) : entry.metacopy || below?.type === 'file' ? place : undefined;
    if (source === undefined || r.lower.lookUp(source)?.type !== 'file') {
      if (entry.metacopy) throw new Forged('it has the bytes of a file that is not there');
      source = undefined;
    }
    if (below && source !== place) r.hidden.add(place!);
    if (source === undefined) r.made.push({ do: 'make-file', path: entry.path, entry });
    else r.claims.push({ from: source, node, place });
  },

  other: ({ entry }, _, r) => {
    r.refusals.push({ path: entry.path, why: 'pipes, devices, sockets and names that are no text stay in the sandbox' });
  },
};

/** The lower path that a redirect names. */
function target(redirect: string, from: string | undefined): string {
  const isAbsolute = redirect.startsWith('/');
  const path = isAbsolute ? redirect.slice(1) : redirect;
  const names = path.split('/');
  if (names.some((name) => name === '' || name === '.' || name === '..' || name.includes('\0')))
    throw new Forged('it points nowhere');
  if (isAbsolute) return path;
  if (from === undefined || names.length > 1) throw new Forged('it points nowhere');
  return join(from, path);
}

const join = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);

/** Which claim of an object is the object itself, and which are copies of it; what is gone for good. */
function settle({ hidden, claims, made }: Reading): Interpreted {
  const carried = new Set(claims.filter(({ node }) => node.entry.type === 'folder').map(({ from }) => from));
  // A folder that shows somewhere is alive, with what is in it, even one that came out of a deleted folder: the nearest decides.
  const isUnderDead = (path: string): boolean => {
    const nearest = aboves(path).find((above) => carried.has(above) || hidden.has(above));
    return nearest !== undefined && !carried.has(nearest);
  };
  const isGone = (path: string): boolean => hidden.has(path) || isUnderDead(path);
  const taken = new Set<string>();
  const doings: Doing[] = [...made];
  const refusals: Refusal[] = [];
  const inPlace = (claim: Claim): boolean => claim.from === claim.place;
  for (const claim of [...claims.filter(inPlace), ...claims.filter((one) => !inPlace(one))]) {
    const { from, node } = claim;
    const { entry } = node;
    const isFolder = entry.type === 'folder';
    if (inPlace(claim) && !taken.has(from)) {
      if (isFolder) doings.push({ do: 'change-attributes', path: entry.path, entry });
      else doings.push({ do: entry.metacopy ? 'change-attributes' : 'change-file', path: entry.path, entry });
    } else if (!taken.has(from) && isGone(from)) doings.push({ do: 'move', from, to: entry.path, entry });
    else if (isFolder) {
      // No overlay shows one folder twice.
      refusals.push({ path: entry.path, why: 'it stands for a folder that is still in its place' });
      continue;
    } else doings.push({ do: 'copy', from, to: entry.path, entry });
    taken.add(from);
  }
  if (refusals.length > 0) return { kind: 'refused', refusals };
  const deleted = [...hidden].filter((path) => !taken.has(path) && !isUnderDead(path));
  return { kind: 'doings', doings: [...doings, ...deleted.map((path): Doing => ({ do: 'delete', path }))] };
}

/** The nearest first. */
function aboves(path: string): string[] {
  const found: string[] = [];
  for (let cut = path.lastIndexOf('/'); cut > 0; cut = path.lastIndexOf('/', cut - 1)) found.push(path.slice(0, cut));
  return found;
}
