// Who speaks with the agents of sandboxes: one connection for each that runs, made anew by a worker that comes later, given up when it has ended.
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { CoworkError } from '../contract/errors.ts';
import { openGuestChannel, type GuestChannel } from './channel/guest-channel.ts';
import { type EgressStreams, openEgressStreams } from './channel/streams.ts';
import { createGuest, type Guest, type GuestFolder } from './guest.ts';
import type { SharedFolder } from './port.ts';
import { endSandbox, type Started } from './started.ts';

/** The agent's sockets in a sandbox's folder. */
export const SOCKETS = { agent: 'agent.sock', egress: 'egress.sock' } as const;

export interface Egress {
  /** PEM; may be empty. */
  readonly ca: string;
  /** More variables for commands. */
  readonly environment: Readonly<Record<string, string>>;
  /** Owns the stream from then on. */
  onStream(stream: Duplex): void;
}

export interface User {
  readonly uid: number;
  readonly gid: number;
}

export interface AgentsDeps<R extends Started> {
  /** Folder with a folder for each sandbox. */
  readonly home: string;
  /** As whom commands run. */
  readonly user: User;
  readonly timeZone: string;
  /**
   * What a task's commands may reach, and what it takes for the guest to trust it; asked for each time that a sandbox is connected to. Absent: nothing
   * listens, and every connection of the guest is closed. A sandbox for which it is rejected counts as one that does not answer, and is ended.
   */
  readonly egress?: { of(taskId: string): Promise<Egress> };
  /** What is written down of a sandbox that runs. */
  readonly running: (folder: string) => R | undefined;
  /** Starts of it: 'The virtual machine'. */
  readonly what: string;
  readonly lastWords: (folder: string) => string;
}

export interface Connected<R> {
  readonly guest: Guest;
  readonly record: R;
}

export interface Agents<R extends Started> {
  /** To one that was just started. @throws CoworkError sandbox_failed when it does not speak in time */
  connect(taskId: string, record: R, patienceMs: number): Promise<Connected<R>>;
  /** To the task's sandbox, if it runs. One that does not answer is ended. */
  attach(taskId: string): Promise<Connected<R> | undefined>;
  /** Ends it; its disk stays. */
  stop(taskId: string): Promise<void>;
  /** Ends it without another word. */
  end(taskId: string): Promise<void>;
  /** Lets go of all; they run on. */
  close(): Promise<void>;
}

/** A sandbox that runs answers at once, also under load. */
export const ANSWERS_IN_MS = 15_000;
/** Also one that is just starting is not waited for longer. */
const SYNCS_IN_MS = 3_000;
const LOOK_EVERY_MS = 500;

interface Known<R> {
  readonly channel: GuestChannel;
  readonly connected: Promise<Connected<R>>;
  /** Looks whether the sandbox still runs: who waits for an answer of one that does not would wait for ever. */
  readonly life: NodeJS.Timeout;
  streams?: EgressStreams;
}

export function createAgents<R extends Started>(deps: AgentsDeps<R>): Agents<R> {
  const known = new Map<string, Known<R>>();
  const folderOf = (taskId: string): string => join(deps.home, taskId);

  const connect = (taskId: string, record: R, patienceMs: number): Promise<Connected<R>> => {
    const channel = openGuestChannel(folderOf(taskId), SOCKETS.agent);
    const life = setInterval(() => {
      if (!deps.running(folderOf(taskId))) forget(taskId, channel);
    }, LOOK_EVERY_MS).unref();
    const connected = greet(taskId, channel, patienceMs).then((guest) => ({ guest, record }));
    known.set(taskId, { channel, connected, life });
    connected.catch(() => forget(taskId, channel));
    return connected;
  };

  const greet = async (taskId: string, channel: GuestChannel, patienceMs: number): Promise<Guest> => {
    await spoken(channel, folderOf(taskId), patienceMs);
    const guest = createGuest(channel);
    const egress = await deps.egress?.of(taskId);
    const { ca = '', environment = {} } = egress ?? {};
    await guest.begin({ ...deps.user, timeZone: deps.timeZone, hostname: 'cowork', ca, environment });
    const one = known.get(taskId);
    if (egress && one?.channel === channel)
      one.streams = openEgressStreams(folderOf(taskId), SOCKETS.egress, (stream) => egress.onStream(stream));
    return guest;
  };

  const spoken = async (channel: GuestChannel, folder: string, patienceMs: number): Promise<void> => {
    const { promise: over, reject } = Promise.withResolvers<never>();
    const began = Date.now();
    const look = setInterval(() => {
      const is = deps.running(folder) ? (Date.now() - began > patienceMs ? 'does not answer' : undefined) : 'ended';
      if (is !== undefined) reject(new CoworkError('sandbox_failed', `${deps.what} ${is}: ${deps.lastWords(folder)}`));
    }, 100);
    try {
      await Promise.race([channel.hello, over]);
    } finally {
      clearInterval(look);
    }
  };

  const forget = (taskId: string, channel: GuestChannel): void => {
    channel.close();
    const one = known.get(taskId);
    if (one?.channel !== channel) return;
    clearInterval(one.life);
    one.streams?.close();
    known.delete(taskId);
  };

  const letGo = async (taskId: string): Promise<void> => {
    const one = known.get(taskId);
    if (!one) return;
    const synced = one.connected.then(({ guest }) => guest.sync()).catch(() => undefined);
    if (deps.running(folderOf(taskId))) await Promise.race([synced, sleep(SYNCS_IN_MS, undefined, { ref: false })]);
    forget(taskId, one.channel);
  };

  return {
    connect,
    async attach(taskId) {
      const record = deps.running(folderOf(taskId));
      const one = known.get(taskId);
      if (!record) {
        if (one) forget(taskId, one.channel);
        return undefined;
      }
      try {
        return await (one?.connected ?? connect(taskId, record, ANSWERS_IN_MS));
      } catch {
        await endSandbox(folderOf(taskId));
        return undefined;
      }
    },
    async stop(taskId) {
      await letGo(taskId);
      await endSandbox(folderOf(taskId));
    },
    async end(taskId) {
      const one = known.get(taskId);
      if (one) forget(taskId, one.channel);
      await endSandbox(folderOf(taskId));
    },
    async close() {
      await Promise.all([...known.keys()].map(letGo));
    },
  };
}

/** Where a sandbox shows them: the share's tag for each. */
export const arranged = (folders: readonly SharedFolder[], tagOf: (one: SharedFolder) => string): GuestFolder[] =>
  folders.map((one) => ({ at: one.at, sub: one.sub, readOnly: one.readOnly, tag: tagOf(one), dev: one.dev, ino: one.ino }));

/** Commands run as the user whose files they see; never as the guest's own root, whose files a root's are not. */
export function userSeen(): User {
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
  return uid === 0 ? { uid: 1000, gid: 1000 } : { uid, gid };
}
