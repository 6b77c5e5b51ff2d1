// Sandboxes as virtual machines: one a task, started when first needed, found again by a worker that comes later.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { CoworkError } from '../../contract/errors.ts';
import { openGuestChannel, type GuestChannel } from '../channel/guest-channel.ts';
import { type EgressStreams, openEgressStreams } from '../channel/streams.ts';
import { createGuest, type Guest } from '../guest.ts';
import type { Availability, Sandbox, SandboxDriver, SharedFolder } from '../port.ts';
import { type Accelerator, FILES, type Machine } from './command-line.ts';
import { endMachine, lastWords, machinesIn, type MachineOptions, runningMachine, startMachine } from './machine.ts';
import { createPictures } from './pictures.ts';
import type { MachineRecord } from './record.ts';
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
  /**
   * What a task's commands may reach, and what it takes for the guest to trust it; asked for each time that a machine is connected to. Absent: nothing
   * listens, and every connection of the guest is closed. A machine for which it is rejected counts as one that does not answer, and is ended.
   */
  readonly egress?: { of(taskId: string): Promise<Egress> };
  /** Only probes change these, to show what each part holds back: as whom commands run in the guest, and how QEMU is started. */
  readonly guestUser?: User;
  readonly commandLine?: (machine: Machine) => string[];
}

export interface Egress {
  /** PEM; may be empty. */
  readonly ca: string;
  /** More variables for commands. */
  readonly environment: Readonly<Record<string, string>>;
  /** Owns the stream from then on. */
  onStream(stream: Duplex): void;
}

