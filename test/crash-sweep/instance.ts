// One product under the rig's hands: kept alive over many cases, struck by kill -9 where a process stands still, and started again.
import { chmodSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DatabaseSync } from 'node:sqlite';
import type { Script } from '../../src/demo/model-server/port.ts';
import { findTemporalCli } from '../../src/launcher/temporal-cli/find.ts';
import { pathsOf } from '../../src/paths.ts';
import { signal } from '../../src/process/process-identity.ts';
import { type ProductRig, startProduct } from '../rig/product-rig.ts';
import { jailedIn, killMachines, runningIn } from './machines-of.ts';
import { type OwnCache, ownCache } from './own-cache.ts';
import { BROKEN, type Control } from './controls/names.ts';
import { startRival } from './rival.ts';
import { type CrashControl, createCrashControl } from './crash-control.ts';

export const VICTIMS = ['worker', 'api', 'temporal', 'all'] as const;
/** Nobody is killed, but while the worker stands still a second one is started on the same home. */
export const RIVAL = 'a second worker comes';
/** Where commands run: QEMU and its jail, alone or with the worker that waits for them. */
export const MACHINE_VICTIMS = ['machine', 'machine and worker'] as const;
export type Victim = (typeof VICTIMS)[number] | (typeof MACHINE_VICTIMS)[number] | typeof RIVAL;

export interface Instance {
  readonly rig: ProductRig;
  readonly control: CrashControl;
  /** By name; may grow while the product runs. */
  readonly scripts: Record<string, Script>;
  /**
   * kill -9 of the victim, whatever it does at that moment; `all` is started again by the rig, one of them by the launcher, a machine by the next
   * command. False: no machine lived. `tasks`: whose machines die; absent: all that run.
   */
  strike(victim: Victim, tasks?: readonly string[]): Promise<boolean>;
  /** Number of the last event of a task, read from the store's file: true also while the api stands still. */
  lastSeq(taskId: string): number;
  /** Id of the task's open question, read in the same way. */
  pendingApproval(taskId: string): string | undefined;
  /** Ends in order; what is left behind is an error. */
  close(): Promise<void>;
  /** Ends what lives, whatever happened. */
  remove(): Promise<void>;
}

/** A restarting child is back within seconds, on a busy machine too. */
const BACK_MS = 120_000;

export interface InstanceOptions {
  /** Its runs are over after each step: continue-as-new is passed in every round. */
  readonly shortRuns?: boolean;
  /** Made but not started; `rig.restart()` starts it. */
  readonly unstarted?: boolean;
  /** Commands run in virtual machines here. */
  readonly machines?: boolean;
  /** Broken on purpose in this way. */
  readonly control?: Control;
}

export async function openInstance(options: InstanceOptions = {}): Promise<Instance> {
  const control = createCrashControl();
  const scripts: Record<string, Script> = {};
  const cache: OwnCache | undefined = options.machines ? await ownCache(dirname(control.file)) : undefined;
  const env = {
    ...cache?.env,
    COWORK_CRASH_AT: control.file,
    ...(options.control === undefined ? {} : { [BROKEN]: options.control }),
    ...(options.shortRuns ? { COWORK_TEMPORAL_CLI: await impatientTemporal(dirname(control.file)) } : {}),
  };
  const rig = await startProduct({
    scripts,
    env,
    ...(options.control === undefined ? {} : { program: controlFile('start') }),
    ...(options.unstarted ? { unstarted: true } : {}),
    prepare: async ({ home }) => cache?.prepare(home),
  }).catch((error: unknown) => {
    cache?.close();
    control.remove();
    throw error;
  });
  const rivals: (() => void)[] = [];
  const look = (sql: string, taskId: string): unknown => {
    const db = new DatabaseSync(pathsOf(rig.home).tasksDb, { readOnly: true, timeout: 1_000 });
    try {
      return db.prepare(sql).get(taskId)?.['found'];
    } finally {
      db.close();
    }
  };
  return {
    ...{ rig, control, scripts },
    async strike(victim, tasks = runningIn(rig.home)) {
      if (victim === RIVAL) {
        rivals.push(await startRival(options.control ? controlFile('worker') : WORKER, rig.env));
        return true;
      }
      if (victim === 'machine') return killMachines(rig.home, tasks);
      const died = victim !== 'machine and worker' || (await killMachines(rig.home, tasks));
      const process = victim === 'machine and worker' ? 'worker' : victim;
      const needed = process === 'all' ? (['launcher', 'worker', 'api', 'temporal'] as const) : [process];
      const limit = performance.now() + BACK_MS;
      while (!needed.every((name) => rig.pids()[name])) {
        if (performance.now() > limit) throw new Error(`of ${needed.join(', ')} only ${Object.keys(rig.pids()).join(', ')} live`);
        await sleep(10);
      }
      await rig.kill(process);
      return died;
    },
    lastSeq: (taskId) => Number(look('select last_seq as found from tasks where id = ?', taskId) ?? 0),
    pendingApproval: (taskId) =>
      look("select id as found from approvals where task_id = ? and status = 'pending'", taskId) as string | undefined,
    async close() {
      for (const end of rivals) end();
      const code = await rig.stop();
      if (code !== 0) throw new Error(`cowork start ended with ${code}: ${rig.output()}`);
    },
    async remove() {
      for (const end of rivals) end();
      await killMachines(rig.home);
      // Also those that nobody wrote down.
      for (const one of options.machines ? jailedIn(rig.home) : []) signal(one, 'SIGKILL');
      cache?.close();
      await rig.remove();
      control.remove();
    },
  };
}

const WORKER = fileURLToPath(new URL('../../src/worker.ts', import.meta.url));
const controlFile = (name: 'start' | 'worker'): string => fileURLToPath(new URL(`./controls/${name}.ts`, import.meta.url));

/** The server that the product uses, told to suggest continue-as-new after a few steps, so that runs hand over within a sweep. */
async function impatientTemporal(folder: string): Promise<string> {
  const { path } = await findTemporalCli({
    explicit: process.env['COWORK_TEMPORAL_CLI'],
    env: process.env,
    onProgress: () => undefined,
  });
  const file = join(folder, 'temporal');
  const settings = ['limit.historyCount.suggestContinueAsNew=30', 'history.workflowIdReuseMinimalInterval="10ms"'];
  const more = settings.map((setting) => `--dynamic-config-value '${setting}'`).join(' ');
  writeFileSync(
    file,
    `#!/bin/sh\ncase "$1 $2" in "server start-dev") exec '${path}' "$@" ${more};; *) exec '${path}' "$@";; esac\n`,
  );
  chmodSync(file, 0o755);
  return file;
}
