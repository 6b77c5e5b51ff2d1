// A command's doings as a draft: what is taken over, what is dropped, what stays in the sandbox.
import { describe, expect, it } from '@jest/globals';
import type { HeldContent } from '../../../src/files/port.ts';
import { draftOf } from '../../../src/sandbox/overlay/draft-of.ts';
import type { Doing, Entry, Lower, LowerEntry } from '../../../src/sandbox/overlay/entry.ts';

const file = { type: 'file', mode: 0o644, mtimeNs: '1' } as const;
const link = (linkTarget: string): LowerEntry => ({ type: 'link', mode: 0o777, mtimeNs: '1', linkTarget });
const there: Readonly<Record<string, LowerEntry>> = {
  a: file,
  b: { type: 'folder', mode: 0o755, mtimeNs: '1' },
  'b/c': file,
  'b/l': link('../a'),
  l: link('a'),
  m: link('a'),
};
const lower: Lower = { lookUp: (path) => there[path] };
const content: HeldContent = { file: '/staging/1', sha256: 'ab', bytes: 2 };
const entry = (path: string, more: Partial<Entry> = {}): Entry => ({
  path,
  type: 'file',
  mode: 0o644,
  size: 2,
  mtimeNs: '1',
  ...more,
});
const drafted = (doings: readonly Doing[], contentOf = (): HeldContent | undefined => content) =>
  draftOf(doings, { folder: '/folders/d', contentOf, lower });
const d = (path: string): string => `/folders/d/${path}`;

describe('new bytes', () => {
  it('are put, and go along with a move or a copy', () => {
    expect(
      drafted([
        { do: 'make-file', path: 'n', entry: entry('n', { mode: 0o1755, mtimeNs: '7' }) },
        { do: 'change-file', path: 'a', entry: entry('a') },
        { do: 'move', from: 'b/c', to: 'x', entry: entry('x', { mode: 0o600 }) },
        { do: 'copy', from: 'a', to: 'y', entry: entry('y') },
      ]),
    ).toEqual({
      kind: 'draft',
      draft: [
        { op: 'put', path: d('n'), ...content, mode: 0o755, mtimeNs: '7' },
        { op: 'put', path: d('a'), ...content, mode: 0o644, mtimeNs: '1' },
        { op: 'move', from: d('b/c'), to: d('x'), replace: false, content, mode: 0o600 },
        { op: 'put', path: d('y'), ...content, mode: 0o644, mtimeNs: '1' },
      ],
    });
  });

  it('that did not come out of the sandbox are missed by name', () => {
    expect(drafted([{ do: 'make-file', path: 'n', entry: entry('n') }], () => undefined)).toMatchObject({
      kind: 'refused',
      refusals: [{ path: 'n', why: expect.stringContaining('did not come') }],
    });
  });
});

describe('mode and date', () => {
  const same = (path: string, more: Partial<Entry> = {}): Doing => ({
    do: 'change-attributes',
    path,
    entry: entry(path, { metacopy: true, ...more }),
  });
  const folder = { type: 'folder', mode: 0o755 } as const;

  it('are nothing where they are so already, also below a folder that moved; dates of folders are never anything', () => {
    expect(
      drafted([
        same('a'),
        same('b', { ...folder, mtimeNs: '9' }),
        { do: 'move', from: 'b', to: 'e', entry: entry('e', folder) },
        same('e/c'),
      ]),
    ).toEqual({ kind: 'draft', draft: [{ op: 'move', from: d('b'), to: d('e'), replace: false }] });
  });

  it('are said where they differ', () => {
    expect(drafted([same('a', { mtimeNs: '2' }), same('b', { ...folder, mode: 0o2700 }), same('b/c', { mode: 0o4755 })])).toEqual(
      {
        kind: 'draft',
        draft: [
          { op: 'attributes', path: d('a'), mtimeNs: '2' },
          { op: 'attributes', path: d('b'), mode: 0o700 },
          { op: 'attributes', path: d('b/c'), mode: 0o755 },
        ],
      },
    );
  });
});

describe('a symbolic link', () => {
  const makes = (path: string, linkTarget = 'a'): Doing => ({ do: 'make-link', path, linkTarget });
  const deletes = (path: string): Doing => ({ do: 'delete', path });

  it('that moved is found again by its target, by its name first', () => {
    expect(drafted([makes('x/m'), makes('y'), deletes('l'), deletes('m')])).toEqual({
      kind: 'draft',
      draft: [
        { op: 'move', from: d('m'), to: d('x/m'), replace: false },
        { op: 'move', from: d('l'), to: d('y'), replace: false },
      ],
    });
  });

  it('that moved out of a deleted folder is found in it', () => {
    expect(drafted([makes('l', '../a'), deletes('b')])).toEqual({
      kind: 'draft',
      draft: [
        { op: 'move', from: d('b/l'), to: d('l'), replace: false },
        { op: 'delete', path: d('b') },
      ],
    });
  });

  it('that is new stays in the sandbox, and with it all else that the command did', () => {
    const refused = drafted([makes('x'), makes('y', '/etc/passwd'), deletes('l'), deletes('a')]);
    expect(refused).toEqual({ kind: 'refused', refusals: [{ path: 'y', why: 'new symbolic links stay in the sandbox' }] });
  });
});
