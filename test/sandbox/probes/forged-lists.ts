// Lists of changes that no overlay makes, to a host that reads them as a proposal and to one that carries them out as they stand.
import { join } from 'node:path';
import type { Entry } from '../../../src/sandbox/overlay/entry.ts';
import { believe, distrust, type Forge } from './carry-out-naively.ts';
import type { Probe } from './probe.ts';

const file = (path: string, more: Partial<Entry> = {}): Entry => ({
  ...{ path, type: 'file', mode: 0o644, size: 6, mtimeNs: '1000000000' },
  ...more,
});
const folder = (path: string, more: Partial<Entry> = {}): Entry => file(path, { type: 'folder', mode: 0o755, size: 0, ...more });
const outside = (at: string): string => join(at, '..', 'outside', 'secret.txt');

const FORGED: Readonly<Record<string, { what: string; list: Forge; expected?: RegExp }>> = {
  absolute: { what: 'a file with a path from the top', list: (at) => [file(outside(at))] },
  up: { what: 'a file with .. in its path', list: () => [folder('x'), file('x/../../outside/secret.txt')] },
  beside: { what: 'a new file beside the folder', list: () => [file('../new.txt')] },
  'whiteout-up': {
    what: 'a deletion with .. in its path',
    list: () => [file('../outside/secret.txt', { type: 'whiteout' })],
  },
  'whiteout-absolute': {
    what: 'a deletion with a path from the top',
    list: (at) => [file(outside(at), { type: 'whiteout' })],
  },
  'whiteout-linked': {
    what: 'a deletion below a link that leads out',
    list: () => [folder('out'), file('out/secret.txt', { type: 'whiteout' })],
    expected: /refused|applied, inside/,
  },
  'redirect-up': {
    what: 'a file that was moved in from above the folder',
    list: () => [file('x', { metacopy: true, redirect: '/../outside/secret.txt' })],
  },
  'redirect-linked': {
    what: 'a file that was moved in from below a link that leads out',
    list: () => [file('x', { metacopy: true, redirect: '/out/secret.txt' })],
  },
  'redirect-link': {
    what: 'a file with the bytes of a link’s target',
    list: () => [file('x', { metacopy: true, redirect: '/evil' })],
  },
  'through-link': {
    what: 'new bytes for a link that leads out',
    list: () => [file('evil')],
    expected: /refused|applied, inside/,
  },
  'below-link': {
    what: 'a file below a link that leads out',
    list: () => [folder('out'), file('out/planted.txt')],
    expected: /refused|applied, inside/,
  },
  'link-out': {
    what: 'a new link that leads out',
    list: (at) => [file('x', { type: 'link', linkTarget: outside(at) })],
  },
  'link-folder': {
    what: 'a new link to a folder outside, and a file in it',
    list: () => [file('x', { type: 'link', linkTarget: '../outside' }), file('x/planted.txt')],
  },
  setuid: { what: 'a program that runs as whom it belongs to', list: () => [file('x', { mode: 0o4755 })] },
};

export const FORGED_LISTS: readonly Probe[] = Object.entries(FORGED).map(
  ([id, { what, list, expected = /^refused/ }]): Probe => ({
    ...{ id: `forged-${id}`, group: 'files', needs: 'host', what: `lists ${what}`, expected },
    without: 'reading it as a proposal: a host that carries it out as it stands',
    attempt: () => distrust(list),
    control: () => believe(list),
  }),
);
