// The image in the cache, outside of every checkout: whole and untouched, or not there.
import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { cacheFolder } from '../src/paths.ts';

/** What a machine boots from. */
export const PARTS = ['kernel', 'initrd', 'root.erofs', 'manifest.tsv'] as const;

const Kept = z.object({
  recipe: z.string(),
  madeAt: z.string(),
  parts: z.record(z.enum(PARTS), z.object({ sha256: z.string(), bytes: z.number() })),
});
export type Kept = z.infer<typeof Kept>;

export const folderOf = (recipe: string, env: NodeJS.ProcessEnv): string => join(cacheFolder(env), 'images', recipe);

/** Undefined when there is none, or a part is not what was put there. Reads every byte. */
export async function kept(folder: string): Promise<Kept | undefined> {
  const found = Kept.safeParse(await readJson(join(folder, 'image.json')));
  if (!found.success) return undefined;
  for (const part of PARTS) {
    const file = join(folder, part);
    const { sha256, bytes } = found.data.parts[part];
    if (statSync(file, { throwIfNoEntry: false })?.size !== bytes || (await hashOf(file)) !== sha256) return undefined;
  }
  return found.data;
}

/** Written last: a folder without it is nobody's image. */
export async function sign(folder: string, recipe: string): Promise<Kept> {
  const parts: Partial<Kept['parts']> = {};
  for (const part of PARTS) {
    const file = join(folder, part);
    parts[part] = { sha256: await hashOf(file), bytes: statSync(file).size };
  }
  const image = Kept.parse({ recipe, madeAt: new Date().toISOString(), parts });
  await writeFile(join(folder, 'image.json'), `${JSON.stringify(image, null, 2)}\n`, { flush: true });
  return image;
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown;
  } catch {
    return undefined;
  }
}
