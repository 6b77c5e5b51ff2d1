// One command, from its text to a proposal of changes: folders are shared anew, it runs, everything stops, the layers are read, and the content
// that it made is fetched before anybody is asked.
import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import type { CrashPoints } from '../contract/crash-points.ts';
import { isCoworkError } from '../contract/errors.ts';
import { type CallKey, callKeyText } from '../contract/ids.ts';
import type { CommandFolder, CommandFolders, DraftOp } from '../files/port.ts';
import type { Command, CommandOutcome, Commands, Ran } from './command-port.ts';
import { createCollector } from './collector.ts';
import { createPrepared } from './prepared.ts';
import { fetchContent } from './fetch-content.ts';
import type { Refusal } from './overlay/entry.ts';
import { draftOf } from './overlay/draft-of.ts';
import { interpret } from './overlay/interpret.ts';
import { pairMoves } from './overlay/pair-moves.ts';
import type { Machines } from './machines.ts';
import type { Availability, Sandbox } from './port.ts';

export interface CommandNetwork {
  /** The same call again may reach the same. */
  begin(key: CallKey): Promise<void>;
  /** Hosts that it was refused and that a person may allow. */
  end(key: CallKey): Promise<readonly string[]>;
}

export interface CommandsDeps {
  readonly machines: Machines;
  readonly availability: () => Promise<Availability>;
  readonly folders: CommandFolders;
  /** What it may reach while it runs. */
  readonly network: CommandNetwork;
  /** Folder for content that is fetched. */
  readonly incoming: string;
  readonly crash: CrashPoints;
}

const FOLLOW_MS = 2_000;
const WITHOUT_MACHINE = ' (without a virtual machine: reduced isolation)';

export function createCommands(deps: CommandsDeps): Commands {
  const prepared = createPrepared(deps.incoming);
  const folderOf = (key: CallKey): string => join(deps.incoming, key.taskId, `${key.step}-${key.index}`);

  const begin = async (command: Command, { sandbox, folders }: { sandbox: Sandbox; folders: readonly CommandFolder[] }) => {
    const { key, signal } = command;
    signal.throwIfAborted();
    const since = Date.now();
    await sandbox.share(folders.map(({ shared }) => shared));
    deps.crash('command-shared');
    await prepared.write(key, { boot: sandbox.boot, since });
    deps.crash('command-prepared');
    command.onProgress('Running');
    await sandbox.start(runOf(key), command.text, command.timeoutMs);
    deps.crash('command-begun');
    return since;
  };

  /** In the same start of the machine; else what ran is gone with it. */
  const findAgain = async (key: CallKey, sandbox: Sandbox): Promise<number | undefined> => {
    const known = await prepared.read(key);
    return known?.boot === sandbox.boot ? known.since : undefined;
  };

  /** Whoever stops a command half-way wants none of what it did. */
  const followToItsEnd = async (sandbox: Sandbox, command: Command): ReturnType<typeof follow> => {
    try {
      return await follow(sandbox, command);
    } catch (error) {
      if (command.signal.aborted) {
        await prepared.forget(command.key);
        await sandbox.stop(runOf(command.key)).catch(() => undefined);
      }
      throw error;
    }
  };

  const carryOut = async (command: Command, sandbox: Sandbox): Promise<CommandOutcome> => {
    const { key, signal } = command;
    deps.crash('command-machine');
    const folders = await deps.folders.ofTask(key.taskId);
    try {
      await deps.network.begin(key);
      const since = command.begun ? await findAgain(key, sandbox) : await begin(command, { sandbox, folders });
      if (since === undefined) return { kind: 'interrupted' };
      const ran = await followToItsEnd(sandbox, command);
      deps.crash('command-ended');
      const hosts = await deps.network.end(key);
      if (ran === 'unknown') return { kind: 'interrupted' };
      const { ended, lists } = await sandbox.settle();
      deps.crash('command-settled');
      const changes = await read(sandbox, { folders, lists, into: folderOf(key), signal, crash: deps.crash });
      deps.crash('command-fetched');
      const said = { ...ran, ended, hosts, withoutMachine: sandbox.withoutMachine, left: changes.left };
      if (changes.kind === 'refused') return { kind: 'refused', ran: said, refusals: changes.refusals };
      const draft = await pairMoves(changes.draft, await deps.folders.removed(key.taskId));
      return { kind: 'ran', ran: said, draft, since };
    } finally {
      // Also where it was stopped: what may run on for a moment reaches nothing any more.
      await deps.network.end(key);
      for (const { lower } of folders) lower.close();
    }
  };

  return {
    async run(command) {
      const { key, signal, begun } = command;
      // What was begun is found where it runs, or not at all.
      const available = begun ? undefined : await deps.availability();
      if (available?.kind === 'unavailable') return available;
      if (available) command.onProgress(`Starting the sandbox${available.accelerator === 'process' ? WITHOUT_MACHINE : ''}`);
      const outcome = await deps.machines.use(
        {
          ...{ taskId: key.taskId, signal, isNew: !begun },
          onWait: () => command.onProgress('Waiting for another task’s sandbox to end'),
        },
        (sandbox) => carryOut(command, sandbox),
      );
      return outcome ?? { kind: 'interrupted' };
    },
    async forget(key) {
      await rm(folderOf(key), { recursive: true, force: true });
    },
  };
}

