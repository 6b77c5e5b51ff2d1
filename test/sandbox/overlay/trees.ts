// Folders as text, random folders, and random commands in them.
import {
  appendFileSync,
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Lower, LowerEntry } from '../../../src/sandbox/overlay/entry.ts';

/**
 * Every entry in a line: kind, mode, content or target, and of files the date to the second: Node sets dates as doubles, which are not the
 * same to the last digits.
 */
export function treeOf(folder: string, below = ''): string[] {
  return readdirSync(join(folder, below))
    .sort()
    .flatMap((name) => {
      const path = join(below, name);
      const full = join(folder, path);
      const seen = lstatSync(full);
      const mode = (seen.mode & 0o7777).toString(8);
      if (seen.isDirectory()) return [`${path}/ ${mode}`, ...treeOf(folder, path)];
      if (seen.isSymbolicLink()) return [`${path} -> ${readlinkSync(full)}`];
      return [`${path} ${mode} ${Math.round(seen.mtimeMs / 1_000)} ${readFileSync(full, 'utf8')}`];
    });
}

export const lowerOf = (folder: string): Lower => ({
  lookUp(path): LowerEntry | undefined {
    const full = join(folder, path);
    const seen = lstatSync(full, { bigint: true, throwIfNoEntry: false });
    if (!seen) return undefined;
    const type = seen.isFile() ? 'file' : seen.isDirectory() ? 'folder' : seen.isSymbolicLink() ? 'link' : 'other';
    return {
      type,
      mode: Number(seen.mode & 0o7777n),
      mtimeNs: String(seen.mtimeNs),
      ...(type === 'link' ? { linkTarget: readlinkSync(full) } : {}),
    };
  },
});

type Random = () => number;
const pick = <T>(list: readonly T[], random: Random): T => list[Math.floor(random() * list.length)]!;
const NAMES = ['a', 'b', 'c', 'd', 'Ärger', 'x y'];

export function growTree(folder: string, random: Random, depth = 0): void {
  for (const name of NAMES) {
    const chance = random();
    const path = join(folder, name);
    if (chance < 0.35) writeFileSync(path, `${name} ${Math.floor(random() * 100)}`);
    else if (chance < 0.42) symlinkSync(pick(NAMES, random), path);
    else if (chance < 0.75 && depth < 3) {
      mkdirSync(path);
      growTree(path, random, depth + 1);
    }
    if (chance < 0.35) utimesSync(path, 0, 1_600_000_000 + Math.floor(random() * 1e6));
  }
}

/** A few system calls, as a script makes them; one that the system refuses is left out. */
export function runCommand(folder: string, random: Random): string[] {
  const done: string[] = [];
  for (let n = 1 + Math.floor(random() * 12); n > 0; n -= 1) {
    const all = pathsIn(folder);
    const some = all.length > 0 ? pick(all, random) : 'a';
    const inFolder = ['', ...all.filter((path) => lstatSync(join(folder, path)).isDirectory())];
    const other = random() < 0.3 && all.length > 0 ? pick(all, random) : join(pick(inFolder, random), pick(NAMES, random));
    const [does, work] = pick(CALLS, random);
    try {
      work(join(folder, some), join(folder, other), random);
      done.push(`${does} ${some} ${other}`);
    } catch (error) {
      if (!(typeof error === 'object' && error !== null && 'syscall' in error)) throw error;
    }
  }
  return done;
}

const pathsIn = (folder: string): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();

const CALLS: readonly (readonly [string, (a: string, b: string, random: Random) => void])[] = [
  ['rename', renameSync],
  ['rename', renameSync],
  ['rename', renameSync],
  [
    'swap',
    (a, b) => {
      renameSync(a, `${a}.swap`);
      try {
        renameSync(b, a);
      } catch (error) {
        renameSync(`${a}.swap`, a);
        throw error;
      }
      renameSync(`${a}.swap`, b);
    },
  ],
  ['write', (_, b, random) => writeFileSync(b, `new ${random()}`)],
  ['append', (a) => appendFileSync(a, '+')],
  ['same bytes', (a) => writeFileSync(a, readFileSync(a))],
  ['truncate', (a) => truncateSync(a, 1)],
  ['remove', (a) => rmSync(a, { recursive: true })],
  ['make folder', (_, b) => mkdirSync(b)],
  ['link', (a, b) => linkSync(a, b)],
  ['symlink', (a, b) => symlinkSync(a.slice(a.lastIndexOf('/') + 1), b)],
  [
    'mode',
    (a, _, random) =>
      chmodSync(a, lstatSync(a).isDirectory() ? pick([0o755, 0o700], random) : pick([0o644, 0o600, 0o755], random)),
  ],
  ['date', (a, _, random) => utimesSync(a, 0, 1_500_000_000 + Math.floor(random() * 1e6))],
];
