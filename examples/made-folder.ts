// A small folder to work on, outside everything that belongs to somebody.
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface MadeFolder {
  readonly path: string;
  /** Names below it, sorted. */
  names(): Promise<string[]>;
  remove(): Promise<void>;
}

export async function makeFolder(names: readonly string[]): Promise<MadeFolder> {
  const path = await mkdtemp(join(tmpdir(), 'cowork-example-'));
  for (const name of names) await writeFile(join(path, name), `${name}\n`);
  return {
    path,
    names: async () => (await readdir(path, { recursive: true })).sort(),
    remove: () => rm(path, { recursive: true, force: true }),
  };
}
