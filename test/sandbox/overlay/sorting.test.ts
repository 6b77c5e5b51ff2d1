// A script that puts 300 photos into a folder for each year, edits some, throws some away: seen in an overlay, done to the folder in one
// change, and taken back whole.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { draftOf } from '../../../src/sandbox/overlay/draft-of.ts';
import type { Entry } from '../../../src/sandbox/overlay/entry.ts';
import { interpret } from '../../../src/sandbox/overlay/interpret.ts';
import { type Desk, openDesk, receipt, treeOf as exactTreeOf } from '../../files/changes/desk.ts';
import { heldIn, layOut } from './for-real.ts';
import { buildScanner, mountOverlay, obstacle } from './overlay.ts';
import { lowerOf, treeOf } from './trees.ts';

const PHOTOS = 300;
const name = (n: number): string => `IMG ${String(n).padStart(4, '0')}.txt`;
const yearOf = (n: number): string => String(2015 + (n % 5));

/** The script: every 10th is edited on the way, every 25th thrown away, and there is a list of all. */
function sort(folder: string): void {
  for (let n = 0; n < 5; n++) mkdirSync(join(folder, yearOf(n)));
  for (let n = 0; n < PHOTOS; n++) {
    const here = join(folder, 'inbox', name(n));
    if (n % 25 === 24) unlinkSync(here);
    else {
      renameSync(here, join(folder, yearOf(n), name(n)));
      if (n % 10 === 0) appendFileSync(join(folder, yearOf(n), name(n)), ' edited');
    }
  }
  rmSync(join(folder, 'inbox'), { recursive: true });
  writeFileSync(join(folder, 'list.txt'), 'all of them\n');
}

const why = obstacle();
(why === undefined ? describe : describe.skip)('a script that sorts 300 files', () => {
  let base: string;
  let desk: Desk;
  let scan: (upper: string) => Entry[];
  beforeAll(async () => {
    base = mkdtempSync(join(tmpdir(), 'cowork-overlay-'));
    scan = buildScanner(base);
    desk = await openDesk({ base: join(base, 'desk') });
  }, 120_000);
  afterAll(async () => {
    await desk.remove();
    rmSync(base, { recursive: true });
  });

  it('is one change, said in one line, and undone as one', async () => {
    const lower = join(base, 'lower');
    mkdirSync(join(lower, 'inbox'), { recursive: true });
    for (let n = 0; n < PHOTOS; n++) {
      writeFileSync(join(lower, 'inbox', name(n)), `photo ${n}`);
      utimesSync(join(lower, 'inbox', name(n)), 1e9, 1e9 + n);
    }
    const overlay = mountOverlay(base);
    sort(overlay.merged);
    const wanted = treeOf(overlay.merged);
    const found = interpret(scan(overlay.upper), lowerOf(lower));
    if (found.kind === 'refused') throw new Error(JSON.stringify(found.refusals));
    const drafted = draftOf(found.doings, { folder: '/folders/d', contentOf: heldIn(overlay.upper), lower: lowerOf(lower) });
    overlay.unmount();
    if (drafted.kind === 'refused') throw new Error(JSON.stringify(drafted.refusals));
    layOut(desk, lower);
    const before = exactTreeOf(desk.folder);
    const frozen = await desk.sets.freeze(desk.key(), 'run_command', drafted.draft, {
      unchangedSince: Date.now(),
      said: 'sorted',
    });
    if (frozen.kind !== 'frozen') throw new Error('overlap');
    expect(frozen.set.summary).toBe(
      '288 items will move, 1 will be made, 30 will be replaced, 1 will be deleted, 5 folders will be made',
    );
    expect(await desk.sets.apply(frozen.set.id, { receipt })).toMatchObject({ kind: 'applied' });
    expect(treeOf(desk.folder)).toEqual(wanted);
    expect((await desk.undo()).results).toMatchObject([{ state: 'undone', conflicts: [] }]);
    expect(exactTreeOf(desk.folder)).toEqual(before);
  }, 120_000);
});
