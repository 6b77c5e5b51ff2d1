// A job on a real folder whose every effect shows when it happened twice: appends, new files, moves with a swap, deletions.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Reply, ScriptedCall } from '../../src/demo/model-server/port.ts';
import { treeFacts } from '../../src/demo/tree-hash.ts';
import { createHash } from 'node:crypto';
import { call } from './scripts.ts';

/** Path below the folder → content. */
export type Tree = Map<string, string>;

const WORDS = [
  'Rechnung März',
  'Größenübersicht',
  'café',
  'cafe\u0301',
  '写真 2024',
  'Ελληνικά',
  'Список дел',
  'fiesta 🎉',
  'a  b',
  "it's",
];
const END = '— end of notes —\n';
const APPENDED = `${END}one more line, once\n`;

export interface Job {
  readonly name: string;
  readonly before: Tree;
  readonly after: Tree;
  /** The calls of the one step that changes things. */
  readonly calls: readonly ScriptedCall[];
  /** Where the many files go, below the folder. */
  readonly manyTo: string;
}

/** `many` small files are moved as well, by the first call: that takes long enough to be interrupted. */
export function makeJob(name: string, many = 0): Job {
  const before: Tree = new Map();
  for (let i = 0; i < 60; i += 1) before.set(`${WORDS[i % 10]} ${i}.txt`, `file ${i}\n`.repeat(i + 1));
  before.set('Notizen für später.md', `# Notes\n${END}`);
  before.set('links.txt', 'was on the left\n');
  before.set('rechts.txt', 'was on the right\n');
  for (let i = 0; i < many; i += 1) before.set(manyFrom(i), `${i}`);

  const root = `/folders/${name}`;
  const moved = [...before.keys()].filter((path) => /^[^/]* [1-4][0-9]\.txt$/.test(path));
  const deleted = [...before.keys()].filter((path) => / 5[0-9]\.txt$/.test(path));
  const after: Tree = new Map(before);
  for (const path of [...moved, ...deleted]) after.delete(path);
  for (const path of moved) after.set(`Sortiert/Ä/${path}`, before.get(path)!);
  after.set('links.txt', 'was on the right\n');
  after.set('rechts.txt', 'was on the left\n');
  after.set('Notizen für später.md', `# Notes\n${APPENDED}`);
  after.set('Neu/Übersicht.md', '# Übersicht\n\nEverything has its place.\n');
  for (let i = 0; i < many; i += 1) {
    after.delete(manyFrom(i));
    after.set(`Sortiert/viele/${baseOf(i)}`, `${i}`);
  }

  const moves = [
    ...moved.map((path) => ({ from: `${root}/${path}`, to: `${root}/Sortiert/Ä/` })),
    { from: `${root}/links.txt`, to: `${root}/rechts.txt` },
    { from: `${root}/rechts.txt`, to: `${root}/links.txt` },
    ...Array.from({ length: many }, (_, i) => ({ from: `${root}/${manyFrom(i)}`, to: `${root}/Sortiert/viele/` })),
  ];
  const calls = [
    call('move_files', { moves }),
    call('edit_file', { path: `${root}/Notizen für später.md`, old_text: END, new_text: APPENDED }),
    call('write_file', { path: `${root}/Neu/Übersicht.md`, content: after.get('Neu/Übersicht.md') }),
    call('delete_files', { paths: deleted.map((path) => `${root}/${path}`) }),
  ];
  return { name, before, after, calls, manyTo: 'Sortiert/viele' };
}

const baseOf = (i: number): string => `Stück ${String(i).padStart(5, '0')}.dat`;
const manyFrom = (i: number): string => `viele/${i % 7}/${baseOf(i)}`;

export function writeTree(folder: string, tree: Tree): void {
  const made = new Set<string>();
  for (const [path, content] of tree) {
    const file = join(folder, path);
    const parent = dirname(file);
    if (!made.has(parent)) mkdirSync(parent, { recursive: true });
    made.add(parent);
    writeFileSync(file, content);
  }
}

/** What lies in the folder that should not, what is missing, and what has another content; empty when all is as expected. */
export async function wrongIn(folder: string, expected: Tree): Promise<string[]> {
  const { files } = await treeFacts(folder);
  return [
    ...[...expected.keys()].filter((path) => !files.has(path)).map((path) => `missing: ${path}`),
    ...[...files.keys()].filter((path) => !expected.has(path)).map((path) => `strange: ${path}`),
    ...[...files]
      .filter(([path, hash]) => expected.has(path) && hash !== sha256(expected.get(path)!))
      .map(([path]) => `other content: ${path}`),
  ];
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The step that acts. `slow` streams its words over about that many ms. */
export const acting = (job: Job, slowMs = 0): Reply => ({
  text: 'Now I put everything in its place. '.repeat(slowMs === 0 ? 1 : 60),
  ...(slowMs === 0 ? {} : { chunkDelayMs: Math.ceil(slowMs / 100) }),
  toolCalls: job.calls,
});
