// The image in the cache, outside of every checkout: whole and untouched, or not there.
import { statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { cacheFolder } from '../src/paths.ts';
import { readJson, sha256Of } from '../src/whole-file.ts';

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
    if (statSync(file, { throwIfNoEntry: false })?.size !== bytes || (await sha256Of(file)) !== sha256) return undefined;
  }
  return found.data;
}

/** Written last: a folder without it is nobody's image. */
export async function sign(folder: string, recipe: string): Promise<Kept> {
  const parts: Partial<Kept['parts']> = {};
  for (const part of PARTS) {
    const file = join(folder, part);
    parts[part] = { sha256: await sha256Of(file), bytes: statSync(file).size };
  }
  const image = Kept.parse({ recipe, madeAt: new Date().toISOString(), parts });
  await writeFile(join(folder, 'image.json'), `${JSON.stringify(image, null, 2)}\n`, { flush: true });
  return image;
}
