// Files by open folder and single name (openat in spirit): the only way in which this product touches a granted folder.
import { type BigIntStats, closeSync, constants, existsSync, fstatSync, lstatSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { CoworkError } from '../contract/errors.ts';
import { errnoOf, fileError } from './fs-errors.ts';
import { nameProblem } from './names.ts';

export { validName } from './names.ts';

export interface FolderId {
  readonly dev: bigint;
  readonly ino: bigint;
}

/**
 * An open folder. On Linux `at(name)` is `/proc/self/fd/<fd>/<name>`: it names an entry of *this* folder whatever happens to the
 * path that led here, so that renaming a parent or putting a link in its place redirects nothing. Elsewhere Node gives no openat:
 * `at` then answers the real path after checking that it still leads to this very folder; a swap in the moment between that check and
 * the use is not noticed. The last component is never resolved by either: use O_NOFOLLOW or the l-calls with it.
 */
export interface FolderHandle {
  readonly fd: number;
  readonly id: FolderId;
  /** The folder itself, for readdir. */
  readonly here: string;
  /** @throws CoworkError bad_path for anything but a single plain name; elsewhere than on Linux folder_gone */
  at(name: string): string;
  /** Must be called, once or more often. */
  close(): void;
}

/** What the walk insists on. Only tests loosen it, to show that each rule holds something back. */
export interface WalkRules {
  readonly nameProblem: (name: string) => string | undefined;
  readonly followLinks: boolean;
  readonly byDescriptor: boolean;
}
export const STRICT: WalkRules = {
  nameProblem,
  followLinks: false,
  byDescriptor: process.platform === 'linux' && existsSync('/proc/self/fd'),
};

export interface Walk {
  /**
   * Opens a root by its host path. With `expected` it throws folder_gone unless it is still that very folder. `spoken` is what
   * errors call it (the model's path: it never reads one of the host).
   */
  openRoot(hostPath: string, expected?: FolderId, spoken?: string): FolderHandle;
  /**
   * Opens the folder below `root`, one component at a time, following no link. The caller closes the result; `root` stays open.
   * `spoken` is the model's path of the root, for errors. No components: a second handle of the root.
   * @throws CoworkError no_such_file, not_a_folder (links too), no_permission, bad_path
   */
  openFolder(root: FolderHandle, components: readonly string[], spoken?: string): FolderHandle;
}

const FOLDER = constants.O_RDONLY | constants.O_DIRECTORY | (constants.O_NONBLOCK ?? 0);

export function createWalk(rules: WalkRules): Walk {
  const flags = rules.followLinks ? FOLDER : FOLDER | constants.O_NOFOLLOW;

  const open = (path: string, realPath: string): FolderHandle => {
    const fd = openSync(path, flags);
    try {
      const { dev, ino } = fstatSync(fd, { bigint: true });
      return handle({ fd, id: { dev, ino }, realPath, rules });
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  };

  return {
    openRoot(hostPath, expected, spoken = hostPath) {
      let root: FolderHandle;
      try {
        root = open(hostPath, hostPath);
      } catch (error) {
        const gone = ['ENOENT', 'ENOTDIR', 'ELOOP'].includes(errnoOf(error) ?? '');
        if (gone) throw new CoworkError('folder_gone', `${spoken} is not there any more`, { cause: error });
        throw fileError(error, spoken);
      }
      if (!expected || sameId(root.id, expected)) return root;
      root.close();
      throw new CoworkError('folder_gone', `${spoken} is another folder than the one that was granted; grant it again`);
    },

    openFolder(root, components, spoken = '') {
      let folder = open(root.here, realPathOf(root, ''));
      for (const [depth, name] of components.entries()) {
        const parent = folder;
        try {
          folder = open(parent.at(name), realPathOf(parent, name));
        } catch (error) {
          const path = [spoken, ...components.slice(0, depth + 1)].join('/');
          throw isLink(parent, name) ? linkError(path, error) : fileError(error, path);
        } finally {
          parent.close();
        }
      }
      return folder;
    },
  };
}

const strictWalk = createWalk(STRICT);
export const openRoot: Walk['openRoot'] = (...of) => strictWalk.openRoot(...of);
export const openFolder: Walk['openFolder'] = (root, components, spoken) => strictWalk.openFolder(root, components, spoken);

/** The entry itself, never what a link points to; undefined when there is none. */
export function lstatAt(folder: FolderHandle, name: string): BigIntStats | undefined {
  return lstatSync(folder.at(name), { bigint: true, throwIfNoEntry: false });
}

export const sameId = (a: FolderId, b: FolderId): boolean => a.dev === b.dev && a.ino === b.ino;

/** Where a handle was opened; kept beside it because only the way without descriptors needs it. */
const realPaths = new WeakMap<FolderHandle, string>();
const realPathOf = (folder: FolderHandle, name: string): string => join(realPaths.get(folder) ?? '', name);

function handle(of: { fd: number; id: FolderId; realPath: string; rules: WalkRules }): FolderHandle {
  const { fd, id, realPath, rules } = of;
  let isOpen = true;
  const byDescriptor = `/proc/self/fd/${fd}`;
  const base = (): string => {
    if (!isOpen) throw new CoworkError('internal', 'a folder was used after it was closed');
    if (rules.byDescriptor) return byDescriptor;
    const now = lstatSync(realPath, { bigint: true, throwIfNoEntry: false });
    if (!now || !sameId(now, id)) throw new CoworkError('folder_gone', `${realPath} was moved or replaced meanwhile`);
    return realPath;
  };
  const made: FolderHandle = {
    fd,
    id,
    get here() {
      return `${base()}/.`;
    },
    at(name) {
      const problem = rules.nameProblem(name);
      if (problem) throw new CoworkError('bad_path', `the name ${JSON.stringify(name.slice(0, 100))} ${problem}`);
      return `${base()}/${name}`;
    },
    close() {
      if (!isOpen) return;
      isOpen = false;
      closeSync(fd);
    },
  };
  realPaths.set(made, realPath);
  return made;
}

function isLink(folder: FolderHandle, name: string): boolean {
  try {
    return lstatAt(folder, name)?.isSymbolicLink() ?? false;
  } catch {
    return false;
  }
}

const linkError = (path: string, cause: unknown): CoworkError =>
  new CoworkError('not_a_folder', `${path} is a link, and links are never followed; use the path of what it points to`, {
    cause,
  });
