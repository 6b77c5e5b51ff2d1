// The whole product on a disk that loses power: home, Temporal's database and the granted folder all on it, every process dead at once.
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TaskEvent } from '../../src/contract/events.ts';
import { identityOf } from '../../src/process/process-identity.ts';
import { acting, makeJob, writeTree, wrongIn } from '../rig/job.ts';
import { type ProductRig, startProduct } from '../rig/product-rig.ts';
import { call, inSteps } from '../rig/scripts.ts';
import { untilStatus, watchTask } from '../rig/watch-task.ts';
import type { Workload } from './workload.ts';

const DEAD_MS = 60_000;

export function product(disk: string): Workload {
  const job = makeJob('Aufräumen');
  let rig: ProductRig;
  let folder: string;
  let taskId: string;

  return {
    async prepare() {
      process.env['TMPDIR'] = disk;
      rig = await startProduct({
        scripts: {
          job: inSteps(
            { text: 'I look first.', toolCalls: [call('list_files', { path: `/folders/${job.name}`, limit: 200 })] },
            acting(job),
            {
              text: 'Everything is in its place.',
            },
          ),
        },
      });
      folder = join(rig.base, job.name);
      mkdirSync(folder);
      writeTree(folder, job.before);
    },

    async run(told) {
      const task = await rig.client.createTask({
        prompt: 'Put everything in its place. [[script:job]]',
        folders: [{ path: folder, access: 'full' }],
        mode: 'ask',
      });
      taskId = task.id;
      told('created');
      const watch = watchTask(rig.client, taskId);
      const asked = await untilStatus(() => rig.client, taskId, 'waiting_approval');
      told('asked');
      tell(watch.events(), told);
      await rig.client.decide(asked.approvals[0]!.id, { decision: 'allow' });
      told('decided');
      await untilStatus(() => rig.client, taskId, 'completed');
      await watch.sees('the end', (item) => item.type === 'task_finished');
      told('completed');
      tell(watch.events(), told);
      await watch.close();
      await killAll(rig);
    },

    async recover() {
      await rig.restart();
      await killAll(rig);
    },

    async wrongAfter(facts) {
      await rig.restart();
      try {
        return await wrong(facts);
      } finally {
        await killAll(rig);
      }
    },

    close: () => rig.remove(),
  };

  async function wrong(facts: readonly string[]): Promise<string[]> {
    const { client } = rig;
    const known = (await client.tasks()).items.some(({ id }) => id === taskId);
    if (!known) return facts.length > 0 ? ['the task is gone'] : [];
    const { items: before } = await client.eventsSoFar(taskId);
    const lost = facts.filter((fact) => fact.startsWith('event') && !before.some((event) => wordsOf(event) === fact));
    if (lost.length > 0) return lost.map((fact) => `${fact} is gone`);

    let task = await untilStatus(() => client, taskId, 'waiting_approval', 'completed');
    if (task.status === 'waiting_approval') {
      // None is pending when the answer was stored and the run has not looked yet.
      const pending = task.approvals.find(({ status }) => status === 'pending');
      if (pending && facts.includes('decided')) return ['the answer is forgotten'];
      if (pending) await client.decide(pending.id, { decision: 'allow' });
      task = await untilStatus(() => client, taskId, 'completed');
    }
    const found = await wrongIn(folder, job.after);
    const { items: log } = await client.eventsSoFar(taskId);
    const count = (type: string): number => log.filter((event) => event.type === type).length;
    if (log.some((event, n) => event.seq !== n + 1)) found.push('the events have a gap');
    if (count('approval_requested') !== 1 || count('approval_decided') !== 1) found.push('it was not asked once');
    if (count('changes_applied') !== job.calls.length) found.push(`${count('changes_applied')} times something was applied`);
    if (found.length > 0) return found;
    await client.undo(taskId, {});
    return (await wrongIn(folder, job.before)).map((line) => `after undo: ${line}`);
  }
}

const tell = (events: readonly TaskEvent[], told: (fact: string) => void): void =>
  events.forEach((event) => told(wordsOf(event)));

const wordsOf = (event: TaskEvent): string =>
  `event ${event.seq} ${event.type} ${createHash('sha256').update(JSON.stringify(event)).digest('hex').slice(0, 12)}`;

/** Whatever lives of it, the launcher first: it must not see the others die. */
async function killAll(rig: ProductRig): Promise<void> {
  const living = rig.pids();
  const victims = [living.launcher, living.worker, living.api, living.temporal].flatMap((one) => one ?? []);
  for (const { pid } of victims) process.kill(pid, 'SIGKILL');
  const limit = performance.now() + DEAD_MS;
  while (victims.some(({ pid, startTime }) => identityOf(pid)?.startTime === startTime)) {
    if (performance.now() > limit) throw new Error('a killed process lives on');
    await sleep(10);
  }
}
