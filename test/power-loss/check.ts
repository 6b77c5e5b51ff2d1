// A process that tries one workload on a disk that loses power, and prints what came of it as JSON. argv[2]: Orders as JSON.
import { type Choice, type Cut, cutsOf, entryOf, factsBefore, type Story, storyOf } from './cuts.ts';
import { changeSets } from './change-sets.ts';
import { type LossyDisk, mountLossyDisk } from './lossy-disk.ts';
import { ownFiles } from './own-files.ts';
import { product } from './product.ts';
import { taskStore } from './task-store.ts';
import type { Workload } from './workload.ts';

const WORKLOADS = { product, 'change-sets': changeSets, 'task-store': taskStore, 'own-files': ownFiles };

export interface Orders extends Choice {
  /** An empty folder to mount the disk at. */
  readonly at: string;
  readonly workload: keyof typeof WORKLOADS;
  /** In so many recoveries the power fails again. */
  readonly again?: number;
  /** Only this one. */
  readonly only?: Cut;
  /** Ends at the first cut after which something is wrong. */
  readonly first?: boolean;
}

export interface Report {
  readonly seed: number;
  /** How often the workload called fsync or fdatasync: before each of them the power may fail. */
  readonly syncs: number;
  readonly cuts: number;
  /** Cuts in the recovery from a cut. */
  readonly again: number;
  readonly wrong: readonly Wrong[];
}

interface Wrong {
  readonly cut: Cut;
  /** In the recovery from `cut`. */
  readonly then?: Cut;
  /** What would have been done next. */
  readonly before: string;
  readonly facts: readonly string[];
  readonly what: readonly string[];
  /** The last of what had been done and was not on the disk. */
  readonly lost: readonly string[];
}

async function check(disk: LossyDisk, workload: Workload, orders: Orders): Promise<Report> {
  const { seed, first = false } = orders;
  const wrong: Wrong[] = [];
  const momentOf = (story: Story, cut: Cut) => ({ recording: story.recording, cut: entryOf(story, cut), chance: cut.chance });
  const tryOne = async (facts: readonly string[], of: { story: Story; cut: Cut; then?: Cut }): Promise<void> => {
    const { story, ...cuts } = of;
    const moment = momentOf(story, of.then ?? of.cut);
    disk.crash(moment);
    const what = await workload.wrongAfter(facts);
    if (what.length === 0) return;
    const before = story.log[moment.cut]?.words ?? 'the end';
    wrong.push({ ...cuts, before, facts: facts.slice(-3), what, lost: disk.lost(moment).slice(-20) });
  };

  await workload.prepare();
  const recording = disk.record();
  await workload.run(disk.mark);
  const story = storyOf(disk, recording);
  let cuts = 0;
  for (const cut of orders.only ? [orders.only] : cutsOf(disk, story, orders)) {
    cuts++;
    await tryOne(factsBefore(story, cut), { story, cut });
    if (first && wrong.length > 0) break;
  }

  let again = 0;
  for (const cut of cutsOf(disk, story, { seed: seed + 1, most: orders.again ?? 0 })) {
    disk.crash(momentOf(story, cut));
    const inRecovery = disk.record();
    await workload.recover();
    const recovery = storyOf(disk, inRecovery);
    for (const then of cutsOf(disk, recovery, { seed: seed + 2, most: 2 })) {
      again++;
      await tryOne(factsBefore(story, cut), { story: recovery, cut, then });
    }
  }
  return { seed, syncs: story.syncs.length - 1, cuts, again, wrong };
}

// Whoever wanted to know is gone.
process.stdin.on('end', () => process.exit(1)).resume();
const orders = JSON.parse(process.argv[2]!) as Orders;
// The product wants 64 MB to start, and with as much lays its ballast; the others need no 16 MB in each log.
const disk = await mountLossyDisk(orders.at, orders.workload === 'product' ? 80 : 40);
const workload = WORKLOADS[orders.workload](disk.folder);
try {
  console.log(JSON.stringify(await check(disk, workload, orders)));
} finally {
  await workload.close?.();
  await disk.close();
}
process.exit();
