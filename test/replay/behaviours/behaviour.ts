// What a behaviour is, and the hands that play one.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import type { Approval } from '../../../src/contract/changes.ts';
import type { TaskStatus } from '../../../src/contract/task.ts';
import type { Reply, Script } from '../../../src/demo/model-server/port.ts';
import type { Wanted } from '../../../src/store/port.ts';
import type { EngineRig } from '../../rig/engine-rig.ts';
import { call } from '../../rig/scripts.ts';

export interface Stage {
  readonly rig: EngineRig;
  /** Of the behaviour; its script's and folder's too. */
  readonly name: string;
  readonly temporal: Client;
}

export interface Behaviour {
  readonly name: string;
  readonly script: Script;
  /** Drives it until its workflow has shown the behaviour, and answers the task's id; of what is no task, the workflow's. */
  play(stage: Stage): Promise<string>;
  /** The run of the workflow in which it shows, where there are several; the first. */
  readonly run?: 'last';
}

/** Another look each time, so that the loop guards see progress. */
export const look = (step: number): Reply => ({ toolCalls: [call('list_files', { path: '/scratch', limit: step + 1 })] });

export const create = async ({ rig, name }: Stage, more: Partial<Parameters<EngineRig['create']>[0]> = {}): Promise<string> =>
  (await rig.create({ script: name, ...more })).id;

export async function toEnd(stage: Stage, id?: string, end: TaskStatus = 'completed'): Promise<string> {
  const taskId = id ?? (await create(stage));
  await stage.rig.until(taskId, end);
  return taskId;
}

/** What the api's pause, resume and cancel do. */
export async function want({ rig }: Stage, id: string, wanted: Wanted): Promise<void> {
  await rig.store.transaction(async (tx) => {
    await tx.patchTask(id, { wanted, ...(wanted === 'run' ? { hold: null } : {}) });
    await tx.enqueue('nudge', id);
  });
  if (wanted === 'cancel_now' || wanted === 'pause') rig.deps.running.abort(id, wanted);
}

/** A task with a folder of two files, waiting for the answer to its first question. */
export async function inFolder(stage: Stage): Promise<{ id: string; folder: string; approval: Approval }> {
  const folder = stage.rig.folder(stage.name);
  mkdirSync(join(folder, 'in'), { recursive: true });
  for (const name of ['a', 'b']) writeFileSync(join(folder, 'in', `${name}.txt`), name);
  const id = await create(stage, { folders: [{ path: folder, access: 'write' }] });
  return { id, folder, approval: await question(stage, id) };
}

/** The pending question of the task; `not` is one that was answered before. */
export async function question({ rig }: Stage, id: string, not?: string): Promise<Approval> {
  for (let i = 0; i < 1_000; i += 1) {
    const { items } = await rig.store.listApprovals({ taskId: id, status: 'pending', limit: 5 });
    if (items[0] && items[0].id !== not) return items[0];
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${id} asked nothing`);
}

export const decide = ({ rig }: Stage, { id }: Approval, decision: 'allow' | 'deny' = 'allow') =>
  rig.store.decideApproval(id, { decision, scope: 'once', decidedBy: 'test', deciderKey: id });

/** Waits until the model was asked for so many steps of the task. */
export async function untilStep({ rig }: Stage, id: string, steps: number): Promise<void> {
  for (let i = 0; i < 1_000; i += 1) {
    if ((await rig.store.events(id, 0, 10_000)).filter(({ type }) => type === 'step_started').length >= steps) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${id} did not come to step ${steps}`);
}
