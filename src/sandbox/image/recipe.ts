// What the sandbox image is made from: the folder image/ of this package. A hash over it names the result: another recipe is another image.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const RECIPE_FOLDER = fileURLToPath(new URL('../../../image', import.meta.url));

/** What takes minutes to make: the system of Debian's packages and Python's libraries, and the kernel. */
const BASE = ['packages.txt', 'wheels.txt', 'modules.txt', 'hooks', 'base.ts', 'initramfs.ts'];
/** What takes seconds: the guest's own program. */
const GUEST = ['guest'];

export interface Places {
  readonly base: string;
  readonly image: string;
  /** The guest's own program alone. */
  readonly agent: string;
}

/** Folders below the cache where this recipe's results are, if they were made. */
export function imageFolders(cache: string, recipe = RECIPE_FOLDER): Places {
  const base = hashOf(recipe, BASE);
  const place = (name: string): string => join(cache, 'images', name);
  return {
    base: place(`base-${base}`),
    image: place(hashOf(recipe, GUEST, base)),
    agent: place(`agent-${hashOf(recipe, GUEST)}`),
  };
}

/** Sixteen hex digits over every file, in the order of their names. */
function hashOf(folder: string, parts: readonly string[], start = ''): string {
  const hash = createHash('sha256').update(start);
  for (const name of parts.flatMap((part) => filesOf(folder, part)).sort())
    hash
      .update(`${name}\0`)
      .update(readFileSync(join(folder, name)))
      .update('\0');
  return hash.digest('hex').slice(0, 16);
}

function filesOf(folder: string, part: string): string[] {
  if (/\.\w+$/.test(part)) return [part];
  return readdirSync(join(folder, part), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}
