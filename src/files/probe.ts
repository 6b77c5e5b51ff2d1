// Looks at folders that a person names or picks: may this be granted, and what folders are below it? Opens no file, writes nothing.
import { type BigIntStats, lstatSync, readdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { CoworkError } from '../contract/errors.ts';
import { sameId, type FolderId } from './at.ts';
import { errnoOf, spokenFor } from './fs-errors.ts';
import { lookAtKinds } from './look-at-kinds.ts';
import type { KindCount } from './kinds-of-names.ts';
import { createSensitive, type Sensitive } from './sensitive.ts';

export interface CheckedFolder {
  /** Canonical: absolute, without links. */
  readonly hostPath: string;
  readonly id: FolderId;
  /** When the folder was made, in ns; '0' where the disk does not say. Tells a disk that came back under another number from another disk. */
  readonly bornNs: string;
}

export interface Browsed {
  readonly path: string;
  /** Absent at the top. */
  readonly parent?: string;
  /** Why this very folder cannot be granted; absent when it can. */
  readonly refused?: string;
  readonly folders: readonly { readonly name: string; readonly path: string; readonly hidden: boolean }[];
  /** How many there are; `folders` holds the first ones by name. */
  readonly total: number;
}

export interface Probe {
  /**
   * Whether a folder can be granted, `~` allowed. A pure look at the disk, so the api may answer 422 with it at once; the desktop checks again.
   * @throws CoworkError bad_path, no_such_file, not_a_folder, no_permission, sensitive_place; each with a sentence for people
   */
  checkFolder(hostPath: string): CheckedFolder;
  /** The folders below `hostPath` (default: the home folder). Protected ones are left out, links too. */
  browseFolders(hostPath?: string): Browsed;
  /** What a folder that can be granted has much of, by a short look (`LOOK_LIMITS`). @throws as checkFolder */
  kindsIn(hostPath: string): Promise<readonly KindCount[]>;
}

const MOST_FOLDERS = 2000;

/** `home` is COWORK_HOME. */
export function createProbe(of: { home: string; sensitive?: Sensitive; userHome?: string }): Probe {
  const userHome = of.userHome ?? homedir();
  const sensitive = of.sensitive ?? createSensitive({ homes: [userHome], own: [of.home] });

  const checkFolder = (hostPath: string): CheckedFolder => {
    const { path, stats } = realFolder(hostPath, userHome);
    const why = refusal(path, stats);
    if (why) throw new CoworkError('sensitive_place', why);
    return { hostPath: path, id: { dev: stats.dev, ino: stats.ino }, bornNs: String(stats.birthtimeNs) };
  };

  const refusal = (path: string, stats: BigIntStats): string | undefined => {
    if (dirname(path) === path)
      return `${path} is the whole computer. Grant a folder below it, such as ${join(userHome, 'Documents')}.`;
    const why = sensitive.reason(path);
    if (why) return `${path} is protected (${why}). It is never opened for an agent; grant another folder.`;
    const above = homeAncestors(userHome).find((folder) => folder.path === path || sameId(folder.id, stats));
    if (above) return `${path} holds the home folders of this computer. Grant your home folder or a folder in it.`;
    return undefined;
  };

  return {
    checkFolder,
    browseFolders(hostPath = userHome) {
      const { path, stats } = realFolder(hostPath, userHome);
      const why = sensitive.reason(path);
      if (why) throw new CoworkError('sensitive_place', `${path} is protected (${why}).`);
      const entries = spokenFor(path, () => readdirSync(path, { withFileTypes: true }));
      const names = entries
        .filter((entry) => entry.isDirectory() && sensitive.reason(join(path, entry.name)) === undefined)
        .map((entry) => entry.name)
        .sort(byName);
      const refused = refusal(path, stats);
      return {
        path,
        ...(dirname(path) === path ? {} : { parent: dirname(path) }),
        ...(refused === undefined ? {} : { refused }),
        folders: names.slice(0, MOST_FOLDERS).map((name) => ({ name, path: join(path, name), hidden: name.startsWith('.') })),
        total: names.length,
      };
    },
    kindsIn: async (hostPath) => lookAtKinds(checkFolder(hostPath).hostPath, { sensitive }),
  };
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'variant' });
const byName = (a: string, b: string): number => collator.compare(a, b) || (a < b ? -1 : 1);

function realFolder(hostPath: string, userHome: string): { path: string; stats: BigIntStats } {
  if (hostPath.includes('\0') || !hostPath.isWellFormed()) throw new CoworkError('bad_path', 'This is not a path.');
  const full = hostPath === '~' || hostPath.startsWith('~/') ? join(userHome, hostPath.slice(1)) : hostPath;
  if (!isAbsolute(full)) throw new CoworkError('bad_path', `${hostPath} is not a whole path. Write it from the top, or from ~/.`);
  const path = spokenFor(full, () => realpathSync.native(full));
  const stats = spokenFor(full, () => lstatSync(path, { bigint: true }));
  if (!stats.isDirectory()) throw new CoworkError('not_a_folder', `${full} is a file. Grant the folder that it lies in.`);
  return { path, stats };
}

function homeAncestors(userHome: string): { path: string; id: FolderId }[] {
  const found: { path: string; id: FolderId }[] = [];
  for (let path = dirname(realOr(userHome)); dirname(path) !== path; path = dirname(path)) {
    const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    if (stats) found.push({ path, id: { dev: stats.dev, ino: stats.ino } });
  }
  for (const path of ['/home', '/Users']) {
    const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    if (stats) found.push({ path, id: { dev: stats.dev, ino: stats.ino } });
  }
  return found;
}

function realOr(path: string): string {
  try {
    return realpathSync.native(path);
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return path;
  }
}

/** One check without a probe of one's own. `home` is COWORK_HOME. */
export const checkFolder = (hostPath: string, home: string): CheckedFolder => createProbe({ home }).checkFolder(hostPath);
