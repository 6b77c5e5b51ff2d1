// Does the data of this home belong to an older version? Looked at on each start, so without loading what migrates.
import { existsSync, readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { writePrivate } from '../disk/whole-file.ts';
import type { Paths } from '../paths.ts';
import { ownVersion } from './version.ts';

type Known = Readonly<Record<'tasksDb' | 'desktopDb', Readonly<Record<string, readonly string[]>>>>;

/** By file and owner, what the present code migrates to: spelled again here, because the migrations themselves load the query builder. */
export const KNOWN_MIGRATIONS: Known = {
  tasksDb: {
    tasks: [
      '0001_first',
      '0002_folders',
      '0003_network',
      '0004_children_and_queue',
      '0005_schedules',
      '0006_threads_and_search',
      '0007_finished',
    ],
  },
  desktopDb: {
    ledger: ['0001-claims-and-receipts'],
    grants: ['0001-grants', '0002-folder-list', '0003-schedule-allowed'],
    changes: ['0001-change-sets'],
    egress: ['0001-reachable'],
  },
};

/**
 * Copies and migrates the databases where an older version wrote them; nothing where they are new or up to date. Call it holding the
 * launcher's lock, with no child running. @throws CoworkError upgrade_failed, disk_full: then all is as it was
 */
export async function upgradeIfDue(paths: Paths, onProgress: (line: string) => void): Promise<void> {
  if (dueDatabases(paths).length === 0) return;
  const { upgradeStores } = await import('./upgrade-stores.ts');
  await upgradeStores({ paths, from: lastVersion(paths), to: ownVersion(), onProgress });
}

/** The files that hold tables and lack a migration of ours. */
export function dueDatabases(paths: Pick<Paths, 'tasksDb' | 'desktopDb'>, known: Known = KNOWN_MIGRATIONS): string[] {
  return (['tasksDb', 'desktopDb'] as const).filter((name) => isDue(paths[name], known[name])).map((name) => paths[name]);
}

function isDue(file: string, known: Known['tasksDb']): boolean {
  if (!existsSync(file)) return false;
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  try {
    if (database.prepare("select 1 from sqlite_schema where name = 'migrations'").get() === undefined) return false;
    const rows = database.prepare('select owner, name from migrations').all();
    const done = new Set(rows.map(({ owner, name }) => `${String(owner)}/${String(name)}`));
    // A first start that was cut before its first commit: there is nothing to keep.
    return done.size > 0 && Object.entries(known).some(([owner, names]) => names.some((name) => !done.has(`${owner}/${name}`)));
  } finally {
    database.close();
  }
}

/** Undefined where no version said so yet. */
export function lastVersion(paths: Pick<Paths, 'versionFile'>): string | undefined {
  const text = existsSync(paths.versionFile) ? readFileSync(paths.versionFile, 'utf8').trim() : '';
  return /^[\w.+-]{1,64}$/.test(text) ? text : undefined;
}

/** This version has started here. */
export function rememberVersion(paths: Pick<Paths, 'versionFile'>): void {
  if (lastVersion(paths) !== ownVersion()) writePrivate(paths.versionFile, `${ownVersion()}\n`);
}
