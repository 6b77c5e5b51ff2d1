// What a command did in an overlay, done to a copy of the lower folder, gives what the command saw; so does it done to the folder itself
// through change sets, and taken back it leaves the folder as it was. COWORK_SEED repeats a run.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { draftOf, type Drafted } from '../../../src/sandbox/overlay/draft-of.ts';
import type { Doing, Entry } from '../../../src/sandbox/overlay/entry.ts';
import { interpret } from '../../../src/sandbox/overlay/interpret.ts';
import { pairMoves } from '../../../src/sandbox/overlay/pair-moves.ts';
import { type Desk, openDesk, TASK, treeOf as exactTreeOf } from '../../files/changes/desk.ts';
import { randomFrom, shuffled } from '../../rig/random.ts';
import { carryOut } from './carry-out.ts';
import { applyDraft, heldIn, layOut, removedIn } from './for-real.ts';
import { buildScanner, mountOverlay, obstacle } from './overlay.ts';
import { growTree, lowerOf, runCommand, treeOf } from './trees.ts';

const seed = Number(process.env['COWORK_SEED'] ?? Date.now() % 1e9);
const ROUNDS = Number(process.env['COWORK_ROUNDS'] ?? 100);

const why = obstacle();
if (why !== undefined) console.log(`No overlay was tried: ${why}.`);

let base: string;
let scan: (upper: string) => Entry[];
let desk: Desk;

interface Command {
  readonly done: readonly string[];
  readonly doings: readonly Doing[];
  readonly drafted: Drafted;
  /** What the command saw when it ended. */
  readonly tree: readonly string[];
}

/** `here` has a folder `lower`, which stays as it is. */
function runIn(here: string, random: () => number): Command {
  const lower = join(here, 'lower');
  const overlay = mountOverlay(here);
  try {
    const done = runCommand(overlay.merged, random);
    const tree = treeOf(overlay.merged);
    const found = interpret(scan(overlay.upper), lowerOf(lower));
    if (found.kind === 'refused') throw new Error(`refused ${JSON.stringify(found.refusals)} after ${done.join('; ')}`);
    const { doings } = found;
    const drafted = draftOf(doings, { folder: '/folders/d', contentOf: heldIn(overlay.upper), lower: lowerOf(lower) });
    return { done, doings, drafted, tree };
  } finally {
    overlay.unmount();
  }
}

async function round(n: number): Promise<'applied' | 'nothing' | 'refused'> {
  const random = randomFrom(seed + n);
  const here = join(base, `round${n}`);
  const [lower, copy, room] = ['lower', 'copy', 'room'].map((name) => join(here, name)) as [string, string, string];
  for (const path of [lower, room]) mkdirSync(path, { recursive: true });
  growTree(lower, random);
  cpSync(lower, copy, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  try {
    const { done, doings, drafted, tree } = runIn(here, random);
    carryOut(doings, { folder: copy, upper: join(here, 'upper'), room });
    expect({ n, done, doings, tree: treeOf(copy) }).toEqual({ n, done, doings, tree });
    if (drafted.kind === 'refused') {
      for (const { why: reason } of drafted.refusals) expect(reason).toMatch('symbolic link');
      return 'refused';
    }
    layOut(desk, lower);
    const before = exactTreeOf(desk.folder);
    const paired = random() < 0.5 ? await pairMoves(drafted.draft, removedIn(desk)) : drafted.draft;
    const draft = shuffled(paired, random);
    const did = await applyDraft(desk, draft);
    expect({ n, done, draft, tree: treeOf(desk.folder) }).toEqual({ n, done, draft, tree });
    if (did === 'nothing') return did;
    const after = exactTreeOf(desk.folder);
    const again = random() < 0.3;
    for (const [redo, wanted] of [
      [false, before],
      ...(again
        ? ([
            [true, after],
            [false, before],
          ] as const)
        : []),
    ] as const) {
      const { results } = await desk.undo({ redo });
      expect({ n, done, draft, results }).toMatchObject({ n, results: [{ state: 'undone', conflicts: [] }] });
      expect({ n, done, draft, tree: exactTreeOf(desk.folder) }).toEqual({ n, done, draft, tree: wanted });
    }
    return did;
  } catch (error) {
    throw new Error(`round ${n} of seed ${seed} (COWORK_SEED=${seed + n} COWORK_ROUNDS=1)`, { cause: error });
  } finally {
    await desk.sets.forget(TASK);
    rmSync(here, { recursive: true });
  }
}

(why === undefined ? describe : describe.skip)('a random command in an overlay', () => {
  beforeAll(async () => {
    base = mkdtempSync(join(tmpdir(), 'cowork-overlay-'));
    scan = buildScanner(base);
    desk = await openDesk({ base: join(base, 'desk') });
  }, 120_000);
  afterAll(async () => {
    await desk.remove();
    rmSync(base, { recursive: true });
  });

  it(`is understood, carried out and taken back to the byte (seed ${seed})`, async () => {
    const ends = { applied: 0, nothing: 0, refused: 0 };
    for (let n = 0; n < ROUNDS; n += 1) ends[await round(n)]++;
    if (ROUNDS >= 100) expect(ends.applied).toBeGreaterThan(ROUNDS / 2);
  }, 3_600_000);
});
