// A folder and a set of operations that meet every kind of hop: for crash tests.
import { linkSync, lutimesSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DraftOp } from '../../../src/files/port.ts';

export function makeMess(root: string): void {
  for (const folder of ['docs', 'docs/old', 'photos', 'photos/2019', 'junk', 'junk/deep', 'empty', 'keep'])
    mkdirSync(join(root, folder), { recursive: true });
  const files: Record<string, string> = {
    'a.txt': 'alpha\n',
    'b.txt': 'beta\n',
    'c.txt': 'gamma\n',
    'Über größe.txt': 'ümlaut\n',
    'docs/report.txt': 'line one\nline two\n',
    'docs/plan.md': '# plan\n',
    'docs/old/notes.txt': 'notes\n',
    'photos/1.jpg': 'one',
    'photos/2019/2.jpg': 'two',
    'junk/x.tmp': 'x',
    'junk/deep/y.tmp': 'y',
    'keep/.dot': 'dot',
    'gone.txt': 'will be deleted',
    'target.txt': 'will be replaced by a move',
  };
  for (const [path, content] of Object.entries(files)) writeFileSync(join(root, path), content);
  symlinkSync('a.txt', join(root, 'link'));
  linkSync(join(root, 'keep/.dot'), join(root, 'keep/hard'));
  lutimesSync(join(root, 'link'), 1e9, 1e9 + 5.5);
  for (const path of [
    ...Object.keys(files),
    'docs/old',
    'docs',
    'photos/2019',
    'photos',
    'junk/deep',
    'junk',
    'empty',
    'keep',
    '',
  ])
    utimesSync(join(root, path), 1.1e9, 1.1e9 + path.length + 0.123456789);
}

const d = (path: string): string => `/folders/d/${path}`;
const move = (from: string, to: string, replace = false): DraftOp => ({ op: 'move', from: d(from), to: d(to), replace });

export const MESSY_DRAFT: readonly DraftOp[] = [
  move('a.txt', 'b.txt'),
  move('b.txt', 'c.txt'),
  move('c.txt', 'a.txt'),
  { op: 'edit', path: d('docs/report.txt'), oldText: 'line two', newText: 'line 2' },
  move('docs/old', 'archive/old'),
  move('docs/old/notes.txt', 'docs/notes.txt'),
  move('photos', 'pictures'),
  move('photos/1.jpg', 'pictures/2019/1.jpg'),
  { op: 'write', path: d('pictures/index.txt'), content: 'index' },
  { op: 'delete', path: d('junk') },
  { op: 'delete', path: d('gone.txt') },
  move('Über größe.txt', 'target.txt', true),
  { op: 'write', path: d('keep/.dot'), content: 'new dot' },
  move('link', 'archive/link'),
  { op: 'mkdir', path: d('made/empty') },
];
