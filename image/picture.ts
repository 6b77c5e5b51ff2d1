// After the image: the picture of memory that machines are started from.
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findSandbox, MACHINE, picturesFolder } from '../src/desktop-sandbox.ts';
import { CPUS } from '../src/sandbox/qemu/driver.ts';
import { pictureFile, takePicture } from '../src/sandbox/qemu/picture.ts';

/** What was done, in words; undefined when the picture was there, or no machine can run here. */
export async function picture(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const home = await mkdtemp(join(tmpdir(), 'cowork-picture-'));
  try {
    const found = await findSandbox({ machines: home }, env)();
    if (found.kind === 'unavailable') return undefined;
    const of = { ...MACHINE, image: found.image, accelerator: found.accelerator, qemu: found.qemu, cpus: CPUS };
    const file = pictureFile(picturesFolder(env), of);
    if (existsSync(file)) return undefined;
    await takePicture(file, { ...of, home });
    return 'Took a picture of a machine that has just begun: those that follow start from it';
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
