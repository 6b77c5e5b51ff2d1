// The recorded disk: the live tree, the log of what is done to it, and what is made of both when the power fails.
import type { Entry, Kind } from './entries.ts';
import { type Chance, diskAfter, type Recording, survivorsOf } from './crash.ts';
import { apply, copyOf, digestOf, emptyTree, type Inode, type Tree } from './tree.ts';

export interface Recorder {
  /** Undefined for what is not there. */
  node(ino: number): Inode | undefined;
  nextIno(): number;
  /** Does it and writes it down. */
  do(entry: Entry): void;
  command(order: Order): unknown;
}

/** What a test asks for; `log` is the number that `record` answered. */
export type Order =
  | { readonly do: 'mark'; readonly text: string }
  /** What is there now counts as being on the disk for long; a new log begins. */
  | { readonly do: 'record' }
  | { readonly do: 'log'; readonly log: number }
  /** The disk becomes what it would be if the power had failed there. With `only` it stays, and the digest or what would be lost is answered. */
  | {
      readonly do: 'crash';
      readonly log: number;
      readonly cut: number;
      readonly chance: Chance;
      readonly only?: 'digest' | 'lost';
    };

/** One entry in few words: where a test may cut, and what a person reads. */
export interface Line {
  readonly kind: Entry['kind'];
  readonly words: string;
}

export function createRecorder(): Recorder {
  let tree: Tree = emptyTree();
  let last = 1;
  const logs: { base: Tree; entries: Entry[] }[] = [];
  const paths = new Map<number, string>();

  const nameOf = (ino: number): string => paths.get(ino) ?? `#${ino}`;
  const recordingOf = (log: number): Recording => logs[log]!;

  const remember = (entry: Entry): void => {
    if (entry.kind !== 'names') return;
    for (const { folder, name, ino } of entry.slots)
      if (ino !== undefined) paths.set(ino, `${folder === 1 ? '' : nameOf(folder)}/${name}`);
  };

  /** SQLite's shared memory is a file only by name: it is made anew by whoever opens the database first. */
  const isOfDisk = (entry: Entry): boolean => !('ino' in entry) || !nameOf(entry.ino).endsWith('-shm');

  return {
    node: (ino) => tree.get(ino),
    nextIno: () => ++last,
    do(entry) {
      apply(tree, entry);
      remember(entry);
      if (isOfDisk(entry)) logs.at(-1)?.entries.push(entry);
    },
    command(order) {
      switch (order.do) {
        case 'mark':
          logs.at(-1)?.entries.push({ kind: 'mark', text: order.text });
          return {};
        case 'record':
          logs.push({ base: copyOf(tree), entries: [] });
          return logs.length - 1;
        case 'log':
          return recordingOf(order.log).entries.map((entry): Line => ({ kind: entry.kind, words: wordsOf(entry, nameOf) }));
        case 'crash': {
          const recording = recordingOf(order.log);
          if (order.only === 'lost') return lostIn(recording, order).map((entry) => wordsOf(entry, nameOf));
          const disk = diskAfter(recording, order.cut, order.chance);
          if (order.only === undefined) tree = disk;
          return digestOf(disk);
        }
      }
    },
  };
}

/** What was done before the cut and is not on the disk, or not all of it. */
function lostIn({ entries }: Recording, { cut, chance }: { cut: number; chance: Chance }): Entry[] {
  const there = survivorsOf(entries, cut, chance);
  return entries.slice(0, cut).filter((entry, index) => !['sync', 'mark'].includes(entry.kind) && there.get(index) !== true);
}

function wordsOf(entry: Entry, nameOf: (ino: number) => string): string {
  switch (entry.kind) {
    case 'names':
      return entry.slots
        .map(({ folder, name, ino }) => `${ino === undefined ? 'no' : `#${ino} is`} ${nameOf(folder)}/${name}`)
        .join(', ');
    case 'write':
      return `${entry.data.length} bytes at ${entry.offset} of ${nameOf(entry.ino)}`;
    case 'size':
      return `${nameOf(entry.ino)} is ${entry.size} bytes long`;
    case 'attributes':
      return `${Object.keys(entry.to).join(', ')} of ${nameOf(entry.ino)}`;
    case 'sync':
      return `fsync of ${nameOf(entry.ino)}`;
    case 'mark':
      return entry.text;
  }
}

export const kindOfMode = (mode: number): Kind =>
  (mode & 0o170000) === 0o040000
    ? 'folder'
    : (mode & 0o170000) === 0o120000
      ? 'link'
      : (mode & 0o170000) === 0o100000
        ? 'file'
        : 'other';
