// A folder that moved out of one that was deleted afterwards.
import { expect, it } from '@jest/globals';
import type { Entry, Lower, LowerEntry } from '../../../src/sandbox/overlay/entry.ts';
import { interpret } from '../../../src/sandbox/overlay/interpret.ts';

const there: Readonly<Record<string, LowerEntry['type']>> = {
  a: 'folder',
  'a/keep': 'folder',
  'a/keep/x': 'file',
  'a/keep/y': 'file',
  'a/other': 'file',
};
const lower: Lower = {
  lookUp(path) {
    const type = there[path];
    return type && { type, mode: 0o755, mtimeNs: '1' };
  },
};
const entry = (path: string, type: Entry['type'], more: Partial<Entry> = {}): Entry => ({
  ...{ path, type, mode: 0o755, size: 0, mtimeNs: '1' },
  ...more,
});

it('is alive: what was deleted in it or taken out of it is named, what went with the deleted one is not', () => {
  const list = [
    entry('a', 'whiteout'),
    entry('kept', 'folder', { redirect: '/a/keep' }),
    entry('kept/x', 'whiteout'),
    entry('kept/y', 'whiteout'),
    entry('y', 'file', { metacopy: true, redirect: '/a/keep/y' }),
    entry('other', 'file', { metacopy: true, redirect: '/a/other' }),
  ];
  const found = interpret(list, lower);
  if (found.kind === 'refused') throw new Error(JSON.stringify(found.refusals));
  expect(found.doings.map((doing) => [doing.do, 'from' in doing ? doing.from : doing.path])).toEqual([
    ['move', 'a/keep'],
    ['move', 'a/other'],
    ['move', 'a/keep/y'],
    ['delete', 'a'],
    ['delete', 'a/keep/x'],
  ]);
});
