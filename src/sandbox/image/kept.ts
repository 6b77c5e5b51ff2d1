// Images in the cache, outside of every checkout: whole and untouched, or not there.
import { statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson, sha256Of, writePrivate } from '../../disk/whole-file.ts';

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

/** Undefined when there is none, or a part is not what was put there. Reads every byte, but of what it has read within a day and nobody touched since. */
export async function kept(folder: string, parts: readonly string[]): Promise<Kept | undefined> {
  const found = Kept.safeParse(await readJson(join(folder, 'image.json')));
  if (!found.success) return undefined;
  const file = join(folder, 'looked-at.json');
  const looked = { ...LookedAt.safeParse(await readJson(file)).data };
  let isNew = false;
  for (const part of parts) {
    const was = found.data.parts[part];
    const before = identityOf(join(folder, part));
    if (!was || before?.bytes !== was.bytes) return undefined;
    if (isFresh(looked[part], { identity: before.text, sha256: was.sha256 })) continue;
    if ((await sha256Of(join(folder, part))) !== was.sha256 || identityOf(join(folder, part))?.text !== before.text)
      return undefined;
    looked[part] = { identity: before.text, sha256: was.sha256, at: Date.now() };
    isNew = true;
  }
  if (isNew) remember(file, looked);
  return found.data;
}

/** A disk may lose what nobody has written to. */
const AGAIN_AFTER_MS = 24 * 60 * 60_000;
const Look = z.object({ identity: z.string(), sha256: z.string(), at: z.number() });
const LookedAt = z.record(z.string(), Look);

function isFresh(look: z.infer<typeof Look> | undefined, now: { identity: string; sha256: string }): boolean {
  if (look?.identity !== now.identity || look.sha256 !== now.sha256) return false;
  const age = Date.now() - look.at;
  return age >= 0 && age < AGAIN_AFTER_MS;
}

/** What the system changes with every write to a file, and nobody can set back: its change time among it. */
function identityOf(file: string): { text: string; bytes: number } | undefined {
  const stats = statSync(file, { throwIfNoEntry: false, bigint: true });
  if (!stats) return undefined;
  const { dev, ino, size, mtimeNs, ctimeNs } = stats;
  return { text: [dev, ino, size, mtimeNs, ctimeNs].join(' '), bytes: Number(size) };
}

/** Where nothing can be written, everything is read each time. */
function remember(file: string, looked: z.infer<typeof LookedAt>): void {
  try {
    writePrivate(file, JSON.stringify(looked));
  } catch {
    // It is but saved work.
  }
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
