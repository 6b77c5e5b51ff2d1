// Schedules of every kind at a minute's cadence on the real product, which is killed, stopped and put to sleep across their due times.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../../src/client/client.ts';
import { allOf, toArray } from '../../src/client/answers.ts';
import type { PostSchedule, Schedule, ScheduleRun } from '../../src/contract/schedules.ts';
import type { Script } from '../../src/demo/model-server/port.ts';
import type { ProductRig } from '../rig/product-rig.ts';
import { inSteps } from '../rig/scripts.ts';

export const SCRIPTS: Readonly<Record<string, Script>> = {
  quick: inSteps({ text: 'Done.' }),
  // The answer and the check of it: over the next due time, and each below the silence that counts as a dead line.
  slow: () => ({ text: 'Done.', delayMs: 38_000 }),
  hangs: inSteps({ text: 'Never said.', delayMs: 20 * 60_000 }),
  broken: () => ({ fault: { kind: 'status', status: 400, type: 'invalid_request_error', message: 'never acceptable' } }),
};

export interface Kind {
  readonly name: string;
  readonly script: keyof typeof SCRIPTS;
  readonly policy: Partial<PostSchedule>;
}

export const KINDS: readonly Kind[] = [
  { name: 'missed: once', script: 'quick', policy: { misfire: 'once' } },
  { name: 'missed: skip', script: 'quick', policy: { misfire: 'skip' } },
  { name: 'missed: the latest two', script: 'quick', policy: { misfire: 'all', misfireMost: 2 } },
  { name: 'overlap: skip', script: 'slow', policy: { overlap: 'skip' } },
  { name: 'overlap: queue one', script: 'slow', policy: { overlap: 'queue' } },
  { name: 'overlap: allow', script: 'slow', policy: { overlap: 'allow' } },
  { name: 'hangs', script: 'hangs', policy: { limitMinutes: 0.6 } },
  { name: 'fails', script: 'broken', policy: {} },
];

/** A span in which nothing could run. */
export interface Off {
  readonly how: string;
  readonly from: number;
  readonly to: number;
}

export interface Told {
  readonly kind: Kind;
  readonly schedule: Schedule;
  readonly runs: readonly ScheduleRun[];
  /** Ids of the tasks that carry the schedule's id. */
  readonly tasks: readonly string[];
  /** Up to when due times had been looked at when it was asked. */
  readonly until: number;
}

export const makeSchedule = (client: Client, { name, script, policy }: Kind): Promise<Schedule> =>
  client.createSchedule({
    ...{ name, cadence: 'every minute', timeZone: 'UTC', folders: [], mode: 'act' },
    prompt: `Do it. [[script:${String(script)}]]`,
    ...policy,
  });

export interface Outage {
  readonly how: 'killed' | 'stopped' | 'asleep';
  readonly ms: number;
}

/** The product is off for so long, and works again when this resolves. */
export async function outage(rig: ProductRig, { how, ms }: Outage): Promise<Off> {
  const from = Date.now();
  switch (how) {
    case 'killed':
      await rig.kill('all');
      await sleep(ms);
      await rig.restart();
      break;
    case 'stopped':
      await rig.stop();
      await sleep(ms);
      await rig.restart();
      break;
    case 'asleep': {
      // The launcher first: it must not take the silence of the others for their death.
      const thaws = (['launcher', 'api', 'worker', 'temporal'] as const).map((what) => rig.freeze(what));
      await sleep(ms);
      for (const thaw of thaws.reverse()) thaw();
    }
  }
  const to = Date.now();
  await rig.untilReady();
  return { how, from, to };
}

export async function tell(client: Client, made: readonly (readonly [Kind, Schedule])[], until: number): Promise<Told[]> {
  const tasks = await toArray(allOf((cursor) => client.tasks({ limit: 100, cursor })));
  return Promise.all(
    made.map(async ([kind, { id }]) => ({
      kind,
      schedule: await client.schedule(id),
      runs: (await toArray(allOf((cursor) => client.scheduleRuns(id, { limit: 100, cursor })))).toReversed(),
      tasks: tasks.filter((task) => task.scheduleId === id).map((task) => task.id),
      until,
    })),
  );
}
