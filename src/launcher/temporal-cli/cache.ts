// The product's own copy of the Temporal CLI: outside every checkout, shared by all homes of a user, checked on every use.
import { statSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writePrivate } from '../../disk/whole-file.ts';
import { readJson, sha256Of } from '../../disk/whole-file.ts';
import { CLI_VERSION } from './version.ts';

const Recipe = z.object({
  /** How it was made: `sdk` or `go`, with the version. Another recipe is another copy. */
  recipe: z.string(),
  sha256: z.string(),
  server: z.string(),
  madeAt: z.string(),
  /** What the file system said of the program when its bytes were last read: while it says the same they are not read again. */
  seen: z.string().optional(),
});

export interface CliCache {
  /** Where the program is when it is there. */
  readonly program: string;
  /** The kept program, when its bytes are still those that were put in; else undefined, with the reason if it was there. */
  find(): Promise<{ server: string } | { unusable: string } | undefined>;
  /** Lets `make` produce the program in a new folder of the cache, then puts it in its place in one step. */
  fill(recipe: string, make: (folder: string) => Promise<{ program: string; server: string }>): Promise<{ server: string }>;
}

export function createCliCache(cacheFolder: string): CliCache {
  const folder = join(cacheFolder, `temporal-${CLI_VERSION.slice(1)}-${process.platform}-${process.arch}`);
  const program = join(folder, process.platform === 'win32' ? 'temporal.exe' : 'temporal');
  const recipeFile = join(folder, 'recipe.json');
  return {
    program,
    async find() {
      const kept = Recipe.safeParse(await readJson(recipeFile));
      if (!kept.success) return undefined;
      const { server, sha256: expected, seen } = kept.data;
      const now = looksOf(program);
      if (seen !== undefined && now === seen) return { server };
      if ((await sha256Of(program).catch(() => 'nothing')) !== expected)
        return { unusable: 'is not what was put there; it is made again' };
      remember(recipeFile, { ...kept.data, ...(now && { seen: now }) });
      return { server };
    },
    async fill(recipe, make) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const workshop = await mkdtemp(join(folder, 'new-'));
      try {
        const made = await make(workshop);
        await chmod(made.program, 0o755);
        const hash = await sha256Of(made.program);
        // The recipe goes first and comes last: a crash in between leaves a copy that nobody trusts.
        await rm(recipeFile, { force: true });
        await rename(made.program, program);
        writeRecipe(recipeFile, { recipe, sha256: hash, server: made.server, madeAt: new Date().toISOString() });
        return { server: made.server };
      } finally {
        // Go's module files are read-only; the folder itself is ours.
        await rm(workshop, { recursive: true, force: true }).catch(() => undefined);
      }
    },
  };
}

const writeRecipe = (file: string, recipe: z.infer<typeof Recipe>): void =>
  writePrivate(file, `${JSON.stringify(recipe, null, 2)}\n`);

/** A cache that this user may only read is hashed at every start. */
function remember(file: string, recipe: z.infer<typeof Recipe>): void {
  try {
    writeRecipe(file, recipe);
  } catch {
    // Nothing is lost but time.
  }
}

/** Every write, and every change of name or mode, moves the ctime, which no program can set back. */
function looksOf(file: string): string | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found && [found.dev, found.ino, found.size, found.mtimeNs, found.ctimeNs].join(':');
}
