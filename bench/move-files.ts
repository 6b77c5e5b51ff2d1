// 10,000 small files moved in one change set, against a bare loop of rename(2) with one fsync per folder. Prints ratios and medians.
// Run: node bench/move-files.ts [files] [runs]
import {
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { textResult } from '../src/contract/tool-result.ts';
import { CHANGES, createChangeSets } from '../src/files/change-sets.ts';
import { createPlaces } from '../src/files/places.ts';
import type { DraftOp } from '../src/files/port.ts';
import { createSensitive } from '../src/files/sensitive.ts';
import { openLedger } from '../src/ledger/open-ledger.ts';

const FILES = Number(process.argv[2] || 10_000);
const RUNS = Number(process.argv[3] || 5);
const FOLDERS = 100;
/** `--fresh`: the files were written a moment ago. */
const AT_REST = !process.argv.includes('--fresh');
/** The goal of the issue. */
const GOAL = 4;

const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
const ms = (n: number): string => `${n.toFixed(0)} ms`;

const names = Array.from({ length: FILES }, (_, n) => `document ${n}.txt`);
const folderOf = (n: number): string => `sorted/${n % FOLDERS}`;

function makeFiles(root: string): void {
  for (let n = 0; n < FOLDERS; n++) mkdirSync(join(root, folderOf(n)), { recursive: true });
  for (const name of names) writeFileSync(join(root, name), name);
  // Files at rest: a rename over anything first writes out what is not on the disk yet (see perform.ts), and so does the loop's fsync.
  if (AT_REST) execFileSync('sync');
}

function syncFolder(path: string): void {
  const fd = openSync(path, 'r');
  fsyncSync(fd);
  closeSync(fd);
}

function renameLoop(root: string): number {
  const start = performance.now();
  for (const [n, name] of names.entries()) renameSync(join(root, name), join(root, folderOf(n), name));
  for (let n = 0; n < FOLDERS; n++) syncFolder(join(root, folderOf(n)));
  syncFolder(root);
  return performance.now() - start;
}

interface Measured {
  freezeMs: number;
  applyMs: number;
  undoMs: number;
  grownMb: number;
}

async function changeSet(base: string, root: string): Promise<Measured> {
  const home = join(base, 'home');
  mkdirSync(home);
  const ledger = await openLedger({ file: join(home, 'desktop.db'), lockFile: join(home, 'lock.db'), owners: [CHANGES] });
  const sensitive = createSensitive({ homes: [join(base, 'user')], own: [home] });
  const { dev, ino } = lstatSync(root, { bigint: true });
  const grant = { grantId: 'g', name: 'd', access: 'full', hostPath: root, rootId: { dev, ino } } as const;
  const places = createPlaces({ home, sensitive, grants: { rootsOf: async () => [grant] } });
  const sets = createChangeSets({ home, ledger, places, sensitive, deliverRoot: async () => base });
  const draft = names.map((name, n): DraftOp => ({
    op: 'move',
    from: `/folders/d/${name}`,
    to: `/folders/d/${folderOf(n)}/${name}`,
    replace: false,
  }));
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  const t0 = performance.now();
  const frozen = await sets.freeze({ taskId: 't', step: 1, index: 0 }, 'move_files', draft);
  const t1 = performance.now();
  if (frozen.kind !== 'frozen') throw new Error('overlap');
  const outcome = await sets.apply(frozen.set.id, { receipt: () => textResult('task', 'done') });
  const t2 = performance.now();
  if (outcome.kind !== 'applied') throw new Error(JSON.stringify(outcome));
  const grown = process.memoryUsage().rss - before;
  await sets.undo({ requestId: 'u', taskId: 't', force: false, redo: false });
  const t3 = performance.now();
  await ledger.close();
  return { freezeMs: t1 - t0, applyMs: t2 - t1, undoMs: t3 - t2, grownMb: grown / 1e6 };
}

const runs: { bareMs: number; set: Measured }[] = [];
for (let run = 0; run < RUNS; run++) {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'cowork-bench-')));
  try {
    for (const side of ['bare', 'set']) mkdirSync(join(base, side));
    makeFiles(join(base, 'bare'));
    makeFiles(join(base, 'set'));
    const bareMs = renameLoop(join(base, 'bare'));
    runs.push({ bareMs, set: await changeSet(base, join(base, 'set')) });
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}
const bare = median(runs.map((run) => run.bareMs));
const whole = median(runs.map(({ set }) => set.freezeMs + set.applyMs));
const ratio = median(runs.map(({ bareMs, set }) => (set.freezeMs + set.applyMs) / bareMs));
console.log(`${FILES} files, ${RUNS} runs, medians`);
console.log(`rename(2) loop + fsync per folder  ${ms(bare)}`);
console.log(`change set, freeze + apply         ${ms(whole)} (freeze ${ms(median(runs.map((r) => r.set.freezeMs)))})`);
console.log(`undo                               ${ms(median(runs.map((r) => r.set.undoMs)))}`);
console.log(`memory grown by                    ${median(runs.map((r) => r.set.grownMb)).toFixed(0)} MB`);
console.log(`ratio                              ${ratio.toFixed(2)} (goal ≤ ${GOAL}) ${ratio <= GOAL ? 'reached' : 'MISSED'}`);
