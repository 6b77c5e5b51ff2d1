// Folders of the user in a running machine: plugged in and out without a restart. QEMU gets each as an open descriptor, read-only.
import { spawn } from 'node:child_process';
import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CoworkError } from '../../contract/errors.ts';
import { FILES, SLOTS } from './command-line.ts';
import { type Monitor, withMonitor } from './monitor.ts';
import { writeStarted } from '../started.ts';
import type { MachineRecord, Share } from './record.ts';

/** A folder by identity, and how to open it; the caller of `open` closes the descriptor. */
export interface Shared {
  readonly dev: string;
  readonly ino: string;
  open(): { readonly fd: number; close(): void };
}

/** A guest that lets go of a share does so at once; one that does not is ended (DESIGN §8). */
const LETS_GO_IN_MS = 2_000;

/** Plugs in what is not there yet. Answers all shares, with the tags under which the guest finds them. @throws CoworkError sandbox_failed */
export async function plugIn(folder: string, record: MachineRecord, wanted: readonly Shared[]): Promise<Share[]> {
  const missing = wanted.filter((one) => !shareOf(record, one));
  if (missing.length === 0) return record.shares;
  return withMonitor(folder, async (monitor) => {
    await pullStrangers(monitor, record);
    for (const one of missing) await plug(folder, record, one, monitor);
    return record.shares;
  });
}

export const shareOf = (record: MachineRecord, { dev, ino }: Pick<Shared, 'dev' | 'ino'>): Share | undefined =>
  record.shares.find((share) => share.dev === dev && share.ino === ino);

/** Takes out what is not wanted any more. False: the guest holds on to something, and the machine has to be ended. */
export async function pullOut(folder: string, record: MachineRecord, wanted: readonly Shared[]): Promise<boolean> {
  const going = record.shares.filter((share) => !wanted.some(({ dev, ino }) => dev === share.dev && ino === share.ino));
  if (going.length === 0) return true;
  return withMonitor(folder, async (monitor) => {
    for (const share of going) {
      if (!(await pull(monitor, share.slot))) return false;
      await monitor.execute('remove-fd', { 'fdset-id': share.set }).catch(() => undefined);
      record.shares = record.shares.filter((one) => one !== share);
      writeStarted(folder, record);
    }
    return true;
  });
}

async function plug(folder: string, record: MachineRecord, shared: Shared, monitor: Monitor): Promise<void> {
  const slot = Array.from({ length: SLOTS }, (_, n) => n).find((n) => !record.shares.some((share) => share.slot === n));
  if (slot === undefined)
    throw new CoworkError('sandbox_failed', `A sandbox takes at most ${SLOTS - 1} folders of yours at once`);
  const { fd, set } = await handOver(folder, record.image, shared);
  const link = join(folder, FILES.slots, String(slot));
  rmSync(link, { force: true });
  symlinkSync(`/proc/self/fd/${fd}`, link);
  record.plugged += 1;
  const tag = `share${record.plugged}`;
  await monitor.execute('device_add', {
    ...{ driver: 'virtio-9p-pci', id: `share${slot}`, bus: `port${slot}` },
    ...{ fsdev: `slot${slot}`, mount_tag: tag },
  });
  record.shares = [...record.shares, { slot, tag, set, dev: shared.dev, ino: shared.ino }];
  writeStarted(folder, record);
}

const Device = z.array(z.object({ name: z.string() }));

/** A worker that was killed between plugging and writing it down left a device that nobody knows. */
async function pullStrangers(monitor: Monitor, record: MachineRecord): Promise<void> {
  const devices = Device.parse(await monitor.execute('qom-list', { path: '/machine/peripheral' }));
  for (let n = 0; n < SLOTS; n += 1)
    if (devices.some(({ name }) => name === `share${n}`) && !record.shares.some(({ slot }) => slot === n))
      if (!(await pull(monitor, n))) throw new CoworkError('sandbox_failed', 'the virtual machine does not let go of a folder');
}

async function pull(monitor: Monitor, slot: number): Promise<boolean> {
  const device = `share${slot}`;
  await monitor.execute('device_del', { id: device });
  return monitor.event('DEVICE_DELETED', device, LETS_GO_IN_MS);
}

const HandedOver = z.object({ fd: z.int(), set: z.int() });

/** Node sends no descriptors through sockets: the guest's own program, which also runs here, does. */
function handOver(folder: string, image: string, shared: Shared): Promise<{ fd: number; set: number }> {
  const open = shared.open();
  const child = spawn(join(image, 'agent'), ['hand-over', FILES.handOver], {
    // A relative path is never too long for a socket.
    ...{ cwd: folder, env: {} },
    stdio: ['ignore', 'pipe', 'pipe', open.fd],
  });
  open.close();
  return new Promise((resolve, reject) => {
    let said = '';
    let wrong = '';
    child.stdout?.on('data', (bytes: Buffer) => (said += bytes.toString('utf8')));
    child.stderr?.on('data', (bytes: Buffer) => (wrong += bytes.toString('utf8')));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(HandedOver.parse(JSON.parse(said)));
      else reject(new CoworkError('sandbox_failed', `a folder could not be given to the virtual machine: ${wrong.trim()}`));
    });
  });
}
