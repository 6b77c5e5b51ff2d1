// What the recorded disk holds after a power cut: what was fsynced, and beyond that what the given chance says.
import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Chance, diskAfter } from './crash.ts';
import type { Entry } from './entries.ts';
import { apply, copyOf, digestOf, emptyTree, type Inode, onlyReachable, ROOT, type Tree } from './tree.ts';

let base: Tree;
let live: Tree;
let entries: Entry[];
let clockNs: bigint;
beforeEach(() => {
  base = emptyTree();
  live = copyOf(base);
  entries = [];
  clockNs = 1n;
});

const done = (entry: Entry): void => {
  apply(live, entry);
  entries.push(entry);
};
const make = (ino: number, name: string, folder = ROOT, kind: 'file' | 'folder' = 'file'): void =>
  done({
    kind: 'names',
    slots: [{ folder, name, ino }],
    about: [ino],
    born: { ino, kind, mode: kind === 'file' ? 0o100644 : 0o040755, uid: 0, gid: 0, rdev: 0 },
    atNs: clockNs++,
  });
const write = (ino: number, text: string, offset = 0): void =>
  done({ kind: 'write', ino, offset, data: Buffer.from(text), atNs: clockNs++ });
const sync = (ino: number): void => done({ kind: 'sync', ino, dataOnly: false });
const move = (ino: number, from: [number, string], to: [number, string], over: number[] = []): void =>
  done({
    kind: 'names',
    slots: [
      { folder: from[0], name: from[1], ino: undefined },
      { folder: to[0], name: to[1], ino },
    ],
    about: [ino, ...over],
    atNs: clockNs++,
  });

const NOTHING: Chance = { kind: 'nothing' };
const EVERYTHING: Chance = { kind: 'everything' };
const after = (chance: Chance, cut = entries.length): string[] => pathsOf(diskAfter({ base, entries }, cut, chance));

function pathsOf(tree: Tree): string[] {
  const walk = (node: Inode, path: string): string[] =>
    node.kind === 'folder'
      ? [...node.names].sort().flatMap(([name, ino]) => walk(tree.get(ino)!, `${path}/${name}`))
      : [`${path} ${node.data.toString('utf8', 0, node.size)}`];
  return walk(tree.get(ROOT)!, '');
}

describe('a power cut', () => {
  it('leaves no name whose folder was not fsynced, whatever was done for its content', () => {
    make(2, 'a');
    write(2, 'alpha');
    sync(2);
    expect(after(NOTHING)).toEqual([]);
    sync(ROOT);
    expect(after(NOTHING)).toEqual(['/a alpha']);
    expect(after(NOTHING, entries.length - 1)).toEqual([]);
  });

  it('leaves no content that was not fsynced, whatever was done for the name', () => {
    make(2, 'a');
    write(2, 'alpha');
    sync(ROOT);
    expect(after(NOTHING)).toEqual(['/a ']);
    expect(after({ kind: 'content' })).toEqual(['/a alpha']);
  });

  it('leaves a file in a new folder only with the name of that folder', () => {
    make(2, 'folder', ROOT, 'folder');
    make(3, 'a', 2);
    sync(2);
    expect(after(NOTHING)).toEqual([]);
    sync(ROOT);
    expect(after(NOTHING)).toEqual(['/folder/a ']);
  });

  it('leaves a rename across folders whole or undone, and with it what was done to the same file and name before', () => {
    make(2, 'from', ROOT, 'folder');
    make(3, 'to', ROOT, 'folder');
    make(4, 'a', 2);
    for (const ino of [2, ROOT]) sync(ino);
    move(4, [2, 'a'], [2, 'b']);
    move(4, [2, 'b'], [3, 'c']);
    expect(after(NOTHING)).toEqual(['/from/a ']);
    sync(3);
    expect(after(NOTHING)).toEqual(['/to/c ']);
  });

  it('keeps a second name of a file that is replaced, when it was made before', () => {
    make(2, 'kept', ROOT, 'folder');
    make(3, 'new', ROOT);
    make(4, 'old', ROOT);
    write(4, 'precious');
    for (const ino of [4, ROOT]) sync(ino);
    done({ kind: 'names', slots: [{ folder: 2, name: 'copy', ino: 4 }], about: [4], atNs: clockNs++ });
    move(3, [ROOT, 'new'], [ROOT, 'old'], [4]);
    expect(after(NOTHING)).toEqual(['/new ', '/old precious']);
    sync(ROOT);
    expect(after(NOTHING)).toEqual(['/kept/copy precious', '/old ']);
  });

  it('tears a write at its sectors, and loses the newest steps, as it is told', () => {
    make(2, 'a');
    sync(ROOT);
    write(2, 'x'.repeat(2048));
    expect(after({ kind: 'torn' })).toEqual([`/a ${'x'.repeat(512)}${'\0'.repeat(512)}${'x'.repeat(512)}`]);
    expect(after({ kind: 'all-but', last: 1 })).toEqual(['/a ']);
  });

  it('that loses nothing leaves the disk as it was, and one seed falls one way', () => {
    make(2, 'folder', ROOT, 'folder');
    for (let n = 0; n < 40; n++) {
      make(10 + n, `f${n}`, n % 2 === 0 ? ROOT : 2);
      write(10 + n, `content ${n}`);
      if (n % 3 === 0) sync(10 + n);
      if (n % 4 === 0) move(10 + n, [ROOT, `f${n}`], [2, `moved${n}`]);
    }
    const digest = (chance: Chance): string => digestOf(diskAfter({ base, entries }, entries.length, chance));
    expect(digest(EVERYTHING)).toBe(digestOf(onlyReachable(copyOf(live))));
    expect(digest({ kind: 'random', seed: 1 })).toBe(digest({ kind: 'random', seed: 1 }));
    expect(digest({ kind: 'random', seed: 1 })).not.toBe(digest({ kind: 'random', seed: 2 }));
  });
});
