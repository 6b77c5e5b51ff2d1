// One virtual machine as processes and files.
import { closeSync, constants, ftruncateSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FIRST_FD, lastWordsIn, startJailed } from '../start-jailed.ts';
import { commandLine, FILES, type Machine, SLOTS } from './command-line.ts';
import { jailArguments } from './jail.ts';
import type { MachineRecord } from './record.ts';

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

const LOG = 'qemu.log';

/** Resolves when QEMU runs; the guest in it takes seconds more. @throws CoworkError sandbox_failed with what bubblewrap or QEMU said */
export async function startMachine(of: MachineOptions): Promise<MachineRecord> {
  mkdirSync(join(of.folder, FILES.slots), { recursive: true, mode: 0o700 });
  for (const file of [FILES.agent, FILES.egress, FILES.monitor, FILES.handOver, FILES.console])
    rmSync(join(of.folder, file), { force: true });
  for (let n = 0; n < SLOTS; n += 1) rmSync(join(of.folder, FILES.slots, String(n)), { force: true });
  makeDisk(join(of.folder, FILES.disk), of.diskBytes);

  const devices = of.accelerator === 'kvm' ? ['/dev/kvm'] : [];
  const jail = jailArguments({ image: of.image, machine: of.folder, uid: of.uid, gid: of.gid, devices });
  const picture = of.picture === undefined ? [] : [openSync(of.picture, 'r')];
  try {
    return await startJailed<MachineRecord>({
      ...{ folder: of.folder, log: LOG, fds: picture, what: 'The virtual machine' },
      jail,
      program: [
        'qemu-system-x86_64',
        ...(of.commandLine ?? commandLine)(of),
        ...picture.flatMap(() => ['-incoming', `fd:${FIRST_FD}`]),
      ],
      record: { image: of.image, accelerator: of.accelerator, memoryMb: of.memoryMb, plugged: 0, shares: [] },
      lastWords: () => lastWords(of.folder),
    });
  } finally {
    for (const fd of picture) closeSync(fd);
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

/** What QEMU and the guest's kernel said last, for people. */
export const lastWords = (folder: string): string => lastWordsIn(folder, [LOG, FILES.console]);
