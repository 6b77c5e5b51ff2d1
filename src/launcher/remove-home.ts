// Removes what the product put into its home, and nothing else: COWORK_HOME may be a folder that holds other things.
import { readdir, rm, rmdir } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import type { Paths } from '../paths.ts';

/** `but`: absolute paths that stay, with the folders that they are in. Resolves with what is left in the home. */
export async function removeHome(paths: Paths, but: readonly string[]): Promise<string[]> {
  const ours = ownNames(paths);
  for (const name of await readdir(paths.home)) if (ours.test(name)) await removeBut(join(paths.home, name), but);
  const left = await readdir(paths.home);
  if (left.length === 0) await rmdir(paths.home);
  return left.map((name) => join(paths.home, name));
}

/** Everything that `Paths` names at the top, with the companions of databases (-wal, -shm) and of files being written (.tmp). */
function ownNames({ home, ...paths }: Paths): RegExp {
  const below = Object.values(paths).filter((path) => path.startsWith(home + sep));
  const names = new Set(
    below.map((path) =>
      path
        .slice(home.length + 1)
        .split(sep)[0]!
        .replaceAll('.', '\\.'),
    ),
  );
  return new RegExp(`^(${[...names].join('|')})([-.](wal|shm|journal|\\d+\\.tmp))?$`);
}

async function removeBut(path: string, but: readonly string[]): Promise<void> {
  if (but.includes(path)) return;
  if (!but.some((kept) => kept.startsWith(path + sep))) return rm(path, { recursive: true, force: true });
  for (const name of await readdir(path)) await removeBut(join(path, basename(name)), but);
}
