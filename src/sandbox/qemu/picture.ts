// A picture of a machine's memory, taken right after its guest had begun and before it knew anything of any task: what is started from it is there
// in half a second. Only a cache: where there is none, or it does not fit, a machine starts from power-on.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { chmod, copyFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { CoworkError } from '../../contract/errors.ts';
import { openGuestChannel } from '../channel/guest-channel.ts';
import { commandLine, FILES, JAIL, type Machine } from './command-line.ts';
import { endSandbox } from '../started.ts';
import { startMachine } from './machine.ts';
import { withMonitor } from './monitor.ts';

export interface PictureOf extends Machine {
  /** Folder of the image. */
  readonly image: string;
  /** Of the task disks that machines started from it have. */
  readonly diskBytes: number;
  /** The first line of what QEMU says of itself. */
  readonly qemu: string;
}

const FILE = 'memory';
/** No task's: they have no dot. */
const NAME = '.picture-';
const SPEAKS_IN_MS = 90_000;
const TAKEN_IN_MS = 60_000;

/**
 * The file where the picture of such a machine is or would be. All that QEMU's state depends on is in its name: image and kernel, QEMU, every word of
 * its command line, the size of the disk, the processor where it is the host's own.
 */
export function pictureFile(folder: string, of: PictureOf): string {
  const processor = of.accelerator === 'tcg' ? '' : (cpus()[0]?.model ?? '');
  const key = JSON.stringify([of.image, of.qemu, processor, of.diskBytes, commandLine(of)]);
  return join(folder, createHash('sha256').update(key).digest('hex').slice(0, 16));
}

/**
 * Starts a machine of its own below `home`, waits for its guest's first word, writes its memory down. The file is there whole or not at all.
 * @throws CoworkError sandbox_failed
 */
export async function takePicture(file: string, of: PictureOf & { home: string }): Promise<void> {
  const folder = mkdtempSync(join(of.home, NAME));
  try {
    // QEMU writes it by a program of the jail, which a machine with a task may never start.
    const words = commandLine(of).map((word) => word.replace(',spawn=deny', ',spawn=allow'));
    await startMachine({ ...of, folder, uid: 1000, gid: 1000, commandLine: () => words });
    await untilSpoken(folder);
    await withMonitor(folder, async (monitor) => {
      await monitor.execute('migrate', { uri: `exec:cat > ${JAIL.machine}/${FILE}` });
      for (const end = Date.now() + TAKEN_IN_MS; ; await sleep(50)) {
        const { status } = Migration.parse(await monitor.execute('query-migrate'));
        if (status === 'completed') return;
        if (status === 'failed' || Date.now() > end) throw new CoworkError('sandbox_failed', 'the memory could not be written');
      }
    });
    await endSandbox(folder);
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const fresh = `${file}.${process.pid}`;
    await copyFile(join(folder, FILE), fresh);
    await chmod(fresh, 0o600);
    renameSync(fresh, file);
  } finally {
    await endSandbox(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

const Migration = z.object({ status: z.string().optional() });

async function untilSpoken(folder: string): Promise<void> {
  const channel = openGuestChannel(folder, FILES.agent);
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new CoworkError('sandbox_failed', 'the guest does not speak')), SPEAKS_IN_MS);
  try {
    await Promise.race([channel.hello, late.promise]);
  } finally {
    clearTimeout(timer);
    channel.close();
  }
}
