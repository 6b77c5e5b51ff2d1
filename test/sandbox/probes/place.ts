// One machine of a probe's, with a folder that was granted to its task, as the product shares it.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findProcessSandbox, findSandbox } from '../../../src/desktop-sandbox.ts';
import { createCommandFolders } from '../../../src/files/command-folders.ts';
import type { CommandFolder } from '../../../src/files/port.ts';
import type { Sandbox, SandboxDriver } from '../../../src/sandbox/port.ts';
import { createProcessDriver } from '../../../src/sandbox/process/driver.ts';
import { createQemuDriver, type QemuDriverDeps } from '../../../src/sandbox/qemu/driver.ts';
import { type Computer, makeComputer } from '../../files/computer.ts';
import { furnish } from './furnish.ts';

const STARTS_IN_MS = 180_000;

export interface Place {
  readonly computer: Computer;
  /** Host path of /folders/Granted. */
  readonly folder: string;
  readonly driver: SandboxDriver;
  /** Host folder of the machine. */
  readonly machine: string;
  sandbox: Sandbox;
  /** What the command printed; it may fail. */
  run(command: string, timeoutMs?: number): Promise<string>;
  /** The task's folders shared anew, with nothing changed in them. */
  share(): Promise<void>;
  /** With the host's view of the folders. */
  withFolders<T>(work: (folder: CommandFolder) => Promise<T>): Promise<T>;
  /** Starts the machine where it does not run. */
  open(): Promise<void>;
  close(): Promise<void>;
}

/** Of a virtual machine whose commands are root. */
export const openPlace = (deps: Partial<QemuDriverDeps> & { computer?: Computer }): Promise<Place> =>
  openPlaceOf(deps.computer ?? makeComputer(), (home) =>
    createQemuDriver({
      ...{ home, memoryMb: 768, diskBytes: 2 ** 28, timeZone: 'UTC', guestUser: { uid: 0, gid: 0 } },
      find: findSandbox({ machines: home }, process.env),
      ...deps,
    }),
  );

/** Of processes of this computer. */
export const openProcessPlace = (egress: NonNullable<QemuDriverDeps['egress']>): Promise<Place> =>
  openPlaceOf(makeComputer(), (home) =>
    createProcessDriver({ home, find: findProcessSandbox({ jails: home }, process.env), timeZone: 'UTC', egress }),
  );

/** Two folders are granted: the second is for probes that take its share apart. */
async function openPlaceOf(computer: Computer, create: (home: string) => SandboxDriver): Promise<Place> {
  const { hostPath: folder } = computer.grant('work/Granted');
  computer.grant('work/Raw');
  furnish(computer);
  const home = join(computer.base, 'machines');
  mkdirSync(home, { recursive: true });
  const folders = createCommandFolders(computer);
  const driver = create(home);
  let runs = 0;
  const withAll = async <T>(work: (all: readonly CommandFolder[]) => Promise<T>): Promise<T> => {
    const all = await folders.ofTask('t1');
    try {
      return await work(all);
    } finally {
      for (const { lower } of all) lower.close();
    }
  };
  const place: Place = {
    ...{ computer, folder, driver, machine: join(home, 't1'), sandbox: undefined as unknown as Sandbox },
    async run(command, timeoutMs = 120_000) {
      const id = `probe${Date.now()}x${(runs += 1)}`;
      await place.sandbox.start(id, command, timeoutMs);
      const pieces: Buffer[] = [];
      for (let from = 0; ;) {
        const said = await place.sandbox.follow(id, { from, waitMs: 1_000 });
        pieces.push(said.bytes);
        from += said.bytes.length;
        if (said.ended) return Buffer.concat(pieces).toString('utf8');
      }
    },
    share: () => withAll((all) => place.sandbox.share(all.map(({ shared }) => shared))),
    withFolders: (work) => withAll((all) => work(all[0]!)),
    async open() {
      place.sandbox = await driver.open('t1', AbortSignal.timeout(STARTS_IN_MS));
      await place.share();
    },
    async close() {
      await driver.destroy('t1');
      computer.remove();
    },
  };
  await place.open();
  return place;
}