const runOf = (key: CallKey): string => callKeyText(key).replaceAll('/', '-');

/** Until the command has ended; `unknown`: the guest has never heard of it. */
async function follow(
  sandbox: Sandbox,
  { key, signal }: Command,
): Promise<Omit<Ran, 'ended' | 'hosts' | 'left' | 'withoutMachine'> | 'unknown'> {
  const run = runOf(key);
  const collector = createCollector();
  try {
    for (;;) {
      const said = await sandbox.follow(run, { from: collector.seen, waitMs: FOLLOW_MS, signal });
      collector.add(said.bytes);
      if (said.ended) return { ...collector.text(), code: said.code, ms: said.ms, late: said.late };
    }
  } catch (error) {
    if (!signal.aborted && isCoworkError(error) && error.detail.startsWith('there is no run')) return 'unknown';
    throw error;
  }
}

type Read = { readonly left: readonly string[] } & (
  | { readonly kind: 'draft'; readonly draft: readonly DraftOp[] }
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[] }
);

async function read(
  sandbox: Sandbox,
  of: {
    folders: readonly CommandFolder[];
    lists: Readonly<Record<string, number>>;
    into: string;
    signal: AbortSignal;
    crash: CrashPoints;
  },
): Promise<Read> {
  const draft: DraftOp[] = [];
  const refusals: Refusal[] = [];
  const left: string[] = [];
  for (const { shared, lower } of of.folders) {
    const bytes = of.lists[shared.at] ?? 0;
    if (bytes === 0 || shared.readOnly) continue;
    const entries = await sandbox.entries(shared.at, bytes);
    of.crash('command-listed');
    // The agent's own place: what cannot come out of it harms nobody by staying.
    const stays = shared.at === '/scratch' ? entries.filter(({ type }) => type === 'link' || type === 'other') : [];
    left.push(...stays.map(({ path }) => `${shared.at}/${path}`));
    const found = interpret(
      entries.filter((entry) => !stays.includes(entry)),
      lower,
    );
    const spoken = (list: readonly Refusal[]): Refusal[] => list.map(({ path, why }) => ({ path: `${shared.at}/${path}`, why }));
    if (found.kind === 'refused') {
      refusals.push(...spoken(found.refusals));
      continue;
    }
    const contents = await fetchContent(sandbox, {
      ...{ at: shared.at, doings: found.doings, signal: of.signal },
      into: join(of.into, shared.at.replaceAll('/', '_')),
    });
    const made = draftOf(found.doings, { folder: shared.at, contentOf: (path) => contents.get(path), lower });
    if (made.kind === 'refused') refusals.push(...spoken(made.refusals));
    else draft.push(...made.draft);
  }
  return refusals.length > 0 ? { kind: 'refused', refusals, left } : { kind: 'draft', draft, left };
}
