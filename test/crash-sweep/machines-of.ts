// The virtual machines of one home as the rig sees them: by what was written down of each, and by which processes live in their jails.
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathsOf } from '../../src/paths.ts';
import { identityOf, isSameProcess, type ProcessIdentity, signal } from '../../src/process/process-identity.ts';
import { readRecord, runningMachine } from '../../src/sandbox/qemu/record.ts';
import { sandboxesIn } from '../../src/sandbox/started.ts';

const LOOK_MS = 4;
const DEAD_MS = 60_000;

/** Tasks whose machine runs: the jail and what is in it are written down. Machines of no task have a dot in their name. */
export const runningIn = (home: string): string[] => {
  const { machines } = pathsOf(home);
  return sandboxesIn(machines).filter(
    (name) => !name.startsWith('.') && runningMachine(join(machines, name))?.processes.length === 2,
  );
};

/** SIGKILL to what the machines' records name, QEMU and its jail; false when nothing of them lived. */
export async function killMachines(home: string, tasks: readonly string[] = runningIn(home)): Promise<boolean> {
  const { machines } = pathsOf(home);
  const victims = tasks.flatMap((task) => readRecord(join(machines, task))?.processes ?? []).filter(isSameProcess);
  for (const victim of victims) signal(victim, 'SIGKILL');
  for (const end = Date.now() + DEAD_MS; victims.some(isSameProcess); await sleep(LOOK_MS))
    if (Date.now() > end) throw new Error('a machine does not die');
  return victims.length > 0;
}

/** Resolves when a machine runs whose guest may still be asleep; with false when `givenUp` is aborted before. */
export async function machineBegun(home: string, givenUp: AbortSignal): Promise<boolean> {
  while (!givenUp.aborted) {
    if (runningIn(home).length > 0) return true;
    await sleep(LOOK_MS);
  }
  return false;
}

export interface Jailed extends ProcessIdentity {
  /** Name of the machine's folder. */
  readonly machine: string;
}

/** Every process of this computer that lives in the jail of a machine of this home, whether anybody wrote it down or not (Linux). */
export function jailedIn(home: string): Jailed[] {
  const { machines } = pathsOf(home);
  return readdirSync('/proc').flatMap((entry) => {
    const at = /^\d+$/.test(entry) ? mountsOf(entry).indexOf(`${machines}/`) : -1;
    const identity = at < 0 ? undefined : identityOf(Number(entry));
    return identity
      ? [
          {
            ...identity,
            machine: mountsOf(entry)
              .slice(at + machines.length + 1)
              .split(/[/ ]/, 1)[0]!,
          },
        ]
      : [];
  });
}

function mountsOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/mountinfo`, 'utf8');
  } catch {
    return '';
  }
}

/** Mounts of this computer below the home. */
export const mountsIn = (home: string): string[] =>
  mountsOf('self')
    .split('\n')
    .filter((line) => line.includes(`${home}/`));

/** Sockets below the home at which somebody still answers. */
export async function answeringIn(home: string): Promise<string[]> {
  const sockets = readdirSync(home, { withFileTypes: true, recursive: true }).filter((entry) => entry.isSocket());
  const asked = sockets.map(async ({ parentPath, name }) =>
    (await answers(join(parentPath, name))) ? [join(parentPath, name)] : [],
  );
  return (await Promise.all(asked)).flat();
}

const answers = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path);
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
