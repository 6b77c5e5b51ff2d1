// Composition of the sandbox: driver, machines, commands.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
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
import { createMachines } from './sandbox/machines.ts';
import type { Availability } from './sandbox/port.ts';
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

/** What sandboxes may reach, as far as it is not a matter of this machine's own records. */
export interface NetworkRules {
  readonly log: NetworkLog;
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
  network: NetworkRules;
  env: NodeJS.ProcessEnv;
  now: () => Date;
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
  const driver = createQemuDriver({
    ...{ home, find, egress, ...MACHINE, pictures: picturesFolder(of.env) },
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
  const machines = createMachines({ driver, memoryBytes: MACHINE.memoryMb * 2 ** 20, now: of.now });
  return {
    commands: createCommands({
      ...{ machines, incoming, network: egress, folders: of.folders, availability: () => driver.availability() },
    }),
    network: egress,
    availability: () => driver.availability(),
    async close() {
      await driver.close();
      egress.close();
    },
    async tidy(open) {
      await machines.tidy({ open });
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
