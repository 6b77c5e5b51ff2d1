// kill -9 of each process, and of all, in the four moments that matter: nothing is lost, nothing happens twice, the task completes.
// KILL_ROUNDS takes every process in every moment, so many times; KILL_SEED repeats one run's random moments.
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Approval } from '../../src/contract/changes.ts';
import type { TaskEvent } from '../../src/contract/events.ts';
import type { Task } from '../../src/contract/http.ts';
import type { ParsedRequest, Reply, Script } from '../../src/demo/model-server/port.ts';
import { acting, type Job, makeJob, writeTree, wrongIn } from '../rig/job.ts';
import { type ProductRig, startProduct } from '../rig/product-rig.ts';
import { randomOf } from '../rig/random.ts';
import { call, inSteps, stepOf } from '../rig/scripts.ts';
import { type TaskWatch, untilStatus, watchTask } from '../rig/watch-task.ts';

const ROUNDS = Number(process.env['KILL_ROUNDS'] ?? 1);
const SEED = Number(process.env['KILL_SEED'] ?? Date.now() % 1_000_000);
const CASE_MS = 400_000;
/** Enough files that applying takes a while, also on a fast disk. */
const MANY = 3_000;
const VICTIMS = ['worker', 'api', 'temporal', 'all'] as const;
type Victim = (typeof VICTIMS)[number];
/** Each moment takes all of them in the long form, else everything at once and one process in turn; the crash sweep takes every one. */
const victimsOf = (moment: number): Victim[] =>
  process.env['KILL_ROUNDS'] === undefined ? ['all', VICTIMS[(moment + SEED) % 3]!] : [...VICTIMS];

/** One case under way. */
interface Case {
  readonly folder: string;
  readonly job: Job;
  readonly taskId: string;
  readonly watch: TaskWatch;
  /** 0 to 1, by the seed. */
  readonly chance: () => number;
}

interface Moment {
  readonly name: string;
  readonly many: number;
  readonly mode: 'ask' | 'act';
  readonly slowMs: number;
  /** Resolves in the moment in which the kill is due; what it returns is called right after the kill. */
  come(of: Case): Promise<(() => void) | undefined>;
  /** What this moment promises beyond what all promise. */
  after?(of: Case, victim: Victim): Promise<void>;
}

let rig: ProductRig;
const scripts: Record<string, Script> = {};
/** What the kill found, for people who read the output. */
const found: string[] = [];

beforeAll(async () => {
  console.log(`kill -9: seed ${SEED}, ${ROUNDS} round(s)`);
  rig = await startProduct({
    scripts,
    // Many rounds cost more than a day may.
    prepare: async ({ cowork }) => void (await cowork(['config', 'set', 'daily-max-usd', '100000'])),
  });
}, 240_000);
afterAll(async () => {
  if (found.length > 0) console.log(found.join('\n'));
  try {
    if (rig) expect(await rig.stop()).toBe(0);
  } finally {
    await rig?.remove();
  }
}, 240_000);

const MOMENTS: readonly Moment[] = [
  {
    ...{ name: 'the model is streaming', many: 0, mode: 'act', slowMs: 1_500 },
    async come({ watch, chance }) {
      await watch.sees('streaming text', (item) => item.type === 'message_delta' && item.step === 1);
      await sleep(chance() * 500);
      return undefined;
    },
  },
  {
    ...{ name: 'an approval is pending', many: 0, mode: 'ask', slowMs: 0 },
    async come({ taskId, chance }) {
      await untilStatus(() => rig.client, taskId, 'waiting_approval');
      await sleep(chance() * 100);
      return undefined;
    },
  },
  {
    ...{ name: 'a change set is half applied', many: MANY, mode: 'ask', slowMs: 0 },
    async come(of) {
      await allow(of);
      const enough = Math.ceil(of.chance() * MANY * 0.5);
      await untilMoved(of, enough);
      return undefined;
    },
  },
  {
    ...{ name: 'the result is not acknowledged', many: MANY, mode: 'ask', slowMs: 0 },
    async come(of) {
      await allow(of);
      await untilMoved(of, 1);
      // A server that hears nothing acknowledges nothing: the results are in the store, and Temporal does not know.
      const thaw = rig.freeze('temporal');
      const last = of.job.calls.length - 1;
      await of.watch.sees('the last result', (item) => item.type === 'tool_finished' && item.step === 1 && item.index === last);
      return thaw;
    },
  },
];

describe.each(Array.from({ length: ROUNDS }, (_, i) => i + 1))('kill -9, round %i', (round) => {
  let under: TaskWatch | undefined;
  afterEach(async () => {
    await under?.close();
    under = undefined;
  });

  describe.each(MOMENTS)('while $name', (moment) => {
    it.each(victimsOf(MOMENTS.indexOf(moment)))(
      'of %s: every effect once, the question kept, no event lost, the task completes',
      async (victim) => {
        const of = await begin(moment, `${MOMENTS.indexOf(moment)}-${victim}-${round}`);
        under = of.watch;
        const pending = moment.name === 'an approval is pending' ? await question(of) : undefined;

        const thaw = await moment.come(of);
        const at = performance.now();
        const seen = of.watch.events().length;
        await rig.kill(victim);
        const moved = movedOf(of);
        thaw?.();
        await (victim === 'all' ? rig.restart() : rig.untilReady());
        of.watch.moveTo(rig.client);
        const readyMs = performance.now() - at;

        if (pending) await answerOnce(of, pending);
        const task = await untilStatus(() => rig.client, of.taskId, 'completed');
        const last = await of.watch.sees('the end', (item) => item.type === 'task_finished');
        found.push(
          `${moment.name}, ${victim}: ${moved} of ${moment.many} moved, ${task.usage.cutAttempts} cut, ready after ${Math.round(readyMs)} ms, ` +
            `${of.watch.events().length - seen} events later done after ${Math.round(performance.now() - at)} ms (${last.type})`,
        );

        expect(await wrongIn(of.folder, of.job.after)).toEqual([]);
        await expectGapless(of, task);
        await expectAskedOnce(of, moment);
        expectPaidOnce(of, task);
        expect(rig.model.refusals()).toEqual([]);
      },
      CASE_MS,
    );
  });
});

