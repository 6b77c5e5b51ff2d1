// Sandboxes as processes of this computer, for those who have none with virtual machines and allow it: one jail a task. What it may not do the
// kernel of this computer alone holds back, and nothing limits its memory and its disk.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CoworkError } from '../../contract/errors.ts';
import { type AgentsDeps, ANSWERS_IN_MS, arranged, type Connected, createAgents, SOCKETS, userSeen } from '../agents.ts';
import type { Availability, Sandbox, SandboxDriver, SharedFolder } from '../port.ts';
import { lastWordsIn, startJailed } from '../start-jailed.ts';
import { bootOf, removeSandbox, runningIn, sandboxesIn, Started } from '../started.ts';
import { processJail, PROGRAM, TASK_FOLDER } from './jail.ts';

export interface ProcessDriverDeps {
  /** Folder with a folder for each sandbox. */
  readonly home: string;
  /** The agent's file, or why nothing can run. */
  readonly find: () => Promise<{ kind: 'found'; agent: string } | Extract<Availability, { kind: 'unavailable' }>>;
  readonly timeZone: string;
  readonly egress?: AgentsDeps<JailRecord>['egress'];
}

const JailRecord = Started.extend({
  /** In the order of their tags. */
  shares: z.array(z.object({ dev: z.string(), ino: z.string() })),
});
type JailRecord = z.infer<typeof JailRecord>;

const LOG = 'agent.log';
const tagOf = (n: number): string => `share${n + 1}`;

export function createProcessDriver(deps: ProcessDriverDeps): SandboxDriver {
  const folderOf = (taskId: string): string => join(deps.home, taskId);
  const running = (folder: string): JailRecord | undefined => runningIn(folder, JailRecord);
  const lastWords = (folder: string): string => lastWordsIn(folder, [LOG]);
  const user = userSeen();
  const agents = createAgents<JailRecord>({
    ...{ home: deps.home, user, timeZone: deps.timeZone },
    ...(deps.egress && { egress: deps.egress }),
    ...{ running, what: 'The sandbox', lastWords },
  });

  const start = async (taskId: string, folders: readonly SharedFolder[]): Promise<Connected<JailRecord>> => {
    const found = await deps.find();
    if (found.kind === 'unavailable') throw new CoworkError('sandbox_failed', `${found.why}. ${found.mend}`);
    const folder = folderOf(taskId);
    mkdirSync(join(folder, TASK_FOLDER), { recursive: true, mode: 0o700 });
    for (const socket of Object.values(SOCKETS)) rmSync(join(folder, socket), { force: true });
    const shares = sharesOf(folders);
    const opened = shares.map((one) => one.open());
    try {
      const record = await startJailed<JailRecord>({
        ...{ folder, log: LOG, what: 'The sandbox', fds: opened.map(({ fd }) => fd) },
        program: PROGRAM,
        jail: processJail({ ...user, agent: found.agent, folder, tags: shares.map((_, n) => tagOf(n)) }),
        record: { shares: shares.map(({ dev, ino }) => ({ dev, ino })) },
        lastWords: () => lastWords(folder),
      });
      return await agents.connect(taskId, record, ANSWERS_IN_MS);
    } catch (error) {
      await agents.stop(taskId);
      throw error;
    } finally {
      for (const one of opened) one.close();
    }
  };

  /** A jail is built with its folders: with others it is another one, which the shell goes on in. */
  const withFolders = async (taskId: string, folders: readonly SharedFolder[]): Promise<Connected<JailRecord>> => {
    const there = await agents.attach(taskId);
    const wanted = sharesOf(folders);
    const isSame =
      there?.record.shares.length === wanted.length &&
      wanted.every((one) => there.record.shares.some((share) => isShare(one, share)));
    if (isSame) return there;
    await agents.stop(taskId);
    return start(taskId, folders);
  };

  const sandboxOf = (taskId: string): Sandbox => {
    const now = async (): Promise<Connected<JailRecord>['guest']> => {
      const connected = await agents.attach(taskId);
      if (!connected) throw new CoworkError('sandbox_failed', `The sandbox ended: ${lastWords(folderOf(taskId))}`);
      return connected.guest;
    };
    return {
      withoutMachine: true,
      get boot() {
        const record = running(folderOf(taskId));
        return record ? bootOf(record) : '';
      },
      async share(folders) {
        const { guest, record } = await withFolders(taskId, folders);
        await guest.arrange(arranged(folders, (one) => tagOf(record.shares.findIndex((share) => isShare(one, share)))));
      },
      start: async (...how) => (await now()).start(...how),
      follow: async (...how) => (await now()).follow(...how),
      stop: async (...how) => (await now()).stop(...how),
      settle: async (...how) => (await now()).settle(...how),
      entries: async (...how) => (await now()).entries(...how),
      content: async (...how) => (await now()).content(...how),
      sync: async () => (await now()).sync(),
    };
  };

  return {
    async availability() {
      const found = await deps.find();
      return found.kind === 'found' ? { kind: 'ready', accelerator: 'process' } : found;
    },
    attach: async (taskId) => ((await agents.attach(taskId)) ? sandboxOf(taskId) : undefined),
    async open(taskId, signal) {
      signal.throwIfAborted();
      if (!(await agents.attach(taskId))) await start(taskId, []);
      return sandboxOf(taskId);
    },
    stop: (taskId) => agents.stop(taskId),
    async destroy(taskId) {
      await agents.stop(taskId);
      removeSandbox(folderOf(taskId));
    },
    close: () => agents.close(),
    async list() {
      const names = sandboxesIn(deps.home).filter((name) => !name.startsWith('.'));
      return names.map((taskId) => ({ taskId, running: running(folderOf(taskId)) !== undefined }));
    },
  };
}

const isShare = (one: { dev: string; ino: string }, other: { dev: string; ino: string }): boolean =>
  one.dev === other.dev && one.ino === other.ino;

/** Each folder once, whatever is shown of it. */
const sharesOf = (folders: readonly SharedFolder[]): SharedFolder[] =>
  folders.filter((one, n) => folders.findIndex((other) => isShare(one, other)) === n);
