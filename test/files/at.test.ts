// Folders by descriptor: what a handle promises, and what the weaker way without descriptors still notices.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, readFileSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createWalk, type FolderHandle, lstatAt, openFolder, openRoot, sameId, STRICT, validName } from '../../src/files/at.ts';
import { type Computer, makeComputer, openDescriptors } from './computer.ts';

let computer: Computer;
let top: string;
let before: number;

beforeEach(() => {
  computer = makeComputer();
  computer.file('top/a/b/file.txt', 'inside');
  computer.file('outside/b/file.txt', 'outside');
  top = join(computer.base, 'top');
  before = openDescriptors();
});
afterEach(() => {
  expect(openDescriptors()).toBe(before);
  computer.remove();
});

function using<T>(folder: FolderHandle, work: (folder: FolderHandle) => T): T {
  try {
    return work(folder);
  } finally {
    folder.close();
  }
}
const open = (components: string[], walk = createWalk(STRICT)): FolderHandle =>
  using(walk.openRoot(top), (root) => walk.openFolder(root, components));
const code = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('a folder handle', () => {
  it('names entries of its folder, wherever the folder has gone', () => {
    using(open(['a', 'b']), (folder) => {
      renameSync(join(top, 'a'), join(top, 'moved'));
      symlinkSync(join(computer.base, 'outside'), join(top, 'a'));
      expect(readFileSync(folder.at('file.txt'), 'utf8')).toBe('inside');
      writeFileSync(folder.at('new.txt'), 'x');
      expect(readdirSync(join(top, 'moved', 'b'))).toEqual(['file.txt', 'new.txt']);
      expect(readdirSync(folder.here)).toEqual(['file.txt', 'new.txt']);
    });
  });

  it('of the root itself is another one, closed by itself', () => {
    using(openRoot(top), (root) => {
      using(openFolder(root, []), (again) => expect(sameId(again.id, root.id)).toBe(true));
      expect(lstatAt(root, 'a')?.isDirectory()).toBe(true);
    });
  });

  it('answers nothing after it was closed, and may be closed twice', () => {
    const folder = open(['a']);
    folder.close();
    folder.close();
    expect(code(() => folder.at('b'))).toBe('internal');
  });

  it('takes single plain names only', () => {
    using(open(['a']), (folder) => {
      for (const name of ['', '.', '..', 'a/b', '/etc', 'x\0y', '\ud800', 'n'.repeat(256)]) {
        expect(code(() => folder.at(name))).toBe('bad_path');
        expect(validName(name)).toBe(false);
      }
      for (const name of ['...', '..a', 'a b', 'ü', '-rf', '~', 'n'.repeat(255), '%2e%2e', 'a\nb'])
        expect(validName(name)).toBe(true);
    });
  });
});

describe('the walk', () => {
  it('refuses links, files and what is missing, each in its own words', () => {
    symlinkSync('a', join(top, 'link'));
    symlinkSync('nowhere', join(top, 'broken'));
    expect(code(() => open(['link', 'b']))).toBe('not_a_folder');
    expect(code(() => open(['broken']))).toBe('not_a_folder');
    expect(code(() => open(['a', 'b', 'file.txt']))).toBe('not_a_folder');
    expect(code(() => open(['a', 'c']))).toBe('no_such_file');
    expect(() => using(openRoot(top), (root) => openFolder(root, ['link', 'b'], '/folders/top'))).toThrow(
      /\/folders\/top\/link is a link/u,
    );
  });

  it('says folder_gone when the root is missing, a link, or another folder than before', () => {
    const id = using(openRoot(top), (root) => root.id);
    renameSync(top, `${top}-old`);
    expect(code(() => openRoot(top, id))).toBe('folder_gone');
    symlinkSync(`${top}-old`, top);
    expect(code(() => openRoot(top, id))).toBe('folder_gone');
    mkdirSync(join(computer.base, 'other'));
    expect(code(() => openRoot(join(computer.base, 'other'), id))).toBe('folder_gone');
    using(openRoot(`${top}-old`, id), (root) => expect(root.id).toEqual(id));
  });
});

describe('without descriptors in the file system (macOS, Windows)', () => {
  const walk = createWalk({ ...STRICT, byDescriptor: false });

  it('names real paths, and refuses a link all the same', () => {
    using(open(['a', 'b'], walk), (folder) => {
      expect(folder.at('file.txt')).toBe(join(top, 'a', 'b', 'file.txt'));
      expect(readdirSync(folder.here)).toEqual(['file.txt']);
    });
    symlinkSync('a', join(top, 'link'));
    expect(code(() => open(['link'], walk))).toBe('not_a_folder');
  });

  it('notices that the path leads elsewhere now', () => {
    using(open(['a', 'b'], walk), (folder) => {
      renameSync(join(top, 'a'), join(top, 'moved'));
      expect(code(() => folder.at('file.txt'))).toBe('folder_gone');
      symlinkSync(join(computer.base, 'outside'), join(top, 'a'));
      expect(code(() => folder.at('file.txt'))).toBe('folder_gone');
    });
  });
});
