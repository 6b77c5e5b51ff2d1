// The same work on files three ways: as a plain command, as a loop of system calls that is safe against power loss, and as a draft.
import { execFileSync } from 'node:child_process';
import { closeSync, fsyncSync, lstatSync, mkdirSync, openSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DraftOp } from '../src/files/port.ts';

export interface FileWork {
  readonly name: string;
  /** The plain command, in words. */
  readonly plainly: string;
  readonly looped: string;
  /** Files and folders that must be there before. */
  prepare(root: string): void;
  plain(root: string): void;
  loop(root: string): void;
  /** Only the calls that a change set makes of each file of such a work, without what it plans, compares and writes down. */
  calls?(root: string): void;
  draft(modelRoot: string): DraftOp[];
  /** How many files are where the work puts them. */
  done(root: string): number;
}

/** Files of one target folder. */
const IN_A_FOLDER = 100;
const CONTENT = 'A line of a small document, as there are many.\n'.repeat(20);

export const fileWorks = (files: number): FileWork[] => [moving(files), writing(files)];

function moving(files: number): FileWork {
  const names = namesOf(files);
  return {
    ...{ name: 'move', plainly: 'mv, one call a folder', looped: 'rename(2), one fsync a folder' },
    prepare(root) {
      makeFolders(root, files);
      for (const name of names) writeFileSync(join(root, name), CONTENT);
    },
    plain(root) {
      for (let at = 0; at < files; at += IN_A_FOLDER)
        execFileSync('mv', ['-t', folderOf(at), '--', ...names.slice(at, at + IN_A_FOLDER)], { cwd: root });
    },
    loop(root) {
      for (const [n, name] of names.entries()) renameSync(join(root, name), join(root, folderOf(n), name));
      syncFolders(root, files);
    },
    calls: (root) => lookAndMove(root, names),
    draft: (root) =>
      names.map((name, n) => ({ op: 'move', from: `${root}/${name}`, to: `${root}/${folderOf(n)}/${name}`, replace: false })),
    done: (root) => countIn(root, files),
  };
}

/** Each file is looked at when the set is frozen, before the decision, and before and after it is moved; folders are held open. */
function lookAndMove(root: string, names: readonly string[]): void {
  const folders = ['.', ...foldersOf(names.length)].map((name) => openSync(join(root, name), 'r'));
  const at = (folder: number, name: string): string => `/proc/self/fd/${folders[folder]}/${name}`;
  const look = (path: string): void => void lstatSync(path, { bigint: true, throwIfNoEntry: false });
  for (const [n, name] of names.entries()) {
    const [from, to] = [at(0, name), at(1 + Math.floor(n / IN_A_FOLDER), name)];
    for (const path of [from, from, to]) look(path);
    renameSync(from, to);
    look(to);
  }
  for (const folder of folders) {
    fsyncSync(folder);
    closeSync(folder);
  }
}

function writing(files: number): FileWork {
  const names = namesOf(files);
  return {
    ...{ name: 'write', plainly: 'cp -r of the same files', looped: 'write and fsync each, one fsync a folder' },
    prepare(root) {
      makeFolders(root, files);
      makeFolders(sourceOf(root), files);
      for (const [n, name] of names.entries()) writeFileSync(join(sourceOf(root), folderOf(n), name), CONTENT);
    },
    plain: (root) => void execFileSync('cp', ['-r', `${sourceOf(root)}/.`, root]),
    loop(root) {
      for (const [n, name] of names.entries()) writeFileSync(join(root, folderOf(n), name), CONTENT, { flush: true });
      syncFolders(root, files);
    },
    draft: (root) => names.map((name, n) => ({ op: 'write', path: `${root}/${folderOf(n)}/${name}`, content: CONTENT })),
    done: (root) => countIn(root, files),
  };
}

const namesOf = (files: number): string[] => Array.from({ length: files }, (_, n) => `document ${n}.txt`);
const folderOf = (n: number): string => `sorted-${Math.floor(n / IN_A_FOLDER)}`;
const sourceOf = (root: string): string => `${root}-source`;
const foldersOf = (files: number): string[] =>
  Array.from({ length: Math.ceil(files / IN_A_FOLDER) }, (_, n) => folderOf(n * IN_A_FOLDER));

function makeFolders(root: string, files: number): void {
  for (const folder of foldersOf(files)) mkdirSync(join(root, folder), { recursive: true });
}

function syncFolders(root: string, files: number): void {
  for (const folder of [...foldersOf(files).map((name) => join(root, name)), root]) {
    const fd = openSync(folder, 'r');
    fsyncSync(fd);
    closeSync(fd);
  }
}

const countIn = (root: string, files: number): number =>
  foldersOf(files).reduce((sum, folder) => sum + readdirSync(join(root, folder)).length, 0);
