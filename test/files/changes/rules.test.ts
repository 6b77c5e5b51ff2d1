// What freezing refuses, what it tells of a set, and what it leaves behind when it refuses: nothing.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { DraftOp } from '../../../src/files/port.ts';
import { type Desk, openDesk, receipt, treeOf } from './desk.ts';

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
  for (const folder of ['sub', 'sub/deep', 'empty']) mkdirSync(desk.at(folder));
  writeFileSync(desk.at('a.txt'), 'alpha\n');
  writeFileSync(desk.at('b.txt'), 'beta\n');
  writeFileSync(desk.at('sub/c.txt'), 'gamma\n');
  symlinkSync('/etc/hostname', desk.at('link'));
  for (const path of ['a.txt', 'b.txt', 'sub/c.txt']) utimesSync(desk.at(path), 1e9, 1e9);
});
afterEach(() => desk.remove());

const d = (path: string): string => `/folders/d/${path}`;
const move = (from: string, to: string, replace = false): DraftOp => ({ op: 'move', from: d(from), to: d(to), replace });
const write = (path: string, content = 'x'): DraftOp => ({ op: 'write', path: d(path), content });

describe('freezing refuses', () => {
  const cases: [string, DraftOp[], string][] = [
    ['a missing source', [move('nope', 'x')], 'no_such_file'],
    ['a taken target', [move('a.txt', 'b.txt')], 'target_exists'],
    ['to replace a folder', [move('a.txt', 'sub', true)], 'target_exists'],
    ['to replace a file by a folder', [move('sub', 'a.txt', true)], 'target_exists'],
    ['two moves to one name', [move('a.txt', 'x'), move('b.txt', 'x')], 'target_exists'],
    ['one source twice', [move('a.txt', 'x'), move('a.txt', 'y')], 'bad_path'],
    ['a folder into itself', [move('sub', 'sub/inner')], 'bad_path'],
    ['two folders into each other', [move('sub', 'empty/sub'), move('empty', 'sub/empty')], 'bad_path'],
    ['a target in a folder that is moved away', [move('sub', 'other'), move('a.txt', 'sub/a.txt')], 'bad_path'],
    ['a file as a folder on the way', [write('a.txt/x')], 'not_a_folder'],
    ['a link as a folder on the way', [write('link/x')], 'not_a_folder'],
    ['to write through a link', [write('link')], 'special_file'],
    ['to write a folder', [write('sub')], 'is_a_folder'],
    ['to delete the granted folder itself', [{ op: 'delete', path: '/folders/d' }], 'is_a_folder'],
    ['the hidden store', [write('.cowork-undo/x')], 'sensitive_place'],
    ['keys', [write('.ssh/id_rsa')], 'sensitive_place'],
    ['an edit that matches nothing', [{ op: 'edit', path: d('a.txt'), oldText: 'nope', newText: '' }], 'text_not_found'],
    ['an edit that matches twice', [{ op: 'edit', path: d('a.txt'), oldText: 'a', newText: '' }], 'text_not_found'],
    ['an unknown folder', [{ op: 'write', path: '/folders/other/x', content: '' }], 'not_granted'],
    ['uploads', [{ op: 'write', path: '/uploads/x', content: '' }], 'not_granted'],
  ];
  it.each(cases)('%s', async (_what, draft, code) => {
    const before = treeOf(desk.folder, { store: true });
    const kept = (): string[] => (existsSync(join(desk.home, 'files/kept')) ? readdirSync(join(desk.home, 'files/kept')) : []);
    await expect(desk.freeze(write('fine/new.txt'), ...draft)).rejects.toMatchObject({ code });
    expect(treeOf(desk.folder, { store: true })).toEqual(before);
    expect(kept()).toEqual([]);
  });

  it('to move a file onto another name of its own, which would leave both; each goes elsewhere, and away', async () => {
    linkSync(desk.at('a.txt'), desk.at('sub/twin'));
    await expect(desk.freeze(move('a.txt', 'sub/twin', true))).rejects.toMatchObject({
      code: 'invalid',
      detail: `${d('a.txt')} and ${d('sub/twin')} are two names of one file (a hard link), so there is nothing to move; delete the one that is not wanted`,
    });
    const before = treeOf(desk.folder);
    await desk.run(move('sub/twin', 'b.txt', true));
    expect(readFileSync(desk.at('b.txt'), 'utf8')).toBe('alpha\n');
    await desk.run({ op: 'delete', path: d('a.txt') });
    await desk.undo();
    expect(treeOf(desk.folder)).toEqual(before);
  });

  it('a folder in which a FIFO would be replaced, and a FIFO itself', async () => {
    execFileSync('mkfifo', [desk.at('pipe')]);
    await expect(desk.freeze(move('pipe', 'x'))).rejects.toMatchObject({ code: 'special_file' });
    await expect(desk.freeze(write('pipe'))).rejects.toMatchObject({ code: 'special_file' });
    await expect(desk.freeze(move('a.txt', 'pipe', true))).rejects.toMatchObject({ code: 'special_file' });
  });

  it('to change anything with access read', async () => {
    await desk.close();
    const reader = await openDesk({ base: desk.base, access: 'read' });
    await expect(reader.freeze(write('x'))).rejects.toMatchObject({ code: 'not_granted' });
    await reader.close();
  });

  it('to delete a folder that holds what is protected', async () => {
    mkdirSync(desk.at('sub/deep/.ssh'));
    await expect(desk.freeze({ op: 'delete', path: d('sub') })).rejects.toMatchObject({ code: 'sensitive_place' });
  });

  it('a set that overlaps one that waits, and names it', async () => {
    const first = await desk.freeze(write('sub/new.txt'));
    for (const draft of [[write('sub/new.txt')], [move('sub', 'moved')], [write('sub/new.txt/below')]])
      expect(await desk.sets.freeze(desk.key(), 'tool', draft)).toEqual({ kind: 'overlap', with: first.id });
    expect((await desk.freeze(write('sub/other.txt'))).id).toBeDefined();
    await desk.sets.reject(first.id, receipt({ kind: 'failed', code: 'x', detail: '' }));
    expect((await desk.freeze(write('sub/new.txt'))).id).toBeDefined();
  });
});

