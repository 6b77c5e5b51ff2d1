// Lists that no overlay makes: whatever a guest sends, only paths inside the folder are named, and nothing twice.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Entry, Lower, LowerEntry } from '../../../src/sandbox/overlay/entry.ts';
import { interpret } from '../../../src/sandbox/overlay/interpret.ts';

const seed = Number(process.env['COWORK_SEED'] ?? Date.now() % 1e9);

const entry = (path: string, more: Partial<Entry> = {}): Entry => ({
  path,
  type: 'file',
  mode: 0o644,
  size: 1,
  mtimeNs: '1',
  ...more,
});
const folder = (path: string, more: Partial<Entry> = {}): Entry => entry(path, { type: 'folder', mode: 0o755, size: 0, ...more });

/** a and b/c are files, b and b/d folders, l a link to a. */
const there: Readonly<Record<string, LowerEntry['type']>> = {
  '': 'folder',
  a: 'file',
  b: 'folder',
  'b/c': 'file',
  'b/d': 'folder',
  l: 'link',
};
const lower: Lower = {
  lookUp(path) {
    const type = there[path];
    return type && { type, mode: 0o644, mtimeNs: '1', ...(type === 'link' ? { linkTarget: 'a' } : {}) };
  },
};

describe('a list is refused whole', () => {
  it.each<[string, Entry[]]>([
    ['with a path from the top', [entry('/etc/passwd')]],
    ['with a way up', [folder('x'), entry('x/../../a')]],
    ['with an empty name', [folder('x'), entry('x//y')]],
    ['with a NUL in a name', [entry('x\0y')]],
    ['with half of a surrogate pair for a name', [entry('x\ud800')]],
    ['with a name of 256 bytes', [entry('x'.repeat(256))]],
    ['with a file twice', [entry('x'), entry('x')]],
    ['with a file in a file', [entry('x'), entry('x/y')]],
    ['with a file in no folder of the list', [entry('x/y')]],
    ['that moves from above the folder', [entry('x', { metacopy: true, redirect: '/../a' })]],
    ['that moves from a place by several names', [entry('x', { metacopy: true, redirect: 'b/c' })]],
    ['that moves from nowhere', [entry('x', { metacopy: true, redirect: '/gone' })]],
    ['that has the bytes of a link', [entry('x', { metacopy: true, redirect: '/l' })]],
    ['that has the bytes of a folder', [entry('x', { metacopy: true, redirect: '/b' })]],
    ['that shows a file as a folder', [folder('x', { redirect: '/a' })]],
    [
      'that shows a folder twice',
      [folder('x', { redirect: '/b/d' }), folder('y', { redirect: '/b/d' }), folder('b'), entry('b/d', { type: 'whiteout' })],
    ],
    ['that shows a folder which is still in its place', [folder('x', { redirect: '/b' })]],
    ['with a pipe or device', [entry('x', { type: 'other' })]],
    ['with a program that runs as another user', [entry('x', { mode: 0o4755 })]],
  ])('%s', (_, list) => {
    expect(interpret(list, lower).kind).toBe('refused');
  });

  it('that is too long', () => {
    const list = Array.from({ length: 200_001 }, (__, n) => entry(`f${n}`));
    expect(interpret(list, lower)).toMatchObject({
      kind: 'refused',
      refusals: [{ why: expect.stringContaining('200001') as unknown }],
    });
  });
});

describe('a second claim on a file', () => {
  it('is a copy, as a hard link shows', () => {
    const found = interpret(
      [entry('x', { metacopy: true, redirect: '/a' }), entry('y', { metacopy: true, redirect: '/a' })],
      lower,
    );
    expect(found).toMatchObject({
      kind: 'doings',
      doings: [
        { do: 'copy', from: 'a', to: 'x' },
        { do: 'copy', from: 'a', to: 'y' },
      ],
    });
  });
});

const path = fc.constantFrom('a', 'b', 'b/c', 'b/d', 'l', 'x', 'x/y', 'b/x', 'b/d/z', 'x/y/z', '..', 'b/../a', '');
const anyEntry: fc.Arbitrary<Entry> = fc
  .record({
    path,
    type: fc.constantFrom('whiteout', 'file', 'folder', 'link'),
    mode: fc.constantFrom(0o644, 0o755),
    size: fc.nat(10),
    mtimeNs: fc.constant('1'),
    metacopy: fc.boolean(),
    opaque: fc.boolean(),
    redirect: fc.option(fc.constantFrom('/a', '/b', 'b', 'c', 'd', '/b/c', '/b/d', '/x', '/../a', '', '/'), { nil: undefined }),
    linkTarget: fc.option(fc.constantFrom('a', '/etc/passwd'), { nil: undefined }),
  })
  .map(({ redirect, linkTarget, ...rest }) => ({
    ...rest,
    ...(redirect === undefined ? {} : { redirect }),
    ...(linkTarget === undefined ? {} : { linkTarget }),
  }));

it(`whatever is listed, each source is one that is there and goes once, and each target is in the folder and made once (seed ${seed})`, () => {
  fc.assert(
    fc.property(fc.array(anyEntry, { maxLength: 8 }), (list) => {
      const found = interpret(list, lower);
      if (found.kind === 'refused') return;
      const gone = found.doings.flatMap((doing) =>
        doing.do === 'move' ? [doing.from] : doing.do === 'delete' ? [doing.path] : [],
      );
      expect(new Set(gone).size).toBe(gone.length);
      for (const from of [...gone, ...found.doings.flatMap((doing) => (doing.do === 'copy' ? [doing.from] : []))])
        expect(there).toHaveProperty([from]);
      const made = found.doings.flatMap((doing) =>
        doing.do === 'move' || doing.do === 'copy' ? [doing.to] : doing.do === 'delete' ? [] : [doing.path],
      );
      expect(new Set(made).size).toBe(made.length);
      for (const to of made) expect(to).toMatch(/^(?!\.\.?(\/|$))[^/]+(\/(?!\.\.?(\/|$))[^/]+)*$/);
      // Nothing is deleted whose folder is deleted as well.
      const deleted = found.doings.flatMap((doing) => (doing.do === 'delete' ? [doing.path] : []));
      for (const one of deleted) expect(deleted.some((other) => one.startsWith(`${other}/`))).toBe(false);
    }),
    { numRuns: 20_000, seed },
  );
});
