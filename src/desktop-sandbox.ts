// Composition of the sandbox: driver, machines, commands.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandFolders } from './files/port.ts';
import { cacheFolder, type Paths } from './paths.ts';
import type { Commands } from './sandbox/command-port.ts';
import { createCommands } from './sandbox/commands.ts';
import { imageFolders } from './sandbox/image/recipe.ts';
import { createMachines } from './sandbox/machines.ts';
import type { Availability } from './sandbox/port.ts';
import { createQemuDriver, type Found } from './sandbox/qemu/driver.ts';
import { createFind } from './sandbox/qemu/find.ts';

const MEMORY_MB = 1024;
/** Sparse: of it only what was written takes room. */
const DISK_BYTES = 8 * 2 ** 30;

export interface Sandboxes {
  readonly commands: Commands;
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

export function openSandboxes(of: { paths: Paths; folders: CommandFolders; env: NodeJS.ProcessEnv; now: () => Date }): Sandboxes {
  const home = of.paths.machines;
  const incoming = join(of.paths.files, 'incoming');
  const find = findSandbox(of.paths, of.env);
  const driver = createQemuDriver({
    ...{ home, find, memoryMb: MEMORY_MB, diskBytes: DISK_BYTES },
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
  const machines = createMachines({ driver, memoryBytes: MEMORY_MB * 2 ** 20, now: of.now });
  return {
    commands: createCommands({
      ...{ machines, incoming, folders: of.folders, availability: () => driver.availability() },
    }),
    availability: () => driver.availability(),
    close: () => driver.close(),
    async tidy(open) {
      await machines.tidy({ open });
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
