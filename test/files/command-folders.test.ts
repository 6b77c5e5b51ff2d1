// A task's folders as commands are shown them: what is in the way of showing one, and what the host sees of it afterwards.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { closeSync, fstatSync, mkdirSync, openSync, readdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createCommandFolders } from '../../src/files/command-folders.ts';
import type { CommandFolder, CommandFolders } from '../../src/files/port.ts';
import { type Computer, makeComputer, openDescriptors } from './computer.ts';

let computer: Computer;
let folders: CommandFolders;
let before: number;

beforeEach(() => {
  computer = makeComputer();
  computer.grant('work/Papers', 'write');
  computer.grant('work/Fotos', 'read');
  folders = createCommandFolders(computer);
  before = openDescriptors();
});
afterEach(() => {
  expect(openDescriptors()).toBe(before);
  computer.remove();
});

async function withFolders(work: (byPath: Readonly<Record<string, CommandFolder>>) => void): Promise<void> {
  const opened = await folders.ofTask('t1');
  try {
    work(Object.fromEntries(opened.map((one) => [one.shared.at, one])));
  } finally {
    for (const { lower } of opened) lower.close();
  }
}

/** This process may open so many files more, for a moment. */
async function withFilesLeft(count: number, work: () => Promise<void>): Promise<void> {
  const open = new Set(readdirSync('/proc/self/fd').map(Number));
  let most = 0;
  for (let left = count; left > 0; most += 1) if (!open.has(most)) left -= 1;
  const limit = (...args: string[]): string =>
    execFileSync('prlimit', ['--pid', String(process.pid), ...args], { encoding: 'utf8' });
  const before = limit('--nofile', '--output', 'SOFT', '--noheadings').trim();
  limit(`--nofile=${most}:`);
  try {
    await work();
  } finally {
    limit(`--nofile=${before}:`);
  }
}

function takeAll(into: number[]): void {
  try {
    for (;;) into.push(openSync('/dev/null', 'r'));
  } catch {
    // None is left.
  }
}

describe('the folders that commands are shown', () => {
  it('are those of the task and its own, each with the access that it has', () =>
    withFolders((all) => {
      expect(Object.entries(all).map(([at, { shared }]) => [at, shared.readOnly, shared.sub])).toEqual([
        ['/folders/Papers', false, ''],
        ['/folders/Fotos', true, ''],
        ['/scratch', false, 'scratch'],
        ['/outputs', false, 'outputs'],
        ['/uploads', true, 'uploads'],
      ]);
      const { shared } = all['/folders/Papers']!;
      const open = shared.open();
      expect(String(fstatSync(open.fd, { bigint: true }).ino)).toBe(shared.ino);
      open.close();
    }));

  it.each(['work/Papers/deep/.ssh/id_ed25519', 'work/Papers/Tresor.kdbx'])('do not include one that holds %s', async (secret) => {
    computer.file(secret);
    await expect(folders.ofTask('t1')).rejects.toMatchObject({
      code: 'sensitive_place',
      detail: expect.stringContaining('request_folder'),
    });
  });

  it('are not shown when a folder in one could not be looked into: it may hold anything', async () => {
    computer.file('work/Papers/deep/.ssh/id_ed25519');
    const taken: number[] = [];
    const letGo = (): void => taken.splice(0).forEach((fd) => closeSync(fd));
    const busy = createCommandFolders({
      ...computer,
      sensitive: {
        // Called for the next granted folder.
        below(path) {
          letGo();
          return computer.sensitive.below(path);
        },
        // Called for an entry in the moment before it is opened.
        reason(path) {
          if (path.endsWith('/Papers/deep')) takeAll(taken);
          return computer.sensitive.reason(path);
        },
      },
    });
    try {
      await withFilesLeft(40, () =>
        expect(busy.ofTask('t1').finally(letGo)).rejects.toMatchObject({
          ...{ code: 'io_error', detail: '/folders/Papers could not be used (EMFILE)' },
        }),
      );
    } finally {
      letGo();
    }
  });

  it('are not looked for behind links', async () => {
    computer.file('elsewhere/.ssh/id_ed25519');
    symlinkSync(join(computer.base, 'elsewhere'), join(computer.base, 'work/Papers/link'));
    await withFolders((all) => expect(all['/folders/Papers']!.lower.lookUp('link')).toMatchObject({ type: 'link' }));
  });

  it('are refused when another folder is in the place of one', async () => {
    renameSync(join(computer.base, 'work/Fotos'), join(computer.base, 'work/Old'));
    mkdirSync(join(computer.base, 'work/Fotos'));
    await expect(folders.ofTask('t1')).rejects.toMatchObject({ code: 'folder_gone' });
  });
});

describe('what the host sees of them', () => {
  it('is what is there now, without following links, and names that no tool takes too', () =>
    withFolders((all) => {
      const { lower } = all['/folders/Papers']!;
      const lookUp = (path: string) => lower.lookUp(path);
      for (const path of ['a.txt', 'sub/b.txt', 'odd\nname.txt']) {
        expect(lookUp(path)).toBeUndefined();
        computer.file(`work/Papers/${path}`);
      }
      symlinkSync('sub', join(computer.base, 'work/Papers/link'));
      // A folder that was not there when it was first looked for is found by the next command.
      expect(lookUp('a.txt')).toMatchObject({ type: 'file' });
      expect(lookUp('odd\nname.txt')).toMatchObject({ type: 'file' });
      expect(lookUp('link')).toMatchObject({ type: 'link', linkTarget: 'sub' });
      expect(lookUp('link/b.txt')).toBeUndefined();
      expect(lookUp('a.txt/below')).toBeUndefined();
    }));

  it('is nothing where undo keeps its copies', async () => {
    computer.file('work/Papers/.cowork-undo/kept');
    await withFolders((all) => expect(all['/folders/Papers']!.lower.lookUp('.cowork-undo')).toBeUndefined());
  });

  it('tells the bytes of what a command deleted', async () => {
    computer.file('work/Papers/sub/b.txt', 'bytes');
    const removed = await folders.removed('t1');
    expect(await removed.filesAt('/folders/Papers/sub')).toEqual([{ path: '/folders/Papers/sub/b.txt', bytes: 5 }]);
    expect(await removed.filesAt('/folders/Papers/none')).toEqual([]);
    expect(await removed.hashOf('/folders/Papers/sub/b.txt')).toBe(
      '277089d91c0bdf4f2e6862ba7e4a07605119431f5d13f726dd352b06f1b206a9',
    );
  });
});
