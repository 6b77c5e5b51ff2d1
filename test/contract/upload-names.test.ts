// Two attached files of one name are two files.
import { expect, it } from '@jest/globals';
import { uploadNames } from '../../src/contract/upload-names.ts';

const names = (...uploads: [id: string, name: string][]): string[] => uploadNames(uploads.map(([id, name]) => ({ id, name })));

it.each<[string, [string, string][], string[]]>([
  [
    'different names stay',
    [
      ['a', 'x.txt'],
      ['b', 'y.txt'],
    ],
    ['x.txt', 'y.txt'],
  ],
  [
    'the same name is numbered before its ending',
    [
      ['a', 'x.tar.gz'],
      ['b', 'x.tar.gz'],
      ['c', 'x.tar.gz'],
    ],
    ['x.tar.gz', 'x.tar-2.gz', 'x.tar-3.gz'],
  ],
  [
    'a number that is taken is not given again',
    [
      ['a', 'x.txt'],
      ['b', 'x-2.txt'],
      ['c', 'x.txt'],
    ],
    ['x.txt', 'x-2.txt', 'x-3.txt'],
  ],
  [
    'what some disk takes for the same counts as the same',
    [
      ['a', 'Ä.txt'],
      ['b', 'a\u0308.TXT'],
    ],
    ['Ä.txt', 'a\u0308-2.TXT'],
  ],
  [
    'a name without ending, or with nothing else',
    [
      ['a', 'x'],
      ['b', 'x'],
      ['c', '.env'],
      ['d', '.env'],
    ],
    ['x', 'x-2', '.env', '.env-2'],
  ],
  [
    'the same upload twice is one file',
    [
      ['a', 'x.txt'],
      ['a', 'x.txt'],
      ['b', 'x.txt'],
    ],
    ['x.txt', 'x.txt', 'x-2.txt'],
  ],
])('%s', (_, uploads, expected) => expect(names(...uploads)).toEqual(expected));
