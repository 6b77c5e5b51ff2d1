// The disk after a power cut: which entries of the log are on it, and what is made of them.
//
// Promised is what was fsynced, and nothing else: the content of a file by an fsync of the file, a name by an fsync of its folder, and
// not the name of a new file by an fsync of the file. Two things are taken for granted, as every journaling file system gives them: one
// step on names (a rename across two folders) is there whole or not at all, and steps on one object or one name keep their order.
// What was not promised is on the disk by chance, and `chance` says how it fell.
import type { Entry } from './entries.ts';
import { apply, copyOf, onlyReachable, sectorsOf, type Tree } from './tree.ts';

export type Chance =
  /** Nothing more than what was promised. */
  | { readonly kind: 'nothing' }
  /** All of it, as after the death of the process alone. */
  | { readonly kind: 'everything' }
  /** All but the newest so many. */
  | { readonly kind: 'all-but'; readonly last: number }
  /** All names and attributes, but no content: files with the right name and nothing in them. */
  | { readonly kind: 'names' }
  /** All content, and no name. */
  | { readonly kind: 'content' }
  /** All, but of the last write only every other sector. */
  | { readonly kind: 'torn' }
  /** Each step by the toss of a coin, each write by sectors. */
  | { readonly kind: 'random'; readonly seed: number };

/** Index of each entry that is on the disk → all of it, or these sectors. */
type Survivors = Map<number, true | ReadonlySet<number>>;

export interface Recording {
  readonly base: Tree;
  readonly entries: readonly Entry[];
}

/** The power fails just before entry `cut` is done. */
export function diskAfter({ base, entries }: Recording, cut: number, chance: Chance): Tree {
  const survivors = survivorsOf(entries, cut, chance);
  const tree = copyOf(base);
  for (const [index, entry] of entries.entries()) {
    const there = survivors.get(index);
    if (there) apply(tree, entry, there === true ? undefined : there);
  }
  return onlyReachable(tree);
}

export function survivorsOf(entries: readonly Entry[], cut: number, chance: Chance): Survivors {
  const promised: Survivors = new Map();
  let pending: number[] = [];
  for (let index = 0; index < cut; index++) {
    const entry = entries[index]!;
    if (entry.kind === 'mark') continue;
    if (entry.kind !== 'sync') pending.push(index);
    else {
      for (const one of pending) if (isOf(entries[one]!, entry)) keep(entries, pending, promised, one);
      pending = pending.filter((one) => !promised.has(one));
    }
  }
  return byChance(entries, { promised, pending }, chance);
}

/** True for what an fsync puts on the disk. */
function isOf(entry: Entry, sync: Extract<Entry, { kind: 'sync' }>): boolean {
  switch (entry.kind) {
    case 'names':
      return entry.slots.some((slot) => slot.folder === sync.ino);
    case 'write':
    case 'size':
      return entry.ino === sync.ino;
    case 'attributes':
      return entry.ino === sync.ino && !sync.dataOnly;
    case 'sync':
    case 'mark':
      return false;
  }
}

/** A step on names takes the earlier ones on the same objects and the same names along. */
function keep(entries: readonly Entry[], pending: readonly number[], kept: Survivors, index: number): void {
  if (kept.has(index)) return;
  kept.set(index, true);
  const entry = entries[index]!;
  if (entry.kind !== 'names') return;
  for (const earlier of pending) {
    if (earlier >= index) return;
    const before = entries[earlier]!;
    if (before.kind === 'names' && isBefore(before, entry)) keep(entries, pending, kept, earlier);
  }
}

type Names = Extract<Entry, { kind: 'names' }>;
const isBefore = (before: Names, entry: Names): boolean =>
  before.about.some((ino) => entry.about.includes(ino)) ||
  before.slots.some((a) => entry.slots.some((b) => a.folder === b.folder && a.name === b.name));

function byChance(entries: readonly Entry[], of: { promised: Survivors; pending: readonly number[] }, chance: Chance): Survivors {
  const { promised, pending } = of;
  const kept: Survivors = new Map(promised);
  const take = (some: readonly number[]): void => some.forEach((index) => keep(entries, pending, kept, index));
  switch (chance.kind) {
    case 'nothing':
      break;
    case 'everything':
      take(pending);
      break;
    case 'all-but':
      take(pending.slice(0, -chance.last));
      break;
    case 'names':
      take(pending.filter((index) => ['names', 'attributes'].includes(entries[index]!.kind)));
      break;
    case 'content':
      take(pending.filter((index) => ['write', 'size'].includes(entries[index]!.kind)));
      break;
    case 'torn': {
      take(pending);
      const last = pending.findLast((index) => entries[index]!.kind === 'write');
      if (last !== undefined)
        kept.set(
          last,
          sectorsWhere(entries[last]!, (n) => n % 2 === 0),
        );
      break;
    }
    case 'random': {
      const random = randomFrom(chance.seed);
      for (const index of pending) {
        const coin = random();
        if (entries[index]!.kind === 'write' && coin < 0.3)
          kept.set(
            index,
            sectorsWhere(entries[index]!, () => random() < 0.5),
          );
        else if (coin < 0.6) keep(entries, pending, kept, index);
      }
    }
  }
  return kept;
}

function sectorsWhere(entry: Entry, wanted: (n: number) => boolean): ReadonlySet<number> {
  if (entry.kind !== 'write') return new Set();
  return new Set(sectorsOf(entry.offset, entry.data.length).filter((_, n) => wanted(n)));
}

/** Numbers from 0 to 1 that a seed makes again (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
