// Twenty tasks at work in every way a task can be, everything killed, the task engine's data deleted: none is lost. And the same tasks,
// exported while they were at work, go on in another home.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Task } from '../../src/contract/http.ts';
import type { Script } from '../../src/demo/model-server/port.ts';
import { pathsOf } from '../../src/paths.ts';
import { acting, type Job, makeJob, writeTree, wrongIn } from '../rig/job.ts';
import { type ProductRig, startProduct } from '../rig/product-rig.ts';
import { call, inSteps, lastResults } from '../rig/scripts.ts';
import { untilResumed, untilStatus } from '../rig/watch-task.ts';

/** In an order in which none keeps the next from getting there: streams hold a place at the service, and its "later" holds up all. */
const KINDS = ['asks about a change', 'asks a question', 'paused', 'at work', 'waits for the service'] as const;
type Kind = (typeof KINDS)[number];
const OF_EACH = 4;
const LIMIT_MS = 300_000;
const SETTLE_MS = 120_000;

interface One {
  readonly kind: Kind;
  readonly job: Job;
  readonly folder: string;
  readonly task: Task;
}

let rig: ProductRig;
const scripts: Record<string, Script> = {};
let busy = true;

beforeAll(async () => {
  rig = await startProduct({
    scripts,
    async prepare({ cowork }) {
      await cowork(['config', 'set', 'daily-max-usd', '1000']);
      await cowork(['config', 'set', 'running-tasks', '20']);
    },
  });
}, 120_000);
afterAll(() => rig?.remove(), 30_000);

const folderFor = (base: string, job: Job): string => {
  const folder = join(base, job.name);
  mkdirSync(folder, { recursive: true });
  writeTree(folder, job.before);
  return folder;
};

async function begin(kind: Kind, n: number): Promise<One> {
  const job = makeJob(`job ${KINDS.indexOf(kind)} ${n}`);
  const folder = folderFor(rig.base, job);
  const name = `rebuild-${KINDS.indexOf(kind)}-${n}`;
  scripts[name] = scriptOf(kind, job);
  const task = await rig.client.createTask({
    prompt: `Put everything in its place. [[script:${name}]]`,
    folders: [{ path: folder, access: 'full' }],
    mode: kind === 'asks about a change' ? 'ask' : 'act',
  });
  return { kind, job, folder, task };
}

function scriptOf(kind: Kind, job: Job): Script {
  const look = { text: 'I look first.', toolCalls: [call('list_files', { path: `/folders/${job.name}`, limit: 5 })] };
  const ask = { text: 'First a question.', toolCalls: [call('ask_user', { question: 'Go on?', options: ['yes', 'no'] })] };
  const slow = kind === 'at work' || kind === 'paused';
  return inSteps(
    kind === 'asks a question' ? ask : look,
    () => {
      if (kind === 'waits for the service' && busy)
        return { fault: { kind: 'status', status: 429, type: 'rate_limit_error', message: 'later', retryAfter: 600 } };
      return acting(job, slow && busy ? 600_000 : 0);
    },
    // Cut when the task was taken elsewhere: proposed again.
    (request) =>
      lastResults(request).some((text) => text.includes('Propose it again')) ? acting(job) : { text: 'All is in its place.' },
    { text: 'All is in its place.' },
  );
}

