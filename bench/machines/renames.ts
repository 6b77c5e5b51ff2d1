// Files renamed by a script, through the product's own commands and change sets: shown, run, scanned, planned and applied.
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { textResult } from '../../src/contract/tool-result.ts';
import type { CommandOutcome } from '../../src/sandbox/command-port.ts';
import { endAllSandboxes } from '../../src/sandbox/started.ts';
import { type BenchDesk, openBenchDesk, TASK } from '../bench-desk.ts';
import { fileWorks } from '../file-work.ts';
import { endWhenInterrupted } from './bench-machines.ts';
import type { Figure } from './figure.ts';

const RUNS_IN_MS = 600_000;
const GOAL_MS = 90_000;
/** What was written before is on the disk, and the machine idle. */
const QUIET_MS = 1_000;
export const ALL = 'all of it';
export const SCRIPT = 'the script itself';

type Ran = Extract<CommandOutcome, { kind: 'ran' }>;

export async function renames(files: number): Promise<Figure[]> {
  await using desk = await openBenchDesk();
  const home = join(desk.base, 'home', 'machines');
  endWhenInterrupted(home);
  try {
    // Starts the machine, which is no part of it.
    await carryOut(desk, { step: 0, text: 'true' });
    const [work] = fileWorks(files);
    const root = desk.folder('renamed');
    work!.prepare(root);
    const { name } = await desk.grants.grant(TASK, { hostPath: root, access: 'full' });
    await sleep(QUIET_MS);
    const stages = await renamed(desk, { folder: `/folders/${name}`, files });
    if (work!.done(root) !== files) throw new Error(`${work!.done(root)} of ${files} files were renamed`);
    const whole = Object.values(stages).reduce((sum, ms) => sum + ms, 0);
    const row = (what: string, ms: number): Figure => ({
      what: `${files.toLocaleString('en-US')} renames: ${what}, ms`,
      samples: [ms],
    });
    return [{ ...row(ALL, whole), goal: GOAL_MS }, ...Object.entries(stages).map(([what, ms]) => row(what, ms))];
  } finally {
    await desk.sandboxes.close();
    await endAllSandboxes([home]);
  }
}

/** Milliseconds by stage. */
async function renamed(desk: BenchDesk, of: { folder: string; files: number }): Promise<Record<string, number>> {
  const began = performance.now();
  const { outcome, runningAt } = await carryOut(desk, { step: 1, text: script(of) });
  const read = performance.now();
  const frozen = await desk.changeSets.freeze(keyOf(1), 'bash', outcome.draft, { unchangedSince: outcome.since });
  if (frozen.kind !== 'frozen') throw new Error('the set overlaps another');
  const planned = performance.now();
  const applied = await desk.changeSets.apply(frozen.set.id, { receipt: () => textResult('task', 'done') });
  if (applied.kind !== 'applied') throw new Error(JSON.stringify(applied));
  const { ms } = outcome.ran;
  return {
    'folders shown': runningAt - began,
    [SCRIPT]: ms,
    'what it did scanned and read': read - runningAt - ms,
    'planned and frozen': planned - read,
    'journaled and applied': performance.now() - planned,
  };
}

const keyOf = (step: number): { taskId: string; step: number; index: number } => ({ taskId: TASK, step, index: 0 });

async function carryOut(desk: BenchDesk, of: { step: number; text: string }): Promise<{ outcome: Ran; runningAt: number }> {
  let runningAt = NaN;
  const outcome = await desk.sandboxes.commands.run({
    ...{ key: keyOf(of.step), text: of.text, timeoutMs: RUNS_IN_MS, begun: false, signal: AbortSignal.timeout(RUNS_IN_MS) },
    onProgress: (said) => {
      if (said === 'Running') runningAt = performance.now();
    },
  });
  if (outcome.kind !== 'ran' || outcome.ran.code !== 0) throw new Error(JSON.stringify(outcome));
  return { outcome, runningAt };
}

/** The moves that bench/file-work.ts has drafts of. */
const script = (of: { folder: string; files: number }): string => `cd '${of.folder}' && python3 -c "
import os
for n in range(${of.files}): os.rename(f'document {n}.txt', f'sorted-{n // 100}/document {n}.txt')"`;