async function begin(moment: Moment, id: string): Promise<Case> {
  const job = makeJob(`Aufräumen ${id}`, moment.many);
  const folder = join(rig.base, job.name);
  mkdirSync(folder);
  writeTree(folder, job.before);
  scripts[`job-${id}`] = scriptOf(job, moment);
  const task = await rig.client.createTask({
    prompt: `Put everything in its place. [[script:job-${id}]]`,
    folders: [{ path: folder, access: 'full' }],
    mode: moment.mode,
  });
  const chance = randomOf(SEED, id);
  return { folder, job, taskId: task.id, watch: watchTask(rig.client, task.id), chance };
}

/** Only the first attempt of the acting step is slow: a second one is there when the first was cut. */
function scriptOf(job: Job, { slowMs }: Moment): Script {
  let attempts = 0;
  const act = (_request: ParsedRequest): Reply => {
    attempts += 1;
    return acting(job, attempts === 1 ? slowMs : 0);
  };
  return inSteps({ text: 'I look first.', toolCalls: [call('list_files', { path: `/folders/${job.name}`, limit: 200 })] }, act, {
    text: 'Everything is in its place.',
  });
}

/** The one open question of the task. */
async function question({ taskId }: Case): Promise<Approval> {
  const task = await untilStatus(() => rig.client, taskId, 'waiting_approval');
  expect(task.approvals.filter((approval) => approval.status === 'pending')).toHaveLength(1);
  return task.approvals[0]!;
}

async function allow(of: Case): Promise<void> {
  await rig.client.decide((await question(of)).id, { decision: 'allow' });
}

/** The same question is still there, untouched; the first answer counts and the second is told so. */
async function answerOnce(of: Case, before: Approval): Promise<void> {
  const now = await question(of);
  expect(now).toEqual(before);
  expect(await wrongIn(of.folder, of.job.before)).toEqual([]);
  await rig.client.decide(now.id, { decision: 'allow' });
  await expect(rig.client.decide(now.id, { decision: 'deny' })).rejects.toMatchObject({ code: 'already_decided' });
}

function movedOf({ folder, job }: Case): number {
  try {
    return readdirSync(join(folder, job.manyTo)).length;
  } catch {
    return 0;
  }
}

async function untilMoved(of: Case, enough: number): Promise<void> {
  const limit = performance.now() + 60_000;
  while (movedOf(of) < enough) {
    if (performance.now() > limit) throw new Error(`${movedOf(of)} files moved, not ${enough}`);
    await new Promise(setImmediate);
  }
}

/** What a reader saw live, and what the log holds: 1, 2, 3 … to the task's last number, each once. */
async function expectGapless({ taskId, watch }: Case, task: Task): Promise<void> {
  const log = await logOf(taskId);
  expect(log.map((event) => event.seq)).toEqual(log.map((_, i) => i + 1));
  expect(log.at(-1)?.seq).toBe(task.lastSeq);
  expect(watch.events()).toEqual(log.slice(0, watch.events().length));
  for (const type of ['task_created', 'task_finished'] as const)
    expect(log.filter((event) => event.type === type)).toHaveLength(1);
}

async function logOf(taskId: string): Promise<TaskEvent[]> {
  return (await rig.client.eventsSoFar(taskId)).items;
}

async function expectAskedOnce({ taskId, job }: Case, { mode }: Moment): Promise<void> {
  const log = await logOf(taskId);
  const count = (type: string): number => log.filter((event) => event.type === type).length;
  const asked = mode === 'ask' ? 1 : 0;
  expect([count('approval_requested'), count('approval_decided')]).toEqual([asked, asked]);
  expect(count('changes_applied')).toBe(job.calls.length);
  const sets = await rig.client.changes(taskId);
  expect(sets.items.map((set) => set.state)).toEqual(job.calls.map(() => 'applied'));
}

/** Each step's message is stored once; every other answer that the service gave is counted as cut. */
function expectPaidOnce({ job, watch }: Case, task: Task): void {
  const name = `job-${job.name.split(' ')[1]}`;
  const asked = rig.model.requests().filter((request) => request.script === name);
  expect(asked.length).toBe(task.usage.steps + task.usage.cutAttempts);
  const said = watch
    .events()
    .flatMap((event) => (event.type === 'message_added' && event.role === 'assistant' ? [event.step] : []));
  expect(said).toEqual([...new Set(said)]);
  expect(said).toHaveLength(task.usage.steps);
  const last = asked.at(-1)?.body as unknown as ParsedRequest;
  expect(stepOf(last)).toBe(task.usage.steps - 1);
}
