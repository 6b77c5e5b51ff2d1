// Temporal's database is not migrated by a newer server: another version is tried on a copy first, and where it cannot serve, the engine begins anew.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { writePrivate } from '../disk/whole-file.ts';
import type { Paths } from '../paths.ts';
import { copyDatabase } from '../sqlite/copy-database.ts';
import { setEngineAside } from './set-engine-aside.ts';

export interface EngineFit {
  readonly paths: Pick<Paths, 'temporal' | 'temporalDb'>;
  /** Version of the server that is about to open the database. */
  readonly server: string;
  /** Undefined when that server serves from this copy, else why not. */
  readonly trial: (database: string) => Promise<string | undefined>;
  readonly now: () => Date;
  onProgress(line: string): void;
}

/**
 * Does nothing for the server that opened the database last. For another: keeps a copy (temporal.db.<version>) as a way back, tries the
 * server on a second one, and sets the database aside when it does not serve. Call it with no server running. Done again after a kill.
 */
export async function fitEngine(of: EngineFit): Promise<void> {
  const { paths, server } = of;
  const versionFile = join(paths.temporal, 'server-version');
  const before = existsSync(versionFile) ? readFileSync(versionFile, 'utf8').trim() : undefined;
  if (before === server) return;
  if (existsSync(paths.temporalDb)) await tryOn(of, before);
  writePrivate(versionFile, `${server}\n`);
}

async function tryOn(of: EngineFit, before: string | undefined): Promise<void> {
  const { paths, server } = of;
  const whose = before === undefined ? 'of a version that is not known' : `of version ${before}`;
  of.onProgress(`Temporal ${server} is tried on a copy of the task engine's data, which is ${whose}.`);
  const room = join(paths.temporal, 'trial');
  rmSync(room, { recursive: true, force: true });
  mkdirSync(room, { mode: 0o700 });
  let why: string | undefined;
  try {
    const copy = join(room, basename(paths.temporalDb));
    await copyDatabase(paths.temporalDb, copy);
    why = await of.trial(copy);
  } finally {
    rmSync(room, { recursive: true, force: true });
  }
  if (why === undefined) return keepWayBack(paths, before ?? 'before');
  const aside = setEngineAside(paths, of.now());
  of.onProgress(
    `Temporal ${server} cannot go on with the task engine's data (${why}). The engine begins anew; its old data is in ${aside}. ` +
      'Nothing is lost: open tasks go on after their last finished step.',
  );
}

/** The newest only: who goes back does so soon. */
async function keepWayBack(paths: EngineFit['paths'], before: string): Promise<void> {
  const kept = `${basename(paths.temporalDb)}.${before}`;
  await copyDatabase(paths.temporalDb, join(paths.temporal, kept));
  for (const name of readdirSync(paths.temporal))
    if (name.startsWith(`${basename(paths.temporalDb)}.`) && name !== kept) rmSync(join(paths.temporal, name));
}
