// A task's folders as commands see them: each opened by descriptor and checked anew before every command.
import { closeSync, constants, lstatSync, openSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { CoworkError } from '../contract/errors.ts';
import { type FolderHandle, openFolder, openRoot } from './at.ts';
import { errnoOf, spokenFor } from './fs-errors.ts';
import { type Place, type Places, taskFolder } from './places.ts';
import type { CommandFolder, CommandFolders, SeenEntry } from './port.ts';
import { createRemoved } from './removed.ts';
import { STORE } from './changes/rooms.ts';
import type { Sensitive } from './sensitive.ts';

/** A folder with more entries than this is too large to be looked through for protected places before each command. */
const MOST_ENTRIES = 500_000;

export function createCommandFolders(deps: {
  home: string;
  places: Places;
  sensitive: Pick<Sensitive, 'reason' | 'below'>;
}): CommandFolders {
  return {
    async ofTask(taskId) {
      const places = await deps.places.ofTask(taskId);
      const granted = places.folders.map(({ name }) => places.resolve(`/folders/${name}`));
      for (const place of granted) refuseProtected(place, deps.sensitive);
      const own = ['scratch', 'outputs', 'uploads'].map((area) => places.resolve(`/${area}`));
      const wanted = [
        ...granted.map((place) => ({ place, share: place.root, sub: '' })),
        ...own.map((place) => ({ place, share: taskFolder(deps.home, taskId), sub: place.area })),
      ];
      const opened: CommandFolder[] = [];
      try {
        for (const one of wanted) opened.push(commandFolder(one));
        return opened;
      } catch (error) {
        for (const { lower } of opened) lower.close();
        throw error;
      }
    },
    removed: async (taskId) => createRemoved(await deps.places.ofTask(taskId)),
  };
}

function commandFolder(of: { place: Place; share: string; sub: string }): CommandFolder {
  const { place, share, sub } = of;
  const root = openRoot(place.root, place.rootId, place.modelRoot);
  const shared = openRoot(share);
  const { dev, ino } = shared.id;
  shared.close();
  return {
    shared: {
      ...{ at: place.modelRoot, sub, readOnly: !place.writable, dev: String(dev), ino: String(ino) },
      open() {
        const again = openRoot(share, { dev, ino }, place.modelRoot);
        return { fd: again.fd, close: () => again.close() };
      },
    },
    lower: lowerOf(root, place.modelRoot),
  };
}

/** Parents that are kept open while a list is gone through: entries come folder by folder. */
const OPEN_AT_ONCE = 32;

function lowerOf(root: FolderHandle, spoken: string): CommandFolder['lower'] {
  const parents = new Map<string, FolderHandle | undefined>();
  const parentOf = (path: string): FolderHandle | undefined => {
    if (parents.has(path)) return parents.get(path);
    const [oldest] = parents.keys();
    if (parents.size >= OPEN_AT_ONCE && oldest !== undefined) {
      parents.get(oldest)?.close();
      parents.delete(oldest);
    }
    let opened: FolderHandle | undefined;
    try {
      opened = openFolder(root, path === '' ? [] : path.split('/'), spoken);
    } catch {
      opened = undefined;
    }
    parents.set(path, opened);
    return opened;
  };
  return {
    lookUp(path): SeenEntry | undefined {
      if (path === STORE) return undefined;
      const cut = path.lastIndexOf('/');
      const name = path.slice(cut + 1);
      const parent = parentOf(cut < 0 ? '' : path.slice(0, cut));
      if (!parent) return undefined;
      // Also names that no tool takes: what a command did to such a file is refused, not passed over.
      const entry = `${parent.here}/${name}`;
      const stat = lstatSync(entry, { bigint: true, throwIfNoEntry: false });
      if (!stat) return undefined;
      const type = stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : stat.isSymbolicLink() ? 'link' : 'other';
      const seen = { type, mode: Number(stat.mode & 0o7777n), mtimeNs: String(stat.mtimeNs) } as const;
      return type === 'link' ? { ...seen, linkTarget: readlinkSync(entry) } : seen;
    },
    close() {
      for (const parent of parents.values()) parent?.close();
      parents.clear();
      root.close();
    },
  };
}

/**
 * A shared folder shows all that is in it, so one that holds something protected is not shared (DESIGN §8). Links lead nowhere in the
 * sandbox and are not followed here. @throws CoworkError sensitive_place, too_large
 */
function refuseProtected(place: Place, sensitive: Pick<Sensitive, 'reason' | 'below'>): void {
  const refuse = (path: string, why: string): never => {
    throw new CoworkError(
      'sensitive_place',
      `${place.modelRoot} holds a protected place (${path}: ${why}), so commands cannot see this folder. Ask with request_folder for ` +
        `a folder in it that does not, or use the file tools`,
    );
  };
  const known = sensitive.below(place.root);
  if (known !== undefined) refuse(known.slice(place.root.length + 1), 'keys or private data');
  let left = MOST_ENTRIES;
  const walk = (fd: number, hostPath: string): void => {
    for (const entry of readdirSync(`/proc/self/fd/${fd}/.`, { withFileTypes: true })) {
      if ((left -= 1) < 0)
        throw new CoworkError(
          'too_large',
          `${place.modelRoot} holds more than ${MOST_ENTRIES} files; commands need a smaller folder`,
        );
      const path = join(hostPath, entry.name);
      if (hostPath === place.root && entry.name === STORE) continue;
      const why = sensitive.reason(path);
      if (why !== undefined) refuse(path.slice(place.root.length + 1), why);
      if (entry.isDirectory()) within(fd, entry.name, (child) => walk(child, path));
    }
  };
  const root = openRoot(place.root, place.rootId, place.modelRoot);
  try {
    spokenFor(place.modelRoot, () => walk(root.fd, place.root));
  } finally {
    root.close();
  }
}

/** It vanished, or its owner alone may look into it: then the sandbox, which has no more rights, cannot either. */
const OUT_OF_REACH = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES']);

/** @throws what else the system says: what could not be looked into may hold anything */
function within(parent: number, name: string, work: (fd: number) => void): void {
  let fd: number;
  try {
    fd = openSync(`/proc/self/fd/${parent}/${name}`, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  } catch (error) {
    if (OUT_OF_REACH.has(errnoOf(error) ?? '')) return;
    throw error;
  }
  try {
    work(fd);
  } finally {
    closeSync(fd);
  }
}
