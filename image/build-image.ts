// From a base to what a machine boots from: the guest's own program in front of it, tried.
import { link, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IMAGE_PARTS, type Kept, sign } from '../src/sandbox/image/kept.ts';
import type { Places } from '../src/sandbox/image/recipe.ts';
import { agentArchive } from './initramfs.ts';
import { tryImage } from './trial.ts';

/** `places.image` is there with everything in it, or not at all. The base's files are shared, not copied. */
export async function buildImage(places: Places, onProgress: (line: string) => void): Promise<Kept> {
  const work = await mkdtemp(`${places.image}-new-`);
  try {
    const made = join(work, 'made');
    await mkdir(made);
    for (const part of ['kernel', 'root.erofs', 'manifest.tsv']) await link(join(places.base, part), join(made, part));
    await link(join(places.agent, 'agent'), join(made, 'agent'));
    const archives = [await readFile(join(places.base, 'modules.cpio')), agentArchive(await readFile(join(made, 'agent')))];
    await writeFile(join(made, 'initrd'), Buffer.concat(archives));

    onProgress('Starting a machine from it and trying its tools');
    const { bootMs } = await tryImage(made);
    onProgress(`It answered ${(bootMs / 1_000).toFixed(1)} s after power-on, without hardware’s help`);
    const image = await sign(made, places.image, IMAGE_PARTS);
    await rm(places.image, { recursive: true, force: true });
    await rename(made, places.image);
    return image;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
