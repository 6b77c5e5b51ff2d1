// The engine's own data can be given up: the tasks are in tasks.db, and each open one is started again at its last sealed step.
import { existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { syncFolder } from '../disk/durable-names.ts';
import type { Paths } from '../paths.ts';

/**
 * Moves Temporal's database, with what belongs to it, into a folder beside it and returns that; undefined when there is none. Nothing is
 * deleted. Call it with no server running. A kill in between leaves a part there and a part here; the next call moves the rest.
 */
export function setEngineAside(paths: Pick<Paths, 'temporal' | 'temporalDb'>, now: Date): string | undefined {
  const name = basename(paths.temporalDb);
  // The main file last: while it is there, its log is never taken for another's.
  const files = [`${name}-wal`, `${name}-shm`, `${name}-journal`, name].filter((file) => existsSync(join(paths.temporal, file)));
  if (!files.includes(name)) return undefined;
  const stamp = now.toISOString().replace(/[-:]|\.\d+Z/g, '');
  const folder = join(paths.temporal, freeName(paths.temporal, `set-aside-${stamp}`));
  mkdirSync(folder, { mode: 0o700 });
  for (const file of files) renameSync(join(paths.temporal, file), join(folder, file));
  syncFolder(folder);
  syncFolder(paths.temporal);
  return folder;
}

function freeName(folder: string, wanted: string): string {
  const taken = new Set(readdirSync(folder));
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? wanted : `${wanted}-${n}`;
    if (!taken.has(name)) return name;
  }
}

/** Bytes of the database and its log. */
export const engineBytes = ({ temporalDb }: Pick<Paths, 'temporalDb'>): number =>
  [temporalDb, `${temporalDb}-wal`].reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
