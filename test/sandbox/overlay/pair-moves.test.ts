// A deletion and a new file with the same bytes: a move, where it can be no other.
import { describe, expect, it } from '@jest/globals';
import type { DraftOp, RemovedFiles } from '../../../src/files/port.ts';
import { pairMoves } from '../../../src/sandbox/overlay/pair-moves.ts';

/** Path → content; what is asked is noted. */
function removedFrom(files: Readonly<Record<string, string>>): RemovedFiles & { hashed: string[] } {
  const hashed: string[] = [];
  return {
    hashed,
    filesAt: async (path) =>
      Object.keys(files)
        .filter((file) => file === path || file.startsWith(`${path}/`))
        .map((file) => ({ path: file, bytes: files[file]!.length })),
    async hashOf(path) {
      hashed.push(path);
      return `hash of ${files[path]}`;
    },
  };
}
const put = (path: string, content: string): DraftOp => ({
  ...{ op: 'put', path, file: '/staging/1', mode: 0o640, mtimeNs: '5' },
  ...{ bytes: content.length, sha256: `hash of ${content}` },
});
const gone = (path: string): DraftOp => ({ op: 'delete', path });
const move = (from: string, to: string): DraftOp => ({ op: 'move', from, to, replace: true, mode: 0o640, mtimeNs: '5' });

describe('a deletion and a new file', () => {
  it('in two folders are a move, with the mode and date of the new one', async () => {
    const removed = removedFrom({ '/folders/d/a': 'alpha', '/folders/d/b': 'other size' });
    const draft = [gone('/folders/d/a'), gone('/folders/d/b'), put('/folders/e/z', 'alpha')];
    expect(await pairMoves(draft, removed)).toEqual([gone('/folders/d/b'), move('/folders/d/a', '/folders/e/z')]);
    expect(removed.hashed).toEqual(['/folders/d/a']);
  });

  it('with other bytes are what they are', async () => {
    const draft = [gone('/folders/d/a'), put('/folders/e/a', 'omega')];
    expect(await pairMoves(draft, removedFrom({ '/folders/d/a': 'alpha' }))).toEqual(draft);
  });

  it('that others are equal to are told by their names, or not at all', async () => {
    const files = { '/folders/d/a': 'same', '/folders/d/b': 'same', '/folders/d/c': 'same' };
    const draft = [...Object.keys(files).map(gone), put('/folders/e/b', 'same'), put('/folders/e/y', 'same')];
    expect(await pairMoves(draft, removedFrom(files))).toEqual([
      gone('/folders/d/a'),
      gone('/folders/d/c'),
      move('/folders/d/b', '/folders/e/b'),
      put('/folders/e/y', 'same'),
    ]);
  });

  it('of which one is left when the names are told are the last pair', async () => {
    const files = { '/folders/d/a': 'same', '/folders/d/b': 'same' };
    const draft = [...Object.keys(files).map(gone), put('/folders/e/b', 'same'), put('/folders/e/y', 'same')];
    expect(await pairMoves(draft, removedFrom(files))).toEqual([
      move('/folders/d/b', '/folders/e/b'),
      move('/folders/d/a', '/folders/e/y'),
    ]);
  });
});

it('files come out of a deleted folder, which still goes; what moved out of it is not taken twice', async () => {
  const files = { '/folders/d/old/x/1': 'one', '/folders/d/old/x/2': 'two', '/folders/d/old/y/3': 'new' };
  const draft = [
    gone('/folders/d/old'),
    { op: 'move', from: '/folders/d/old/y', to: '/folders/d/y', replace: false } as const,
    ...[put('/folders/e/1', 'one'), put('/folders/e/2', 'two'), put('/folders/e/3', 'new')],
  ];
  const paired = await pairMoves(draft, removedFrom(files));
  expect(paired).toEqual([
    ...draft.slice(0, 2),
    move('/folders/d/old/x/1', '/folders/e/1'),
    move('/folders/d/old/x/2', '/folders/e/2'),
    put('/folders/e/3', 'new'),
  ]);
});

it('without a new file nothing is looked at', async () => {
  const removed: RemovedFiles = {
    filesAt: async () => Promise.reject(new Error('asked')),
    hashOf: async () => Promise.reject(new Error('asked')),
  };
  expect(await pairMoves([gone('/folders/d/a')], removed)).toEqual([gone('/folders/d/a')]);
});