/** Resolves when the task stands as its kind wants it. */
async function settle({ kind, task: { id } }: One): Promise<void> {
  const until = async (what: string, fits: (task: Task) => boolean): Promise<void> => {
    const limit = performance.now() + SETTLE_MS;
    for (let task = await rig.client.task(id); !fits(task); task = await rig.client.task(id)) {
      if (performance.now() > limit)
        throw new Error(`${kind}: not ${what} but ${task.status} ${JSON.stringify(task.waitingFor)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const isStreaming = (task: Task): boolean => task.status === 'running' && task.usage.steps === 1;
  if (kind === 'asks about a change') return until('asking', ({ status }) => status === 'waiting_approval');
  if (kind === 'asks a question') return until('asking', ({ status }) => status === 'waiting_input');
  if (kind === 'waits for the service') return until('waiting', ({ waitingFor }) => waitingFor?.kind === 'model');
  await until('streaming', isStreaming);
  if (kind === 'at work') return;
  await rig.client.pause(id);
  await until('paused', ({ status }) => status === 'paused');
}

/** What a person does with each so that it goes on. */
async function goOn(of: ProductRig, { kind, task: { id } }: One): Promise<void> {
  if (kind === 'paused') {
    await of.client.resume(id);
    await untilResumed(() => of.client, id);
  }
  if (kind === 'asks about a change') {
    const { approvals } = await untilStatus(() => of.client, id, 'waiting_approval');
    await of.client.decide(approvals.find(({ status }) => status === 'pending')!.id, { decision: 'allow' });
  }
  if (kind === 'asks a question') {
    const { questions } = await untilStatus(() => of.client, id, 'waiting_input');
    await of.client.answer(id, { questionId: questions[0]!.id, choices: ['yes'] });
  }
}

describe('twenty tasks at work', () => {
  const all: One[] = [];
  let archive: string;

  it(
    'all end with every effect once after everything was killed and the engine’s data was deleted',
    async () => {
      for (const kind of KINDS) {
        const some: One[] = [];
        for (let n = 0; n < OF_EACH; n += 1) {
          some.push(await begin(kind, n));
          if (kind === 'paused') await settle(some[n]!);
        }
        if (kind !== 'paused') for (const one of some) await settle(one);
        all.push(...some);
      }
      archive = join(rig.base, 'all.tar.gz');
      expect(await rig.cowork(['export', '--all', '-o', archive])).toMatchObject({
        code: 0,
        out: expect.stringContaining('20 tasks in'),
      });
      expect((await rig.cowork(['doctor', '--rebuild-engine'])).code).toBe(2);

      await rig.kill('all');
      const { code, out } = await rig.cowork(['doctor', '--rebuild-engine']);
      expect([code, out]).toEqual([0, expect.stringContaining('20 open tasks go on after their last finished step')]);
      const { temporal } = pathsOf(rig.home);
      const [aside, ...others] = readdirSync(temporal).filter((name) => name.startsWith('set-aside-'));
      expect(others).toEqual([]);
      rmSync(join(temporal, aside!), { recursive: true });
      busy = false;
      await rig.restart();

      await Promise.all(all.map((one) => goOn(rig, one)));
      for (const { job, folder, task, kind } of all) {
        const done = await untilStatus(() => rig.client, task.id, 'completed');
        expect([kind, await wrongIn(folder, job.after)]).toEqual([kind, []]);
        const { items: log } = await rig.client.eventsSoFar(task.id);
        expect(log.map(({ seq }) => seq)).toEqual(log.map((_, i) => i + 1));
        expect(log.at(-1)?.seq).toBe(done.lastSeq);
        const count = (type: string): number => log.filter((event) => event.type === type).length;
        expect([kind, count('changes_applied'), count('approval_requested'), count('question_asked')]).toEqual([
          ...[kind, job.calls.length],
          ...[kind === 'asks about a change' ? 1 : 0, kind === 'asks a question' ? 1 : 0],
        ]);
        expect(log.some((event) => event.type === 'notice' && event.code === 'engine_rebuilt')).toBe(true);
      }
      expect(rig.model.refusals()).toEqual([]);
      expect(await rig.stop()).toBe(0);
    },
    LIMIT_MS,
  );

  it(
    'go on in another home, into which they were imported, once each has its folder again',
    async () => {
      const other = await startProduct({
        scripts,
        async prepare({ cowork }) {
          await cowork(['config', 'set', 'daily-max-usd', '1000']);
          await cowork(['config', 'set', 'running-tasks', '20']);
          expect(await cowork(['import', archive])).toMatchObject({
            code: 0,
            out: expect.stringContaining('20 of them had not ended'),
          });
        },
      });
      try {
        expect(await other.cowork(['import', archive])).toMatchObject({ code: 1, err: expect.stringContaining('cowork stop') });
        const goesOn = async (kind: Kind): Promise<void> => {
          const one = all.find((task) => task.kind === kind)!;
          const { id } = one.task;
          expect(await other.client.task(id)).toMatchObject({
            status: 'paused',
            waitingFor: { text: expect.stringContaining('folders') },
          });
          const folder = folderFor(other.base, one.job);
          expect((await other.cowork(['resume', id, '--folder', `${folder}:full`])).code).toBe(0);
          await untilResumed(() => other.client, id);
          await goOn(other, kind === 'paused' ? { ...one, kind: 'at work' } : one);
          await untilStatus(() => other.client, id, 'completed');
          expect([kind, await wrongIn(folder, one.job.after)]).toEqual([kind, []]);
        };
        await Promise.all(KINDS.map(goesOn));
        expect(await other.stop()).toBe(0);
      } finally {
        await other.remove();
      }
    },
    LIMIT_MS,
  );
});
