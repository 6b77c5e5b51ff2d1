// Machines as the product starts them, on a temporary computer: with its picture, its way out, and the folders of one task.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { picture } from '../../image/picture.ts';
import { picturesFolder } from '../../src/desktop-sandbox.ts';
import { createCommandFolders } from '../../src/files/command-folders.ts';
import type { CommandFolder } from '../../src/files/port.ts';
import { isSameProcess, type ProcessIdentity } from '../../src/process/process-identity.ts';
import type { Sandbox, SandboxDriver } from '../../src/sandbox/port.ts';
import { endAllSandboxes } from '../../src/sandbox/started.ts';
import { readRecord } from '../../src/sandbox/qemu/record.ts';
import { type ProxyRig, startProxyRig } from '../../test/egress/proxy-rig.ts';
import { makeComputer } from '../../test/files/computer.ts';
import { driverIn } from '../../test/sandbox/vm/machine.ts';
import { memoryOf } from '../memory.ts';

export interface BenchMachines extends AsyncDisposable {
  readonly accelerator: string;
  /** What the machines' commands reach. */
  readonly proxy: ProxyRig;
  /** Folder for content that is fetched. */
  readonly incoming: string;
  /** A machine that was not there before. */
  start(name: string, from: Start): Promise<Sandbox>;
  /** The task's folders as they are now, as before every command of the product. */
  withFolders<T>(work: (folders: readonly CommandFolder[]) => Promise<T>): Promise<T>;
  /** Of QEMU, resident. */
  memoryMb(name: string): number;
  /** Ends it, and waits until no process of it is left. */
  end(name: string): Promise<void>;
}
export type Start = 'power-on' | 'picture';

/** The granted folder, as commands see it. */
export const FOLDER = '/folders/Papers';
const STARTS_IN_MS = 180_000;

/** Disposing ends all machines. @throws an Error that says what is missing where none can run */
export async function openBenchMachines(): Promise<BenchMachines> {
  await picture(process.env);
  const computer = makeComputer();
  computer.grant('work/Papers');
  computer.file('work/Papers/a.txt');
  const home = join(computer.base, 'machines');
  mkdirSync(home);
  endWhenInterrupted(home);
  const proxy = await startProxyRig();
  const egress = { of: () => proxy.egress.of(proxy.key.taskId) };
  const drivers: Record<Start, SandboxDriver> = {
    'power-on': driverIn(home, { egress }),
    picture: driverIn(home, { egress, pictures: picturesFolder(process.env) }),
  };
  // What can run here is found out once a process: not a part of any start.
  for (const driver of Object.values(drivers)) await driver.availability();
  const available = await drivers.picture.availability();
  if (available.kind === 'unavailable') throw new Error(`No virtual machine can be started: ${available.why}. ${available.mend}`);
  const folders = createCommandFolders(computer);
  const started = new Map<string, SandboxDriver>();
  const processesOf = (name: string): ProcessIdentity[] => readRecord(join(home, name))?.processes ?? [];
  const end = async (name: string): Promise<void> => {
    const processes = processesOf(name);
    await started.get(name)?.destroy(name);
    started.delete(name);
    if (processes.some(isSameProcess)) throw new Error(`a process of ${name} is left`);
  };
  return {
    ...{ accelerator: available.accelerator, proxy, incoming: join(computer.base, 'incoming'), end },
    start(name, from) {
      started.set(name, drivers[from]);
      return drivers[from].open(name, AbortSignal.timeout(STARTS_IN_MS));
    },
    async withFolders(work) {
      const all = await folders.ofTask('t1');
      try {
        return await work(all);
      } finally {
        for (const { lower } of all) lower.close();
      }
    },
    memoryMb: (name) => memoryOf(processesOf(name)[0]?.pid ?? NaN).rssMb,
    async [Symbol.asyncDispose]() {
      for (const name of started.keys()) await end(name);
      await proxy.close();
      computer.remove();
    },
  };
}

/** Machines outlive whoever started them. */
export function endWhenInterrupted(home: string): void {
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.once(name, () => void endAllSandboxes([home]).finally(() => process.exit(1)));
}

export const share = (machines: BenchMachines, sandbox: Sandbox): Promise<void> =>
  machines.withFolders((all) => sandbox.share(all.map(({ shared }) => shared)));
