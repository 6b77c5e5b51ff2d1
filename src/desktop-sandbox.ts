// Composition of the sandbox: driver, machines, commands.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { CrashPoints } from './contract/crash-points.ts';
import { systemResolve } from './egress/addresses.ts';
import { createEgress } from './egress/create-egress.ts';
import { createCachedRegistries } from './egress/package-registries.ts';
import type { Host, HostAnswers, NetworkLog } from './egress/port.ts';
import { createReachable } from './egress/reachable.ts';
import type { EgressTables } from './egress/schema.ts';
import type { CommandFolders } from './files/port.ts';
import { cacheFolder, type Paths } from './paths.ts';
import type { Commands } from './sandbox/command-port.ts';
import { createCommands } from './sandbox/commands.ts';
import { imageFolders } from './sandbox/image/recipe.ts';
import { createConsentedDriver } from './sandbox/consented-driver.ts';
import { createMachines } from './sandbox/machines.ts';
import type { Availability } from './sandbox/port.ts';
import { createProcessDriver } from './sandbox/process/driver.ts';
import { createFindProcess } from './sandbox/process/find.ts';
import { removeLeft } from './sandbox/started.ts';
import { createQemuDriver, type Found } from './sandbox/qemu/driver.ts';
import { createFind } from './sandbox/qemu/find.ts';

/** A task's machine. The disk is sparse: of it only what was written takes room. */
export const MACHINE = { memoryMb: 1024, diskBytes: 8 * 2 ** 30 } as const;

/** Folder with the pictures of memory that machines are started from. */
export const picturesFolder = (env: NodeJS.ProcessEnv): string => join(cacheFolder(env), 'pictures');

export interface Sandboxes {
  readonly commands: Commands;
  readonly network: HostAnswers;
  /** Why commands do not run here, or how. */
  availability(): Promise<Availability>;
  /** Lets go of what nobody uses, and of all that belonged to tasks that are over. */
  tidy(open: ReadonlySet<string>): Promise<void>;
  /** Lets go of them; they run on. */
  close(): Promise<void>;
}

/** What can run here: for the product, and for the doctor. */
export const findSandbox = ({ machines }: Pick<Paths, 'machines'>, env: NodeJS.ProcessEnv): (() => Promise<Found>) =>
  createFind({
    image: imageFolders(cacheFolder(env)).image,
    home: machines,
    mendImage: 'npm run image (in a checkout of this version; once, about four minutes)',
  });

/** Whether commands can run as processes of this computer. */
export const findProcessSandbox = (
  { jails }: Pick<Paths, 'jails'>,
  env: NodeJS.ProcessEnv,
): ReturnType<typeof createFindProcess> =>
  createFindProcess({
    home: jails,
    agent: imageFolders(cacheFolder(env)).agent,
    mendAgent: 'npm run image -- --agent (in a checkout of this version)',
  });

/** What sandboxes may be and reach, as far as it is not a matter of this machine's own records. */
export interface SandboxRules {
  readonly log: NetworkLog;
  /** The user has agreed to commands without a virtual machine, where none can run. */
  readonly mayUseProcesses: () => Promise<boolean>;
  /** Whether the user's package registries may be reached by every task. */
  readonly wantsRegistries: () => Promise<boolean>;
  /** Where the product asks its own model. */
  readonly modelHosts: () => Promise<readonly Host[]>;
}

export function openSandboxes(of: {
  paths: Paths;
  /** desktop.db with the tables of egress/schema. */
  db: Kysely<EgressTables>;
  folders: CommandFolders;
  network: SandboxRules;
  env: NodeJS.ProcessEnv;
  now: () => Date;
  crash: CrashPoints;
}): Sandboxes {
  const home = of.paths.machines;
  const incoming = join(of.paths.files, 'incoming');
  const registries = createCachedRegistries(of.env);
  const { log, modelHosts, wantsRegistries } = of.network;
  const egress = createEgress({
    ...{ home: of.paths.authorities, reachable: createReachable(of.db), log, modelHosts, resolve: systemResolve },
    registries: async () => ((await wantsRegistries()) ? registries() : { rules: [], environment: {} }),
  });
  const find = findSandbox(of.paths, of.env);
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const driver = createConsentedDriver({
    machines: createQemuDriver({ home, find, egress, timeZone, ...MACHINE, pictures: picturesFolder(of.env) }),
    processes: createProcessDriver({ home: of.paths.jails, find: findProcessSandbox(of.paths, of.env), egress, timeZone }),
    mayUseProcesses: of.network.mayUseProcesses,
    agree: 'cowork config set commands-without-vm on',
  });
  const machines = createMachines({ driver, memoryBytes: MACHINE.memoryMb * 2 ** 20, now: of.now });
  return {
    commands: createCommands({
      ...{ machines, incoming, network: egress, folders: of.folders, availability: () => driver.availability(), crash: of.crash },
    }),
    network: egress,
    availability: () => driver.availability(),
    async close() {
      await driver.close();
      egress.close();
    },
    async tidy(open) {
      await machines.tidy({ open });
      for (const place of [of.paths.machines, of.paths.jails]) await removeLeft(place);
      for (const file of namesIn(of.paths.authorities)) {
        const taskId = file.replace(/\.json$/, '');
        if (!open.has(taskId)) await egress.forget(taskId);
      }
      for (const taskId of namesIn(incoming))
        if (!open.has(taskId)) rmSync(join(incoming, taskId), { recursive: true, force: true });
    },
  };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
