// Everybody who works with the product at once: lanes in which one task after the other is handed over and tended.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '../../src/client/client.ts';
import type { Script } from '../../src/demo/model-server/port.ts';
import { addressOf } from '../../src/launcher/running.ts';
import { writeTree } from '../rig/job.ts';
import { type TaskWatch, watchTask } from '../rig/watch-task.ts';
import type { Random } from '../rig/random.ts';
import { createCalm } from './calm.ts';
import type { Played } from './judge-task.ts';
import type { World } from './mishaps.ts';
import { attentive } from './plan-person.ts';
import { planTask, type TaskPlan } from './plan-task.ts';
import { scriptOf } from './script.ts';
import type { SoakOptions } from './soak.ts';
import { type People, type Tended, tendTask } from './tend-task.ts';

export interface Crowd {
  /** Hands over and tends all tasks, some at once. `onWarm` is called when no kill comes any more and a third of the rest is done: caches are full then. */
  run(onWarm: () => void): Promise<void>;
  begun(): number;
  isOver(): boolean;
  played(): readonly Played[];
  /** Those who watch follow the product to where it serves now. */
  moveWatches(): void;
  closeWatches(): Promise<void>;
}

export function createCrowd(
  world: World,
  of: {
    options: SoakOptions;
    random: Random;
    /** Aborted when the soak has failed or is stopped. */
    over: AbortSignal;
    scripts: Record<string, Script>;
    count: (what: string) => void;
  },
): Crowd {
  const { rig, volumes } = world;
  const { options, random } = of;
  const played: Played[] = [];
  const watches = new Map<string, TaskWatch>();
  /** Tasks that nobody looks at any more. */
  const left = new Set<string>();
  let begun = 0;
  let over = false;
  const people: People = {
    calm: createCalm(of.over),
    laptop: () => rig.client,
    phone: () => createClient({ baseUrl: addressOf(rig.runtime), token: rig.runtime.token, device: 'phone' }),
    isFull: (plan) => volumes.isFull(plan.place),
  };

  /** The stream of a task stays open for as long as somebody listens, also after its end. */
  const leave = async (name: string, end: Tended['end']): Promise<void> => {
    left.add(name);
    const watch = watches.get(name);
    if (end === 'finished') await watch?.sees('its end', ({ type }) => type === 'task_finished').catch(() => undefined);
    await watch?.close();
  };
  const playOne = async (number: number): Promise<void> => {
    const planned = planTask(random, number);
    // A task that is left open has a right to memory: nobody leaves one while growth is looked at.
    const plan = number > options.killsUpTo ? { ...planned, person: attentive(planned.person) } : planned;
    const folder = join(volumes.folderOf(plan.place), plan.name);
    await makeFolder(folder, plan);
    const scripted = scriptOf(plan, random, of.count);
    of.scripts[plan.name] = scripted.script;
    const onCreated = (taskId: string): void => {
      if (plan.person.watches) watches.set(plan.name, watchTask(rig.client, taskId));
    };
    const tended = await tendTask(people, { plan, folder, patienceMs: options.patienceMs, onCreated });
    await leave(plan.name, tended.end);
    played.push({ plan, folder, tended, scripted, watched: () => watches.get(plan.name)?.events() });
    if (tended.end === 'late')
      options.log(`${plan.name} is late: ${JSON.stringify(await rig.client.task(tended.taskId).catch(String))}`);
  };

  return {
    async run(onWarm) {
      const warm = options.killsUpTo + Math.ceil((options.tasks - options.killsUpTo) / 2);
      const lane = async (): Promise<void> => {
        while (begun < options.tasks && !of.over.aborted) {
          begun += 1;
          if (begun === warm) onWarm();
          if (begun % 50 === 0) options.log(`${begun} tasks begun`);
          await playOne(begun);
        }
      };
      await Promise.all(Array.from({ length: options.lanes }, lane));
      over = true;
    },
    begun: () => begun,
    isOver: () => over || of.over.aborted,
    played: () => played,
    moveWatches: () => watches.forEach((watch, name) => void (left.has(name) || watch.moveTo(rig.client))),
    async closeWatches() {
      for (const watch of watches.values()) await watch.close();
    },
  };
}

/** The user's own files; where there is no room just now, the user waits too. */
async function makeFolder(folder: string, plan: TaskPlan): Promise<void> {
  for (;;) {
    try {
      mkdirSync(folder, { recursive: true });
      return writeTree(folder, plan.before);
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'ENOSPC') throw error;
      rmSync(folder, { recursive: true, force: true });
      await sleep(250);
    }
  }
}
