// What can run here: the programs, the image, and the processor's help, the last found out by starting a machine with it.
import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { arch, release, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { readJson, writePrivate } from '../../disk/whole-file.ts';
import { isOnPath, whyNoJail } from '../bubblewrap.ts';
import { openGuestChannel } from '../channel/guest-channel.ts';
import { IMAGE_PARTS, kept } from '../image/kept.ts';
import { type Accelerator, FILES } from './command-line.ts';
import type { Found } from './driver.ts';
import { endSandbox } from '../started.ts';
import { startMachine } from './machine.ts';

const run = promisify(execFile);

/** A kvm device can exist and hang (nested virtualisation does that): one that helps has a guest speaking within this time. */
const HELPS_IN_MS = 5_000;
const PROBE_MEMORY_MB = 512;

export interface FindDeps {
  /** Folder in which the image of this version would be. */
  readonly image: string;
  /** Folder with a folder for each machine; what was found out is remembered beside them. */
  readonly home: string;
  /** How an image is got here. */
  readonly mendImage: string;
}

/** Looks once a process, then again whenever something was missing. */
export function createFind(deps: FindDeps): () => Promise<Found> {
  let found: Promise<Found> | undefined;
  return async () => {
    found ??= find(deps);
    const answer = await found;
    if (answer.kind === 'unavailable') found = undefined;
    return answer;
  };
}

const missing = (why: string, mend: string): Found => ({ kind: 'unavailable', why, mend });

async function find(deps: FindDeps): Promise<Found> {
  if (process.platform !== 'linux' || arch() !== 'x64')
    return missing('this version has a sandbox for Linux on x86-64 only', 'none in this version');
  if (!isOnPath('qemu-system-x86_64')) return missing('QEMU is not installed', 'sudo apt-get install qemu-system-x86');
  const obstacle = await whyNoJail();
  if (obstacle) return obstacle;
  if (!(await kept(deps.image, IMAGE_PARTS))) return missing('the sandbox image has not been built', deps.mendImage);
  const qemu = (await run('qemu-system-x86_64', ['--version'])).stdout.split('\n', 1)[0] ?? '';
  const accelerator = await acceleratorOf(deps, qemu);
  const isLocked = accelerator === 'tcg' && existsSync('/dev/kvm') && !isUsable('/dev/kvm');
  return {
    ...{ kind: 'found', image: deps.image, accelerator, qemu },
    ...(isLocked ? { mendAccelerator: `sudo usermod -aG kvm ${userInfo().username}` } : {}),
  };
}

/** What did not help is tried again: drivers are loaded, machines are moved. */
const AGAIN_AFTER_MS = 24 * 60 * 60_000;
const Remembered = z.object({ key: z.string(), accelerator: z.enum(['kvm', 'hvf', 'tcg']), at: z.number() });

async function acceleratorOf({ image, home }: FindDeps, qemu: string): Promise<Accelerator> {
  if (!isUsable('/dev/kvm')) return 'tcg';
  const key = [release(), qemu, image].join('|');
  const file = join(home, 'accelerator.json');
  const known = Remembered.safeParse(await readJson(file));
  if (
    known.success &&
    known.data.key === key &&
    (known.data.accelerator !== 'tcg' || Date.now() - known.data.at < AGAIN_AFTER_MS)
  )
    return known.data.accelerator;
  const accelerator = (await helps('kvm', { image, home })) ? 'kvm' : 'tcg';
  writePrivate(file, JSON.stringify({ key, accelerator, at: Date.now() }));
  return accelerator;
}

/** Whether a guest comes to speak with it, in time. */
async function helps(accelerator: Accelerator, of: { image: string; home: string }): Promise<boolean> {
  await mkdir(of.home, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(of.home, '.probe-'));
  try {
    await startMachine({
      ...{ image: of.image, folder, accelerator, memoryMb: PROBE_MEMORY_MB, cpus: 1 },
      ...{ diskBytes: 2 ** 26, uid: 1000, gid: 1000 },
    });
    const channel = openGuestChannel(folder, FILES.agent);
    const late = Promise.withResolvers<false>();
    const timer = setTimeout(() => late.resolve(false), HELPS_IN_MS);
    try {
      return await Promise.race([channel.hello.then(() => true), late.promise]);
    } finally {
      clearTimeout(timer);
      channel.close();
    }
  } catch {
    return false;
  } finally {
    await endSandbox(folder);
    await rm(folder, { recursive: true, force: true });
  }
}

function isUsable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
