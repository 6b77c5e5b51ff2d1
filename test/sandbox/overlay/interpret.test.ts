// What a command did in an overlay, done to a copy of the lower folder, gives what the command saw. COWORK_SEED repeats a run.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Entry } from '../../../src/sandbox/overlay/entry.ts';
import { interpret } from '../../../src/sandbox/overlay/interpret.ts';
import { randomFrom } from '../../rig/random.ts';
import { carryOut } from './carry-out.ts';
import { buildScanner, mountOverlay, obstacle } from './overlay.ts';
import { growTree, lowerOf, runCommand, treeOf } from './trees.ts';

const seed = Number(process.env['COWORK_SEED'] ?? Date.now() % 1e9);
const ROUNDS = Number(process.env['COWORK_ROUNDS'] ?? 150);

const why = obstacle();
if (why !== undefined) console.log(`No overlay was tried: ${why}.`);

let base: string;
let scan: (upper: string) => Entry[];

function round(n: number): void {
  const random = randomFrom(seed + n);
  const here = join(base, `round${n}`);
  const lower = join(here, 'lower');
  const copy = join(here, 'copy');
  const room = join(here, 'room');
  for (const path of [lower, room]) mkdirSync(path, { recursive: true });
  growTree(lower, random);
  cpSync(lower, copy, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  const overlay = mountOverlay(here);
  try {
    const done = runCommand(overlay.merged, random);
    const wanted = treeOf(overlay.merged);
    const found = interpret(scan(overlay.upper), lowerOf(lower));
    if (found.kind === 'refused')
      throw new Error(`round ${n} of seed ${seed}: refused ${JSON.stringify(found.refusals)} after ${done.join('; ')}`);
    carryOut(found.doings, { folder: copy, upper: overlay.upper, room });
    expect({ n, done, doings: found.doings, tree: treeOf(copy) }).toEqual({ n, done, doings: found.doings, tree: wanted });
  } finally {
    overlay.unmount();
    rmSync(here, { recursive: true });
  }
}

(why === undefined ? describe : describe.skip)('a random command in an overlay', () => {
  beforeAll(() => {
    base = mkdtempSync(join(tmpdir(), 'cowork-overlay-'));
    scan = buildScanner(base);
  }, 120_000);
  afterAll(() => rmSync(base, { recursive: true }));

  it(`is understood to the byte (seed ${seed})`, () => {
    for (let n = 0; n < ROUNDS; n += 1) round(n);
  }, 600_000);
});
