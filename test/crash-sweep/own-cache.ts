// A cache for one instance: what others have made, and a picture of its own that comes back whenever it is let go of.
import { cpSync, existsSync, linkSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findSandbox, MACHINE, picturesFolder } from '../../src/desktop-sandbox.ts';
import { cacheFolder, pathsOf } from '../../src/paths.ts';
import { imageFolders } from '../../src/sandbox/image/recipe.ts';
import { CPUS } from '../../src/sandbox/qemu/driver.ts';
import { pictureFile, type PictureOf, takePicture } from '../../src/sandbox/qemu/picture.ts';

const KEEP_MS = 250;

export interface OwnCache {
  readonly env: { readonly XDG_CACHE_HOME: string };
  /** What was found out of this computer's processor, which takes seconds, a new home need not find out again. */
  prepare(home: string): void;
  close(): void;
}

/**
 * Below `base`, with all that the user's cache has. A machine that dies at its start takes its picture with it; here the next one finds it again,
 * so that starts stay as quick as people's.
 */
export async function ownCache(base: string): Promise<OwnCache> {
  const env = { XDG_CACHE_HOME: join(base, 'cache') };
  const [shared, own, machines] = [cacheFolder(process.env), cacheFolder(env), join(base, 'machines')];
  for (const folder of [own, picturesFolder(env), machines]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(shared).filter((one) => one !== 'pictures')) symlinkSync(join(shared, name), join(own, name));
  const found = await findSandbox({ machines }, env)();
  if (found.kind === 'unavailable') throw new Error(`${found.why}. ${found.mend}`);

  const ofOwn: PictureOf = { ...found, ...MACHINE, cpus: CPUS };
  // The same image by another path.
  const ofShared = { ...ofOwn, image: imageFolders(shared).image };
  const source = pictureFile(picturesFolder(process.env), ofShared);
  if (!existsSync(source)) await takePicture(source, { ...ofShared, home: machines });
  const picture = pictureFile(picturesFolder(env), ofOwn);
  const kept = join(dirname(picture), 'kept');
  linkSync(source, kept);
  const keep = (): void => void (existsSync(picture) || linkSync(kept, picture));
  keep();
  const timer = setInterval(keep, KEEP_MS).unref();
  return {
    env,
    prepare: (home) => cpSync(machines, pathsOf(home).machines, { recursive: true }),
    close: () => clearInterval(timer),
  };
}