interface User {
  readonly uid: number;
  readonly gid: number;
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
/** A machine that runs answers at once, also under load. */
const ANSWERS_IN_MS = 15_000;
/** Also one that is just starting is not waited for longer. */
const SYNCS_IN_MS = 3_000;
const LOOK_EVERY_MS = 500;
export const CPUS = 2;

interface Running {
  readonly channel: GuestChannel;
  readonly sandbox: Promise<Sandbox>;
  /** Looks whether the machine still runs: who waits for an answer of one that does not would wait for ever. */
  readonly life: NodeJS.Timeout;
  streams?: EgressStreams;
}

export function createQemuDriver(deps: QemuDriverDeps): SandboxDriver {
  const running = new Map<string, Running>();
  const folderOf = (taskId: string): string => join(deps.home, taskId);
  const who = userSeen();
  // What a probe changes would not be in it.
  const pictures =
    deps.pictures !== undefined && !deps.commandLine ? createPictures({ ...deps, folder: deps.pictures, cpus: CPUS }) : undefined;

  const connect = (taskId: string, record: MachineRecord, patienceMs: number): Promise<Sandbox> => {
    const channel = openGuestChannel(folderOf(taskId), FILES.agent);
    const life = setInterval(() => {
      if (!runningMachine(folderOf(taskId))) forget(taskId, channel);
    }, LOOK_EVERY_MS).unref();
    const sandbox = greet(taskId, { channel, record, patienceMs });
    running.set(taskId, { channel, sandbox, life });
    sandbox.catch(() => forget(taskId, channel));
    return sandbox;
  };

  const greet = async (
    taskId: string,
    { channel, record, patienceMs }: { channel: GuestChannel; record: MachineRecord; patienceMs: number },
  ): Promise<Sandbox> => {
    await spoken(channel, folderOf(taskId), patienceMs);
    const guest = createGuest(channel);
    const egress = await deps.egress?.of(taskId);
    const { ca = '', environment = {} } = egress ?? {};
    await guest.begin({ ...(deps.guestUser ?? who), timeZone: deps.timeZone, hostname: 'cowork', ca, environment });
    const known = running.get(taskId);
    if (egress && known?.channel === channel)
      known.streams = openEgressStreams(folderOf(taskId), FILES.egress, (stream) => egress.onStream(stream));
    const ended = async (): Promise<void> => {
      forget(taskId, channel);
      await endMachine(folderOf(taskId));
    };
    return sandboxOf({ guest, record, boot: bootOf(record), folder: folderOf(taskId), end: ended });
  };

  const forget = (taskId: string, channel: GuestChannel): void => {
    channel.close();
    const known = running.get(taskId);
    if (known?.channel !== channel) return;
    clearInterval(known.life);
    known.streams?.close();
    running.delete(taskId);
  };

  const attach = async (taskId: string): Promise<Sandbox | undefined> => {
    const record = runningMachine(folderOf(taskId));
    const known = running.get(taskId);
    if (!record) {
      if (known) forget(taskId, known.channel);
      return undefined;
    }
    try {
      return await (known?.sandbox ?? connect(taskId, record, ANSWERS_IN_MS));
    } catch {
      // A machine that does not answer is none.
      await endMachine(folderOf(taskId));
      return undefined;
    }
  };

  const letGo = async (taskId: string): Promise<void> => {
    const known = running.get(taskId);
    if (!known) return;
    const synced = known.sandbox.then((sandbox) => sandbox.sync()).catch(() => undefined);
    if (runningMachine(folderOf(taskId))) await Promise.race([synced, sleep(SYNCS_IN_MS, undefined, { ref: false })]);
    forget(taskId, known.channel);
  };

  const stop = async (taskId: string): Promise<void> => {
    await letGo(taskId);
    await endMachine(folderOf(taskId));
  };

  const options = (taskId: string, found: Ready): MachineOptions => ({
    ...{ image: found.image, accelerator: found.accelerator, folder: folderOf(taskId), ...who },
    ...{ memoryMb: deps.memoryMb, diskBytes: deps.diskBytes, cpus: CPUS },
    ...(deps.commandLine && { commandLine: deps.commandLine }),
  });

  const fromPowerOn = async (taskId: string, found: Ready): Promise<Sandbox> => {
    const record = await startMachine(options(taskId, found));
    try {
      return await connect(taskId, record, SPEAKS_IN_MS);
    } catch (error) {
      await stop(taskId);
      throw error;
    }
  };

  /** Undefined where there is no picture that fits; one that does not work is removed. */
  const fromPicture = async (taskId: string, found: Ready): Promise<Sandbox | undefined> => {
    const picture = pictures?.fitting(found, join(folderOf(taskId), FILES.disk));
    if (picture === undefined) return undefined;
    try {
      const record = await startMachine({ ...options(taskId, found), picture });
      return await connect(taskId, record, ANSWERS_IN_MS);
    } catch {
      await stop(taskId);
      rmSync(picture, { force: true });
      return undefined;
    }
  };

  return {
    async availability() {
      const found = await deps.find();
      if (found.kind === 'unavailable') return found;
      return { kind: 'ready', accelerator: found.accelerator, isReduced: found.accelerator === 'tcg' };
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
    stop,
    async destroy(taskId) {
      await stop(taskId);
      rmSync(folderOf(taskId), { recursive: true, force: true });
    },
    async close() {
      pictures?.close();
      await Promise.all([...running.keys()].map(letGo));
    },
    async list() {
      const names = machinesIn(deps.home).filter((name) => !name.startsWith('.'));
      return names.map((taskId) => ({ taskId, running: runningMachine(folderOf(taskId)) !== undefined }));
    },
  };
}

/** Commands run as the user whose files they see; never as the guest's own root, whose files a root's are not. */
function userSeen(): User {
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
  return uid === 0 ? { uid: 1000, gid: 1000 } : { uid, gid };
}

/** Differs after every start. Not the guest's own word: those that were started from one picture all say the same. */
const bootOf = ({ startedAt, processes }: MachineRecord): string =>
  `${startedAt} ${processes.at(-1)?.pid} ${processes.at(-1)?.startTime}`;

async function spoken(channel: GuestChannel, folder: string, patienceMs: number): Promise<void> {
  const { promise: over, reject } = Promise.withResolvers<never>();
  const began = Date.now();
  const look = setInterval(() => {
    if (!runningMachine(folder)) reject(new CoworkError('sandbox_failed', `The virtual machine ended: ${lastWords(folder)}`));
    else if (Date.now() - began > patienceMs)
      reject(new CoworkError('sandbox_failed', `The virtual machine does not answer: ${lastWords(folder)}`));
  }, 100);
  try {
    await Promise.race([channel.hello, over]);
  } finally {
    clearInterval(look);
  }
}

function sandboxOf(of: { guest: Guest; record: MachineRecord; boot: string; folder: string; end: () => Promise<void> }): Sandbox {
  const { guest, record, folder, boot } = of;
  return {
    boot,
    async share(folders: readonly SharedFolder[]) {
      await plugIn(folder, record, folders);
      await guest.arrange(
        folders.map((one) => ({ at: one.at, sub: one.sub, readOnly: one.readOnly, tag: shareOf(record, one)!.tag })),
      );
      if (await pullOut(folder, record, folders)) return;
      await of.end();
      throw new CoworkError(
        'sandbox_failed',
        'a folder that was taken away could not be let go of, so the virtual machine was ended',
      );
    },
    start: (...how) => guest.start(...how),
    follow: (...how) => guest.follow(...how),
    stop: (...how) => guest.stop(...how),
    settle: (...how) => guest.settle(...how),
    entries: (...how) => guest.entries(...how),
    content: (...how) => guest.content(...how),
    sync: () => guest.sync(),
  };
}
