// Images in the cache, outside of every checkout: whole and untouched, or not there.
import { statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson, sha256Of } from '../../disk/whole-file.ts';

/** What a machine boots from; the guest's own program also runs here. */
export const IMAGE_PARTS = ['kernel', 'initrd', 'root.erofs', 'agent', 'manifest.tsv'] as const;
/** What runs in a sandbox without a machine. */
export const AGENT_PARTS = ['agent'] as const;
/** What takes minutes to make: all but the guest's own program, which takes seconds. */
export const BASE_PARTS = ['kernel', 'modules.cpio', 'root.erofs', 'manifest.tsv'] as const;

const Kept = z.object({
  recipe: z.string(),
  madeAt: z.string(),
  parts: z.record(z.string(), z.object({ sha256: z.string(), bytes: z.number() })),
});
export type Kept = z.infer<typeof Kept>;

/** Undefined when there is none, or a part is not what was put there. Reads every byte. */
export async function kept(folder: string, parts: readonly string[]): Promise<Kept | undefined> {
  const found = Kept.safeParse(await readJson(join(folder, 'image.json')));
  if (!found.success) return undefined;
  for (const part of parts) {
    const file = join(folder, part);
    const was = found.data.parts[part];
    if (statSync(file, { throwIfNoEntry: false })?.size !== was?.bytes || (await sha256Of(file)) !== was?.sha256)
      return undefined;
  }
  return found.data;
}

/** Written last: a folder without it is nobody's image. */
export async function sign(folder: string, recipe: string, parts: readonly string[]): Promise<Kept> {
  const made: Kept['parts'] = {};
  for (const part of parts) {
    const file = join(folder, part);
    made[part] = { sha256: await sha256Of(file), bytes: statSync(file).size };
  }
  const image: Kept = { recipe, madeAt: new Date().toISOString(), parts: made };
  await writeFile(join(folder, 'image.json'), `${JSON.stringify(image, null, 2)}\n`, { flush: true });
  return image;
}
