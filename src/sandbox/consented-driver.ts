// Virtual machines where they can run; where they cannot, processes of this computer, if the user has agreed to that. Never without having been asked.
import type { SandboxDriver } from './port.ts';

export function createConsentedDriver(of: {
  machines: SandboxDriver;
  processes: SandboxDriver;
  /** The user has agreed to commands without a virtual machine. */
  mayUseProcesses: () => Promise<boolean>;
  /** The command by which the user agrees. */
  agree: string;
}): SandboxDriver {
  const { machines, processes, mayUseProcesses, agree } = of;
  const both = [machines, processes];
  const chosen = async (): Promise<SandboxDriver> => {
    if ((await machines.availability()).kind === 'ready' || !(await mayUseProcesses())) return machines;
    return processes;
  };
  return {
    async availability() {
      const driver = await chosen();
      const found = await driver.availability();
      if (found.kind === 'ready' || driver === processes || (await processes.availability()).kind !== 'ready') return found;
      return { ...found, mend: `${found.mend}; or, with less isolation, ${agree}` };
    },
    async attach(taskId) {
      const machine = await machines.attach(taskId);
      if (machine) return machine;
      const driver = await chosen();
      // Who takes the consent back takes it back for what runs too.
      if (driver === machines) await processes.stop(taskId);
      return driver.attach(taskId);
    },
    open: async (taskId, signal) => (await chosen()).open(taskId, signal),
    async stop(taskId) {
      await Promise.all(both.map((driver) => driver.stop(taskId)));
    },
    async destroy(taskId) {
      await Promise.all(both.map((driver) => driver.destroy(taskId)));
    },
    list: async () => (await Promise.all(both.map((driver) => driver.list()))).flat(),
    async close() {
      await Promise.all(both.map((driver) => driver.close()));
    },
  };
}
