// What a command may have done to the messy folder: every kind of hop again, with new bytes, modes and dates on the way.
import type { DraftOp } from '../../../src/files/port.ts';
import { holdIn } from './hold.ts';

const d = (path: string): string => `/folders/d/${path}`;

/** The content is held in a folder of `base`; called again it is there already. */
export function commandDraft(base: string): DraftOp[] {
  const held = holdIn(base);
  const move = (from: string, to: string, more: Partial<Extract<DraftOp, { op: 'move' }>> = {}): DraftOp => ({
    ...{ op: 'move', from: d(from), to: d(to), replace: false },
    ...more,
  });
  return [
    move('a.txt', 'b.txt', { content: held('was alpha'), mode: 0o755 }),
    move('b.txt', 'c.txt', { mode: 0o600, mtimeNs: '1234567890123456789' }),
    move('c.txt', 'a.txt'),
    { op: 'put', path: d('docs/report.txt'), ...held('line 1\n'), mode: 0o640, mtimeNs: '1300000000000000000' },
    { op: 'attributes', path: d('docs/plan.md'), mode: 0o755, mtimeNs: '1111111111111111111' },
    { op: 'attributes', path: d('docs'), mode: 0o700 },
    move('docs/old', 'archive/old', { mode: 0o750 }),
    { op: 'attributes', path: d('archive/old/notes.txt'), mtimeNs: '1222222222222222222' },
    move('photos', 'pictures', { mode: 0o700 }),
    { op: 'put', path: d('pictures/1.jpg'), ...held('one, rotated') },
    move('photos/2019/2.jpg', 'pictures/2.jpg', { content: held('two, rotated') }),
    { op: 'copy', from: d('gone.txt'), to: d('copies/of gone'), mode: 0o600, mtimeNs: '1333333333000000000' },
    { op: 'delete', path: d('gone.txt') },
    { op: 'delete', path: d('junk') },
    move('junk/deep/y.tmp', 'saved.tmp', { mtimeNs: '1444444444444444444' }),
    { op: 'mkdir', path: d('made'), mode: 0o700 },
    { op: 'put', path: d('made/x'), ...held('x') },
    { op: 'put', path: d('keep/.dot'), ...held('new dot') },
    move('Über größe.txt', 'target.txt', { replace: true, content: held('größer') }),
    move('link', 'archive/link'),
  ];
}

/** Files that are given a date. */
export const DATED: readonly string[] = [
  ...['c.txt', 'docs/report.txt', 'docs/plan.md', 'archive/old/notes.txt', 'copies/of gone', 'saved.tmp'],
];