describe('a frozen set tells', () => {
  it('in words what will happen', async () => {
    const words = async (...draft: DraftOp[]): Promise<string> => {
      const set = await desk.freeze(...draft);
      await desk.sets.reject(set.id, receipt({ kind: 'failed', code: 'x', detail: '' }));
      return set.summary;
    };
    expect(await words(move('a.txt', 'x'), move('b.txt', 'y'))).toBe('2 files will move, none deleted');
    expect(await words(move('a.txt', 'b.txt', true))).toBe('1 file will move, 1 will be replaced, none deleted');
    expect(await words({ op: 'delete', path: d('a.txt') })).toBe('1 file will be deleted');
    expect(await words(write('new'), { op: 'delete', path: d('a.txt') })).toBe('1 file will be made, 1 will be deleted');
    expect(await words({ op: 'mkdir', path: d('n/m') })).toBe('2 folders will be made, none deleted');
    expect(await words(write('a.txt', 'alpha\n'))).toBe('Nothing will change');
  });

  it('the facts that the rules of asking want', async () => {
    writeFileSync(desk.at('young.txt'), 'young');
    writeFileSync(desk.at('run.bin'), '#!/bin/sh\n');
    chmodSync(desk.at('run.bin'), 0o755);
    utimesSync(desk.at('run.bin'), 1e9, 1e9);
    writeFileSync(desk.at('long.txt'), 'x'.repeat(100));
    utimesSync(desk.at('long.txt'), 1e9, 1e9);
    const { facts } = await desk.freeze(
      move('young.txt', 'sub/young.txt'),
      move('run.bin', 'sub/run.bin'),
      write('.hidden'),
      write('long.txt', 'short'),
      move('a.txt', 'b.txt', true),
      { op: 'delete', path: d('sub/c.txt') },
    );
    expect(facts).toMatchObject({
      operations: 6,
      folders: [{ grantId: 'g-d', name: 'd', kind: 'delete' }],
      deletes: [d('b.txt'), d('sub/c.txt')],
      replaces: [d('long.txt')],
      shrinks: [d('long.txt')],
      leaves: [],
      dotfiles: [d('.hidden')],
      executables: [d('sub/run.bin')],
      fresh: [d('sub/young.txt')],
      irreversible: [],
    });
  });

  it('what this program wrote itself is not somebody else’s', async () => {
    await desk.run(write('mine.txt'));
    expect((await desk.freeze(move('mine.txt', 'sub/mine.txt'))).facts.fresh).toEqual([]);
  });

  it('before, after and a diff of small text, bounded', async () => {
    const set = await desk.freeze({ op: 'edit', path: d('a.txt'), oldText: 'alpha', newText: 'ALPHA' });
    expect(set.operations[0]).toMatchObject({
      op: 'replace',
      bytes: 6,
      before: expect.stringMatching(/^[0-9a-f]{64}$/),
      after: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(set.operations[0]!.diff).toContain('-alpha\n+ALPHA');
    const many = await desk.freeze(...Array.from({ length: 60 }, (_, n) => write(`t${n}`, `${n} other line\n`.repeat(600))));
    expect(many.operations[0]!.diff).toContain('\n+0 other line\n');
    const diffs = many.operations.map((o) => o.diff?.length ?? 0);
    expect(diffs.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(256 * 1024);
    expect(diffs[0]).toBeGreaterThan(0);
    expect(diffs.at(-1)).toBe(0);
    // What is new has no other side to be compared with; what was changed throughout has no small difference.
    const numbers = (from: number): string => Array.from({ length: 1_200 }, (_, n) => `${n + from}\n`).join('');
    expect((await desk.freeze(write('others', numbers(0)))).operations[0]!.diff).toContain('+1199');
    await desk.run(write('numbers', numbers(0)));
    const other = await desk.freeze(write('numbers', numbers(5_000)));
    expect(other.operations[0]!.diff).toBeUndefined();
  });

  it('is the same for the same call, and holds after the disk changed', async () => {
    const key = desk.key();
    const first = await desk.sets.freeze(key, 'tool', [write('n')]);
    writeFileSync(desk.at('n'), 'somebody');
    expect(await desk.sets.freeze(key, 'tool', [write('other')])).toEqual(first);
  });
});

describe('editing keeps', () => {
  const edited = async (bytes: Buffer, oldText: string, newText: string): Promise<Buffer> => {
    writeFileSync(desk.at('e'), bytes);
    await desk.run({ op: 'edit', path: d('e'), oldText, newText });
    return readFileSync(desk.at('e'));
  };
  it('CRLF line ends, whatever the model writes', async () => {
    expect((await edited(Buffer.from('one\r\ntwo\r\nthree\r\n'), 'one\ntwo', 'one\n2\n2b')).toString()).toBe(
      'one\r\n2\r\n2b\r\nthree\r\n',
    );
  });
  it('a byte order mark', async () => {
    expect(await edited(Buffer.from('\ufeffhello world'), 'hello', 'bye')).toEqual(Buffer.from('\ufeffbye world'));
  });
  it('UTF-16 in either order', async () => {
    const le = Buffer.from('\ufeffgrüße an alle', 'utf16le');
    expect(await edited(le, 'alle', 'dich')).toEqual(Buffer.from('\ufeffgrüße an dich', 'utf16le'));
    expect(await edited(Buffer.from(le).swap16(), 'alle', 'dich')).toEqual(
      Buffer.from('\ufeffgrüße an dich', 'utf16le').swap16(),
    );
  });
  it('one-byte letters', async () => {
    expect(await edited(Buffer.from('gr\xfc\xdfe, caf\xe9', 'latin1'), 'café', 'thé')).toEqual(
      Buffer.from('gr\xfc\xdfe, th\xe9', 'latin1'),
    );
  });
  it('mode and extended attributes; not set-user-id', async () => {
    writeFileSync(desk.at('m'), 'text');
    chmodSync(desk.at('m'), 0o4750);
    execFileSync('python3', ['-c', `import os; os.setxattr(${JSON.stringify(desk.at('m'))}, 'user.tag', b'red')`]);
    await desk.run({ op: 'edit', path: d('m'), oldText: 'text', newText: 'other' });
    expect(statSync(desk.at('m')).mode & 0o7777).toBe(0o750);
    const tag = execFileSync('python3', [
      '-c',
      `import os; print(os.getxattr(${JSON.stringify(desk.at('m'))}, 'user.tag').decode())`,
    ]);
    expect(tag.toString()).toBe('red\n');
  });
  it('access lists and the owner', async () => {
    const file = desk.at('acl');
    writeFileSync(file, 'text');
    // user::rw-, user:65534:r--, group::r--, mask::r--, other::---
    const list = "struct.pack('<I' + 'HHI' * 5, 2, 1,6,2**32-1, 2,4,65534, 4,4,2**32-1, 16,4,2**32-1, 32,0,2**32-1)";
    const python = (code: string): string => execFileSync('python3', ['-c', `import os, struct; ${code}`]).toString();
    python(`os.setxattr(${JSON.stringify(file)}, 'system.posix_acl_access', ${list})`);
    const owned = process.getuid?.() === 0;
    if (owned) chownSync(file, 65534, 65534);
    await desk.run({ op: 'edit', path: d('acl'), oldText: 'text', newText: 'other' });
    expect(readFileSync(file, 'utf8')).toBe('other');
    expect(python(`print(os.getxattr(${JSON.stringify(file)}, 'system.posix_acl_access') == ${list})`)).toBe('True\n');
    if (owned) expect(statSync(file)).toMatchObject({ uid: 65534, gid: 65534 });
  });
  it('several edits of one file in one call follow each other', async () => {
    writeFileSync(desk.at('s'), 'one two');
    const applied = await desk.run(
      { op: 'edit', path: d('s'), oldText: 'one', newText: 'two, but not' },
      { op: 'edit', path: d('s'), oldText: 'not two', newText: '2' },
    );
    expect(readFileSync(desk.at('s'), 'utf8')).toBe('two, but 2');
    expect(applied.set.operations).toHaveLength(1);
  });
  it('the other names of a hard link as they are, with a notice, and undo joins them again', async () => {
    linkSync(desk.at('a.txt'), desk.at('other'));
    const before = treeOf(desk.folder);
    const applied = await desk.run({ op: 'edit', path: d('a.txt'), oldText: 'alpha', newText: 'new' });
    expect(readFileSync(desk.at('other'), 'utf8')).toBe('alpha\n');
    expect(applied.notices).toEqual([expect.stringContaining('2 names (hard links)')]);
    await desk.undo();
    expect(treeOf(desk.folder)).toEqual(before);
    expect(statSync(desk.at('other')).ino).toBe(statSync(desk.at('a.txt')).ino);
  });
});
