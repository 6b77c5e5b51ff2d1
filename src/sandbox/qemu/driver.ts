// Sandboxes as virtual machines: one a task, started when first needed, found again by a worker that comes later.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CoworkError } from '../../contract/errors.ts';
import { type AgentsDeps, ANSWERS_IN_MS, arranged, type Connected, createAgents, type User, userSeen } from '../agents.ts';
import type { Availability, Sandbox, SandboxDriver } from '../port.ts';
import { bootOf, sandboxesIn } from '../started.ts';
import { type Accelerator, FILES, type Machine } from './command-line.ts';
import { lastWords, type MachineOptions, startMachine } from './machine.ts';
import { createPictures } from './pictures.ts';
import { type MachineRecord, runningMachine } from './record.ts';
import { plugIn, pullOut, shareOf } from './shares.ts';

export interface QemuDriverDeps {
  /** Folder with a folder for each machine. */
  readonly home: string;
  /** What can run here, or why nothing can. */
  readonly find: () => Promise<Found>;
  readonly memoryMb: number;
  readonly diskBytes: number;
  readonly timeZone: string;
  /** Folder with pictures of machines that have just begun. Absent: every machine starts from power-on. */
  readonly pictures?: string;
  readonly egress?: AgentsDeps<MachineRecord>['egress'];
  /** Only probes change these, to show what each part holds back: as whom commands run in the guest, and how QEMU is started. */
  readonly guestUser?: User;
  readonly commandLine?: (machine: Machine) => string[];
}

export type Found = Ready | Extract<Availability, { kind: 'unavailable' }>;

export interface Ready {
  readonly kind: 'found';
  readonly image: string;
  readonly accelerator: Accelerator;
  /** The first line of what QEMU says of itself. */
  readonly qemu: string;
  /** The command that gets a better one. */ readonly mendAccelerator?: string;
}

/** From power-on to the guest's first word: 8 s without hardware's help on two idle cores. */
const SPEAKS_IN_MS = 90_000;
export const CPUS = 2;

export function createQemuDriver(deps: QemuDriverDeps): SandboxDriver {
  const folderOf = (taskId: string): string => join(deps.home, taskId);
  const who = userSeen();
  const agents = createAgents<MachineRecord>({
    ...{ home: deps.home, user: deps.guestUser ?? who, timeZone: deps.timeZone },
    ...(deps.egress && { egress: deps.egress }),
    ...{ running: runningMachine, what: 'The virtual machine', lastWords },
  });
  // What a probe changes would not be in it.
  const pictures =
    deps.pictures !== undefined && !deps.commandLine ? createPictures({ ...deps, folder: deps.pictures, cpus: CPUS }) : undefined;

  const sandboxOf = (taskId: string, { guest, record }: Connected<MachineRecord>): Sandbox => ({
    ...guest,
    withoutMachine: false,
    boot: bootOf(record),
    async share(folders) {
      await plugIn(folderOf(taskId), record, folders);
      await guest.arrange(arranged(folders, (one) => shareOf(record, one)!.tag));
      if (await pullOut(folderOf(taskId), record, folders)) return;
      await agents.end(taskId);
      throw new CoworkError(
        'sandbox_failed',
        'a folder that was taken away could not be let go of, so the virtual machine was ended',
      );
    },
  });

  const attach = async (taskId: string): Promise<Sandbox | undefined> => {
    const connected = await agents.attach(taskId);
    return connected && sandboxOf(taskId, connected);
  };

  const options = (taskId: string, found: Ready): MachineOptions => ({
    ...{ image: found.image, accelerator: found.accelerator, folder: folderOf(taskId), ...who },
    ...{ memoryMb: deps.memoryMb, diskBytes: deps.diskBytes, cpus: CPUS },
    ...(deps.commandLine && { commandLine: deps.commandLine }),
  });

  const fromPowerOn = async (taskId: string, found: Ready): Promise<Sandbox> => {
    const record = await startMachine(options(taskId, found));
    try {
      return sandboxOf(taskId, await agents.connect(taskId, record, SPEAKS_IN_MS));
    } catch (error) {
      await agents.stop(taskId);
      throw error;
    }
  };

  /** Undefined where there is no picture that fits; one that does not work is removed. */
  const fromPicture = async (taskId: string, found: Ready): Promise<Sandbox | undefined> => {
    const picture = pictures?.fitting(found, join(folderOf(taskId), FILES.disk));
    if (picture === undefined) return undefined;
    try {
      const record = await startMachine({ ...options(taskId, found), picture });
      return sandboxOf(taskId, await agents.connect(taskId, record, ANSWERS_IN_MS));
    } catch {
      await agents.stop(taskId);
      rmSync(picture, { force: true });
      return undefined;
    }
  };

  return {
    async availability() {
      const found = await deps.find();
      if (found.kind === 'unavailable') return found;
      return { kind: 'ready', accelerator: found.accelerator };
    },
    attach,
    async open(taskId, signal) {
      const there = await attach(taskId);
      if (there) return there;
      const found = await deps.find();
      if (found.kind === 'unavailable') throw new CoworkError('sandbox_failed', `${found.why}. ${found.mend}`);
      signal.throwIfAborted();
      mkdirSync(deps.home, { recursive: true, mode: 0o700 });
      return (await fromPicture(taskId, found)) ?? fromPowerOn(taskId, found);
    },
    stop: (taskId) => agents.stop(taskId),
    async destroy(taskId) {
      await agents.stop(taskId);
      rmSync(folderOf(taskId), { recursive: true, force: true });
    },
    async close() {
      pictures?.close();
      await agents.close();
    },
    async list() {
      const names = sandboxesIn(deps.home).filter((name) => !name.startsWith('.'));
      return names.map((taskId) => ({ taskId, running: runningMachine(folderOf(taskId)) !== undefined }));
    },
  };
}
