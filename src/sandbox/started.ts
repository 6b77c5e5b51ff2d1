// What is written down of a sandbox's processes, in a file of its folder: a worker that comes later finds them by it, or knows that they are gone, and
// whoever stops the product ends them by it.
import { chmodSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { isSameProcess, signal } from '../process/process-identity.ts';

export const Started = z.object({
  /** What a jail holds, where it has begun; the jail itself. */
  processes: z.array(z.object({ pid: z.int(), startTime: z.string() })),
  startedAt: z.string(),
});
export type Started = z.infer<typeof Started>;

const ENDS_IN_MS = 5_000;
const fileOf = (folder: string): string => join(folder, 'machine.json');

/** Undefined when there is none, or it cannot be read: then nothing was started from here that could still live. */
export function readStarted<T extends Started>(folder: string, shape: z.ZodType<T>): T | undefined {
  try {
    return shape.parse(JSON.parse(readFileSync(fileOf(folder), 'utf8')));
  } catch {
    return undefined;
  }
}

export function writeStarted(folder: string, record: Started): void {
  const fresh = `${fileOf(folder)}.new`;
  writeFileSync(fresh, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  renameSync(fresh, fileOf(folder));
}

/** What was written down of one that runs. */
export function runningIn<T extends Started>(folder: string, shape: z.ZodType<T>): T | undefined {
  const record = readStarted(folder, shape);
  return record?.processes[0] && isSameProcess(record.processes[0]) ? record : undefined;
}

/** Differs after every start. Not a guest's own word: those that were started from one picture of memory all say the same. */
export const bootOf = ({ startedAt, processes }: Started): string =>
  `${startedAt} ${processes.at(-1)?.pid} ${processes.at(-1)?.startTime}`;

/** Ends whatever of it still runs; its disk stays. Returns when nothing does. */
export async function endSandbox(folder: string): Promise<void> {
  const processes = readStarted(folder, Started)?.processes ?? [];
  for (const one of processes) signal(one, 'SIGKILL');
  for (const end = Date.now() + ENDS_IN_MS; processes.some(isSameProcess) && Date.now() < end;) await sleep(10);
  rmSync(fileOf(folder), { force: true });
}

/** One that is no task's (a probe, a trial, a picture being taken) has a name with a dot, and is done within this time. */
const DONE_IN_MS = 5 * 60_000;

/** Ends and removes those that are no task's and whose maker was killed. */
export async function removeLeft(home: string): Promise<void> {
  for (const name of sandboxesIn(home).filter((one) => one.startsWith('.'))) {
    const folder = join(home, name);
    if (Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) < DONE_IN_MS) continue;
    await endIn(folder);
    removeSandbox(folder);
  }
}

/** Names of the sandboxes' folders. */
export function sandboxesIn(home: string): string[] {
  try {
    return readdirSync(home, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  } catch (error) {
    if (Error.isError(error) && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** Of every sandbox below these folders. Their disks stay. */
export async function endAllSandboxes(homes: readonly string[]): Promise<void> {
  await Promise.all(homes.flatMap((home) => sandboxesIn(home).map((name) => endIn(join(home, name)))));
}

/** A trial has its sandbox a folder deeper. */
async function endIn(folder: string): Promise<void> {
  for (const one of [folder, ...sandboxesIn(folder).map((name) => join(folder, name))]) await endSandbox(one);
}

/** Its folder, also what a command has closed for everybody, and the kernel's own folders in the layers. */
export function removeSandbox(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    openAll(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

function openAll(folder: string): void {
  chmodSync(folder, 0o700);
  for (const entry of readdirSync(folder, { withFileTypes: true })) if (entry.isDirectory()) openAll(join(folder, entry.name));
}
