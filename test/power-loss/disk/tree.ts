// A file system in memory: objects by number, changed by entries and by nothing else, so that a log of entries can make it again.
import { createHash } from 'node:crypto';
import type { Born, Entry, Kind } from './entries.ts';

export const ROOT = 1;
const SECTOR = 512;

export interface Inode {
  readonly ino: number;
  readonly kind: Kind;
  mode: number;
  uid: number;
  gid: number;
  readonly rdev: number;
  readonly target: string;
  nlink: number;
  mtimeNs: bigint;
  ctimeNs: bigint;
  size: number;
  /** At least `size` long. */
  data: Buffer;
  readonly names: Map<string, number>;
}

export type Tree = Map<number, Inode>;

export function emptyTree(): Tree {
  const root = born(
    { ino: ROOT, kind: 'folder', mode: 0o40755, uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0, rdev: 0 },
    0n,
  );
  return new Map([[ROOT, { ...root, nlink: 1 }]]);
}

const born = (of: Born, atNs: bigint): Inode => ({
  ...{ ino: of.ino, kind: of.kind, mode: of.mode, uid: of.uid, gid: of.gid, rdev: of.rdev, target: of.target ?? '' },
  ...{ nlink: 0, mtimeNs: atNs, ctimeNs: atNs, size: 0, data: Buffer.alloc(0), names: new Map<string, number>() },
});

export function copyOf(tree: Tree): Tree {
  const copy: Tree = new Map();
  for (const [ino, node] of tree)
    copy.set(ino, { ...node, data: Buffer.from(node.data.subarray(0, node.size)), names: new Map(node.names) });
  return copy;
}

/** `sectors`: of a write, only these sectors of the file arrive. Entries about objects that never came to be do nothing. */
export function apply(tree: Tree, entry: Entry, sectors?: ReadonlySet<number>): void {
  switch (entry.kind) {
    case 'names':
      return applyNames(tree, entry);
    case 'write': {
      const node = tree.get(entry.ino);
      if (node) write(node, entry, sectors);
      return;
    }
    case 'size': {
      const node = tree.get(entry.ino);
      if (node) resize(node, entry.size, entry.atNs);
      return;
    }
    case 'attributes': {
      const node = tree.get(entry.ino);
      if (node) Object.assign(node, entry.to, { ctimeNs: entry.atNs });
      return;
    }
    case 'sync':
    case 'mark':
  }
}

function applyNames(tree: Tree, entry: Extract<Entry, { kind: 'names' }>): void {
  if (entry.born && !tree.has(entry.born.ino)) tree.set(entry.born.ino, born(entry.born, entry.atNs));
  for (const { folder: at, name, ino } of entry.slots) {
    const folder = tree.get(at);
    if (!folder) continue;
    const before = tree.get(folder.names.get(name) ?? 0);
    if (before) before.nlink--;
    folder.names.delete(name);
    folder.mtimeNs = folder.ctimeNs = entry.atNs;
    const now = ino === undefined ? undefined : tree.get(ino);
    if (!now) continue;
    folder.names.set(name, now.ino);
    now.nlink++;
  }
  for (const ino of entry.about) {
    const node = tree.get(ino);
    if (node) node.ctimeNs = entry.atNs;
  }
}

function write(node: Inode, entry: Extract<Entry, { kind: 'write' }>, sectors: ReadonlySet<number> | undefined): void {
  const { offset, data, atNs } = entry;
  for (const part of sectors ? partsOf(offset, data.length, sectors) : [{ from: offset, to: offset + data.length }]) {
    grow(node, part.to);
    data.copy(node.data, part.from, part.from - offset, part.to - offset);
    node.size = Math.max(node.size, part.to);
  }
  node.mtimeNs = node.ctimeNs = atNs;
}

export const sectorsOf = (offset: number, length: number): number[] => {
  const first = Math.floor(offset / SECTOR);
  return Array.from({ length: Math.ceil((offset + length) / SECTOR) - first }, (_, n) => first + n);
};

const partsOf = (offset: number, length: number, sectors: ReadonlySet<number>): { from: number; to: number }[] =>
  sectorsOf(offset, length)
    .filter((sector) => sectors.has(sector))
    .map((sector) => ({ from: Math.max(offset, sector * SECTOR), to: Math.min(offset + length, (sector + 1) * SECTOR) }));

function grow(node: Inode, size: number): void {
  if (node.data.length >= size) return;
  const bigger = Buffer.alloc(Math.max(size, node.data.length * 2));
  node.data.copy(bigger, 0, 0, node.size);
  node.data = bigger;
}

function resize(node: Inode, size: number, atNs: bigint): void {
  grow(node, size);
  // What is cut off must not come back when the file grows again.
  if (size < node.size) node.data.fill(0, size, node.size);
  node.size = size;
  node.mtimeNs = node.ctimeNs = atNs;
}

/** What a file system check leaves: only what has a name, with its names counted. */
export function onlyReachable(tree: Tree): Tree {
  const found: Tree = new Map();
  const walk = (node: Inode): void => {
    node.nlink++;
    if (found.has(node.ino)) return;
    found.set(node.ino, node);
    for (const ino of node.names.values()) walk(tree.get(ino)!);
  };
  for (const node of tree.values()) node.nlink = 0;
  walk(tree.get(ROOT)!);
  return found;
}

/** Equal for disks on which every program would see the same, but for what SQLite makes anew at each start. */
export function digestOf(tree: Tree): string {
  const hash = createHash('sha256');
  const walk = (node: Inode, path: string): void => {
    hash.update(`${path} ${node.ino} ${node.mode} ${node.uid} ${node.gid} ${node.mtimeNs} ${node.size} ${node.target}\n`);
    if (!path.endsWith('-shm')) hash.update(node.data.subarray(0, node.size));
    for (const name of [...node.names.keys()].sort()) walk(tree.get(node.names.get(name)!)!, `${path}/${name}`);
  };
  walk(tree.get(ROOT)!, '');
  return hash.digest('hex');
}
