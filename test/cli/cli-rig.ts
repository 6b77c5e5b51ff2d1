// The command line against the real api on a real port; the test plays the worker through the store. Commands run in this process.
import { PassThrough } from 'node:stream';
import { serve, type ServerType } from '@hono/node-server';
import type { AddressInfo } from 'node:net';
import type { Cli } from '../../src/cli/context.ts';
import { runCommandLine } from '../../src/cli/program.ts';
import { styleFor } from '../../src/cli/terminal.ts';
import type { Approval, Operation } from '../../src/contract/changes.ts';
import { newId } from '../../src/contract/ids.ts';
import { openRig, type Rig, TOKEN } from '../api/rig.ts';

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}
interface RunOptions {
  readonly columns?: number;
  /** What comes on standard input from a pipe. */
  readonly piped?: string;
  /** A person at a terminal: `keys` answers what appears on the screen. */
  readonly person?: (screen: Person) => Promise<void>;
}
interface Person {
  /** Resolves when the text is on the screen after what was seen before. */
  sees(text: string): Promise<void>;
  types(keys: string): void;
  interrupts(): void;
  readonly screen: () => string;
}
export interface CliRig extends Rig {
  cowork(args: readonly string[], options?: RunOptions): Promise<Ran>;
  /** What the launcher was asked to do. */
  readonly launched: string[];
  running: boolean;
  /** The api is away until it is let listen again, as while the launcher restarts it. */
  stopListening(): Promise<() => void>;
}

export const ENTER = '\r';
export const DOWN = '\u001b[B';

export async function openCliRig(limits: NonNullable<Parameters<typeof openRig>[0]>['limits'] = {}): Promise<CliRig> {
  const rig = await openRig({ limits });
  const server = await new Promise<ServerType>((resolve) => {
    const listening = serve({ fetch: rig.app.fetch, port: 0, hostname: '127.0.0.1', overrideGlobalObjects: false }, () =>
      resolve(listening),
    );
  });
  const { port } = server.address() as AddressInfo;
  const launched: string[] = [];
  const opened = {
    ...rig,
    launched,
    running: true,
    async stopListening() {
      if ('closeAllConnections' in server) server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      return () => void server.listen(port, '127.0.0.1');
    },
    cowork: (args: readonly string[], options: RunOptions = {}) => run(args, options),
    async close() {
      if ('closeAllConnections' in server) server.closeAllConnections();
      server.close();
      await rig.close();
    },
  };
  return opened;

  async function run(args: readonly string[], { columns = 100, person, piped }: RunOptions): Promise<Ran> {
    const [out, err]: [string[], string[]] = [[], []];
    const input = new PassThrough();
    if (piped !== undefined) input.end(piped);
    const output = new PassThrough();
    output.on('data', (chunk: Buffer) => out.push(chunk.toString('utf8')));
    const interrupts = new Set<() => void>();
    const cli: Cli = {
      terminal: {
        interactive: person !== undefined,
        ...{ input, output, columns: () => columns, rows: () => 48, style: styleFor(false), unicode: true },
        print: (text) => text,
        out: (text) => void output.write(`${text}\n`),
        json: (value) => void output.write(`${JSON.stringify(value)}\n`),
        err: (text) => void err.push(`${text}\n`),
      },
      product: {
        address: async () => (opened.running ? { baseUrl: `http://127.0.0.1:${port}`, token: TOKEN } : undefined),
        run: async (command, rest) => {
          launched.push([command, ...rest].join(' '));
          if (command === 'start') opened.running = true;
          return 0;
        },
      },
      now: () => rig.clock.now,
      cwd: rig.home,
      onInterrupt(listener) {
        interrupts.add(listener);
        return () => interrupts.delete(listener);
      },
      every(ms, tick) {
        const timer = setInterval(tick, ms);
        return () => clearInterval(timer);
      },
    };
    const ended = runCommandLine(cli, args);
    if (person) await person(personAt({ out, input, interrupts }));
    const code = await ended;
    await new Promise(setImmediate);
    return { code, out: out.join(''), err: err.join('') };
  }
}

function personAt({ out, input, interrupts }: { out: string[]; input: PassThrough; interrupts: Set<() => void> }): Person {
  let seen = 0;
  return {
    screen: () => out.join(''),
    async sees(text) {
      // Only a hang comes near it.
      const limit = performance.now() + 60_000;
      for (;;) {
        const at = out.join('').indexOf(text, seen);
        if (at >= 0) {
          seen = at + text.length;
          // The prompt listens for keys from the next turn on.
          await new Promise((resolve) => setTimeout(resolve, 30));
          return;
        }
        if (performance.now() > limit) throw new Error(`"${text}" did not come; the screen:\n${out.join('').slice(seen)}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    types: (keys) => void input.write(keys),
    interrupts: () => interrupts.forEach((listener) => listener()),
  };
}

export const move = (i: number): Operation => ({
  id: `op${i}`,
  op: 'move',
  from: `/folders/Downloads/file ${i}.pdf`,
  to: `/folders/Downloads/2024/file ${i}.pdf`,
  bytes: 10,
});

/** The worker asks about a change. */
export async function asks(
  rig: Rig,
  taskId: string,
  more: Pick<Partial<Approval>, 'tool' | 'scopes' | 'arguments'> & { always?: boolean; operations?: Operation[] } = {},
): Promise<Approval> {
  const { always = false, operations = [move(1), move(2)], ...rest } = more;
  const approval: Approval = {
    id: newId('a'),
    taskId,
    step: 1,
    tool: 'move_files',
    arguments: {},
    argumentsHash: 'h',
    changeSetIds: ['c1'],
    scopes: always ? ['once'] : ['once', 'task', 'always'],
    status: 'pending',
    createdAt: rig.clock.now.toISOString(),
    preview: {
      summary: `${operations.length} files will move, none deleted`,
      rule: always ? 'deleting always asks in a folder with access write' : 'mode ask: each change is asked',
      always,
      counts: { create: 0, replace: 0, move: operations.length, delete: 0, other: 0 },
      irreversible: [],
      operations,
    },
    ...rest,
  };
  await rig.workerStore.putApproval(approval.id, approval);
  await rig.workerStore.setStatus(taskId, {
    status: 'waiting_approval',
    waitingFor: { kind: 'approval', since: rig.clock.now.toISOString(), text: 'Waiting for you: 1 question' },
  });
  return approval;
}

/** The worker begins: the newest task of the rig, once it is there. */
export async function newestTask(rig: Rig): Promise<string> {
  for (;;) {
    const newest = (await rig.workerStore.listTasks({ limit: 1 })).items[0];
    if (newest) {
      await rig.workerStore.setStatus(newest.id, { status: 'running' });
      return newest.id;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Resolves once the approval is decided. */
export async function decided(rig: Rig, id: string): Promise<Approval> {
  for (;;) {
    const approval = await rig.workerStore.approval(id);
    if (approval && approval.status !== 'pending') return approval;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
