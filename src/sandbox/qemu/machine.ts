// One virtual machine as processes and files: started so that it outlives its worker, found again, ended by what was written down of it.
import { spawn } from 'node:child_process';
import { closeSync, constants, ftruncateSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import { CoworkError } from '../../contract/errors.ts';
import { identityOf, isSameProcess, signal } from '../../process/process-identity.ts';
import { commandLine, FILES, type Machine, SLOTS } from './command-line.ts';
import { jailArguments } from './jail.ts';
import { type MachineRecord, readRecord, writeRecord } from './record.ts';

export interface MachineOptions extends Machine {
  /** Folder with kernel, initrd and root.erofs. */
  readonly image: string;
  /** Of this machine alone, 0700: its disk, its sockets and its console's text. */
  readonly folder: string;
  /** Sparse; of a disk that is there already the size stays. */
  readonly diskBytes: number;
  /** Whose files the guest sees the user's as. */
  readonly uid: number;
  readonly gid: number;
  readonly commandLine?: (machine: Machine) => string[];
  /** File with the memory of such a machine whose guest has begun: started from it instead of from power-on. */
  readonly picture?: string;
}

/** How long the jail may take to begin. */
const BEGINS_IN_MS = 5_000;
const ENDS_IN_MS = 5_000;

/** Resolves when QEMU runs; the guest in it takes seconds more. @throws CoworkError sandbox_failed with what bubblewrap or QEMU said */
export async function startMachine(of: MachineOptions): Promise<MachineRecord> {
  mkdirSync(join(of.folder, FILES.slots), { recursive: true, mode: 0o700 });
  for (const file of [FILES.agent, FILES.egress, FILES.monitor, FILES.handOver, FILES.console])
    rmSync(join(of.folder, file), { force: true });
  for (let n = 0; n < SLOTS; n += 1) rmSync(join(of.folder, FILES.slots, String(n)), { force: true });
  makeDisk(join(of.folder, FILES.disk), of.diskBytes);

  const devices = of.accelerator === 'kvm' ? ['/dev/kvm'] : [];
  const jail = jailArguments({ image: of.image, machine: of.folder, uid: of.uid, gid: of.gid, devices });
  const log = openSync(join(of.folder, 'qemu.log'), 'w', 0o600);
  const picture = of.picture === undefined ? undefined : openSync(of.picture, 'r');
  // It waits for a word, and ends without one: nothing runs that is not written down.
  const child = spawn(
    '/bin/sh',
    [
      '-c',
      'read -r go <&4 && exec 4<&- && exec "$@"',
      'sh',
      'bwrap',
      '--info-fd',
      '3',
      ...jail,
      'qemu-system-x86_64',
      ...(of.commandLine ?? commandLine)(of),
      ...(picture === undefined ? [] : ['-incoming', 'fd:5']),
    ],
    {
      stdio: ['ignore', log, log, 'pipe', 'pipe', ...(picture === undefined ? [] : [picture])],
      detached: true,
      env: { PATH: `${process.env['PATH'] ?? ''}:/usr/bin:/bin` },
    },
  );
  closeSync(log);
  if (picture !== undefined) closeSync(picture);
  const ended = new Promise<never>((_, reject) => {
    const fail = (): void =>
      reject(new CoworkError('sandbox_failed', `The virtual machine did not start: ${lastWords(of.folder)}`));
    child.once('error', fail);
    child.once('exit', fail);
  });
  ended.catch(() => undefined);
  child.unref();
  try {
    const outer = child.pid === undefined ? undefined : identityOf(child.pid);
    if (!outer) return await ended;
    const record: MachineRecord = {
      processes: [outer],
      ...{ image: of.image, accelerator: of.accelerator, memoryMb: of.memoryMb },
      ...{ startedAt: new Date().toISOString(), plugged: 0, shares: [] },
    };
    writeRecord(of.folder, record);
    (child.stdio[4] as Writable).end('go\n');
    const inner = identityOf(await Promise.race([childPid(child.stdio[3] as Readable), ended]));
    if (!inner) return await ended;
    const whole = { ...record, processes: [inner, outer] };
    writeRecord(of.folder, whole);
    return whole;
  } catch (error) {
    await endMachine(of.folder);
    throw error;
  } finally {
    for (const stream of child.stdio.slice(3, 5)) stream?.destroy();
  }
}

function makeDisk(file: string, bytes: number): void {
  let fd: number;
  try {
    fd = openSync(file, constants.O_CREAT | constants.O_EXCL | constants.O_RDWR, 0o600);
  } catch (error) {
    if (Error.isError(error) && 'code' in error && error.code === 'EEXIST') return;
    throw error;
  }
  ftruncateSync(fd, bytes);
  closeSync(fd);
}

const Info = z.object({ 'child-pid': z.int() });

/** What bubblewrap says of the process in it. */
async function childPid(info: Readable): Promise<number> {
  const late = setTimeout(() => info.destroy(new CoworkError('sandbox_failed', 'bubblewrap did not begin')), BEGINS_IN_MS);
  try {
    let text = '';
    for await (const chunk of info) {
      text += String(chunk);
      if (text.includes('}')) return Info.parse(JSON.parse(text))['child-pid'];
    }
    throw new CoworkError('sandbox_failed', 'bubblewrap did not begin');
  } finally {
    clearTimeout(late);
  }
}

/** The record of a machine that runs. */
export function runningMachine(folder: string): MachineRecord | undefined {
  const record = readRecord(folder);
  return record?.processes[0] && isSameProcess(record.processes[0]) ? record : undefined;
}

/** Ends whatever of it still runs; its disk stays. Returns when nothing does. */
export async function endMachine(folder: string): Promise<void> {
  const processes = readRecord(folder)?.processes ?? [];
  for (const one of processes) signal(one, 'SIGKILL');
  for (const end = Date.now() + ENDS_IN_MS; processes.some(isSameProcess) && Date.now() < end;)
    await new Promise((resolve) => setTimeout(resolve, 10));
  rmSync(join(folder, 'machine.json'), { force: true });
}

/** Names of the machines' folders; what a probe left has a name with a dot. */
export function machinesIn(home: string): string[] {
  try {
    return readdirSync(home, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  } catch (error) {
    if (Error.isError(error) && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** Of every machine below `home`. Their disks stay. */
export async function endAllMachines(home: string): Promise<void> {
  await Promise.all(machinesIn(home).map((name) => endMachine(join(home, name))));
}

/** What QEMU and the guest's kernel said last, for people. */
export function lastWords(folder: string): string {
  const said = [...['qemu.log', FILES.console].map((file) => readTail(join(folder, file)))].filter(Boolean).join(' ');
  return said === '' ? 'it said nothing' : said;
}

function readTail(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim().split('\n').slice(-3).join(' ').slice(-400);
  } catch {
    return '';
  }
}
