// Change sets and their undo, of few and many files, beside the plain commands and beside loops that are safe against power loss.
import { execFileSync } from 'node:child_process';
import { textResult } from '../src/contract/tool-result.ts';
import { openBenchDesk, TASK } from './bench-desk.ts';
import { type FileWork, fileWorks } from './file-work.ts';
import { bench } from './harness.ts';
import { median, rounded } from './quantile.ts';

interface Run {
  readonly plainMs: number;
  readonly loopMs: number;
  /** The same calls as the change set's and nothing else; only of works that say which. */
  readonly callsMs: number | undefined;
  readonly setMs: number;
  readonly undoMs: number;
  readonly grownMb: number;
}
type Timed = 'plainMs' | 'loopMs' | 'setMs' | 'undoMs';
/** The goal for moves, over a loop of rename(2). */
const GOAL = 3;

await bench('change-sets', async (sizes) => {
  const found: { files: number; work: FileWork; runs: Run[] }[] = [];
  for (const files of sizes.files)
    for (const work of fileWorks(files)) {
      const runs: Run[] = [];
      // The first one warms the code and is not counted.
      for (let run = 0; run <= sizes.runs; run += 1) runs.push(await measure(work, files));
      found.push({ files, work, runs: runs.slice(1) });
    }
  const over = (runs: readonly Run[], a: Timed, b: Timed): number => median(runs.map((run) => run[a] / run[b]));
  return {
    table: {
      head: [
        'files',
        'work',
        'change set ms',
        'undo ms',
        'plain command ms',
        'safe loop ms',
        'set / command',
        'set / loop',
        'undo / loop',
      ],
      rows: found.map(({ files, work, runs }) => [
        files,
        work.name,
        ...(['setMs', 'undoMs', 'plainMs', 'loopMs'] as const).map((time) => rounded(median(runs.map((run) => run[time])))),
        ...[over(runs, 'setMs', 'plainMs'), over(runs, 'setMs', 'loopMs'), over(runs, 'undoMs', 'loopMs')].map(rounded),
      ]),
    },
    notes: [
      ...fileWorks(1).map(({ name, plainly, looped }) => `${name}: the plain command is ${plainly}; the loop is ${looped}.`),
      `Medians of ${sizes.runs}; a change set is frozen, journaled and applied here, nobody is asked. Goal for moves: at most ${GOAL} × the loop.`,
      ...found
        .filter(({ runs }) => runs[0]?.callsMs !== undefined)
        .map(({ files, work, runs }) => {
          const calls = rounded(median(runs.map(({ callsMs = Number.NaN, loopMs }) => callsMs / loopMs)));
          return `${work.name}, ${files.toLocaleString('en-US')} files: the system calls of the change set alone are ${calls} × the loop, and so bound it.`;
        }),
      `Memory grew by at most ${Math.max(...found.map(({ runs }) => Math.round(median(runs.map((run) => run.grownMb)))))} MB.`,
    ],
    ratios: Object.fromEntries(
      found.flatMap(({ files, work, runs }) => [
        [`${work.name} ${files} / loop`, over(runs, 'setMs', 'loopMs')],
        [`undo of ${work.name} ${files} / loop`, over(runs, 'undoMs', 'loopMs')],
      ]),
    ),
  };
});

async function measure(work: FileWork, files: number): Promise<Run> {
  await using desk = await openBenchDesk();
  const roots = ['plain', 'loop', 'calls', 'set'].map((name) => desk.folder(name));
  for (const root of roots) work.prepare(root);
  // Files at rest: a rename over anything first writes out what is not on the disk yet, in the loop as in a change set.
  execFileSync('sync');
  const [plain = '', loop = '', calls = '', set = ''] = roots;
  const plainMs = timed(() => work.plain(plain));
  const loopMs = timed(() => work.loop(loop));
  const callsMs = work.calls && timed(() => work.calls?.(calls));
  const grant = await desk.grants.grant(TASK, { hostPath: set, access: 'full' });
  const before = process.memoryUsage().rss;
  const began = performance.now();
  const frozen = await desk.changeSets.freeze({ taskId: TASK, step: 1, index: 0 }, 'bench', work.draft(`/folders/${grant.name}`));
  if (frozen.kind !== 'frozen') throw new Error('the set overlaps another');
  const outcome = await desk.changeSets.apply(frozen.set.id, { receipt: () => textResult('task', 'done') });
  const applied = performance.now();
  if (outcome.kind !== 'applied') throw new Error(JSON.stringify(outcome));
  const grownMb = (process.memoryUsage().rss - before) / 1e6;
  for (const root of [plain, loop, set, ...(work.calls ? [calls] : [])]) expectDone(work, root, files);
  const undoing = performance.now();
  await desk.changeSets.undo({ requestId: 'undo', taskId: TASK, force: false, redo: false });
  const undoMs = performance.now() - undoing;
  expectDone(work, set, 0);
  return { plainMs, loopMs, callsMs, setMs: applied - began, undoMs, grownMb };
}

function timed(work: () => void): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

function expectDone(work: FileWork, root: string, files: number): void {
  if (work.done(root) !== files) throw new Error(`${work.name}: ${work.done(root)} files in ${root}, not ${files}`);
}
