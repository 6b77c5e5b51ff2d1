// The short look behind suggestions: kinds by name, bounded, blind for what is hidden, linked or protected.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countKinds } from '../../src/files/kinds-of-names.ts';
import { LOOK_LIMITS, lookAtKinds } from '../../src/files/look-at-kinds.ts';

const numbered = (n: number, name: (n: number) => string): string[] => Array.from({ length: n }, (_, i) => name(i + 1));
const OPEN = { reason: () => undefined };

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'look-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));
function fill(folder: string, names: readonly string[]): void {
  mkdirSync(join(root, folder), { recursive: true });
  for (const name of names) writeFileSync(join(root, folder, name), '');
}

describe('a short look at a folder', () => {
  it('tells kinds by names in several languages, and says nothing of a few', () => {
    const names = [
      ...numbered(214, (n) => `Screenshot 2026-05-${n}.png`),
      ...numbered(31, (n) => `scan_${n}.pdf`),
      ...numbered(4, (n) => `Rechnung ${n}.pdf`),
      'Kontoauszug.pdf',
      'scandal.pdf',
    ];
    expect(countKinds(names)).toEqual([
      { kind: 'screenshots', count: 214 },
      { kind: 'scans', count: 31 },
      { kind: 'invoices', count: 4 },
    ]);
    expect(countKinds(['Bildschirmfoto 1.png', 'note.txt'])).toEqual([]);
  });

  it('goes two folders down, not further, and not into hidden, linked or protected ones', async () => {
    const three = (name: string): string[] => numbered(3, (n) => `${name} ${n}.csv`);
    fill('', ['a.csv']);
    fill('one/two', three('deep'));
    fill('one/two/three', three('deeper'));
    fill('.hidden', three('hidden'));
    fill('private', three('private'));
    fill('.away', []);
    symlinkSync(join(root, 'one/two/three'), join(root, 'link'));
    const sensitive = { reason: (path: string) => (path.endsWith('private') ? 'keys' : undefined) };
    expect(await lookAtKinds(root, { sensitive })).toEqual([{ kind: 'tables', count: 4 }]);
  });

  it('ends when its time is over, with what it has seen', async () => {
    fill(
      '',
      numbered(3, (n) => `${n}.csv`),
    );
    fill(
      'one',
      numbered(3, (n) => `${n}.csv`),
    );
    let calls = 0;
    // Began, looked at the first folder, and then much time passed.
    const now = (): number => (calls++ < 2 ? 0 : LOOK_LIMITS.ms + 1);
    expect(await lookAtKinds(root, { sensitive: OPEN, now })).toEqual([{ kind: 'tables', count: 3 }]);
  });
});
