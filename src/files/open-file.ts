// Opens a regular file for reading and nothing else: no link, no FIFO, no device, nothing that is only in the cloud.
import { type BigIntStats, closeSync, constants, fstatSync, openSync, readlinkSync } from 'node:fs';
import { posix } from 'node:path';
import { CoworkError } from '../contract/errors.ts';
import { type FolderHandle, lstatAt } from './at.ts';
import { fileError } from './fs-errors.ts';
import { isPlaceholder } from './placeholder.ts';

/** What is checked before and after opening. Only tests loosen it. */
export interface FileRules {
  readonly refuseSpecial: boolean;
  readonly followLinks: boolean;
}
const STRICT: FileRules = { refuseSpecial: true, followLinks: false };

export interface OpenFile {
  readonly fd: number;
  readonly stats: BigIntStats;
  close(): void;
}

/**
 * Opens `name` in `folder`; `spoken` is its path as the model knows it. The caller closes it. Looks before opening, because opening a
 * device may do something, and again after, because the entry may have been exchanged; O_NONBLOCK keeps a FIFO from waiting for a writer.
 * @throws CoworkError no_such_file, is_a_folder, special_file, placeholder_file, no_permission …
 */
export function openFile(folder: FolderHandle, name: string, spoken: string, rules: FileRules = STRICT): OpenFile {
  try {
    const before = lstatAt(folder, name);
    if (!before) throw new CoworkError('no_such_file', `${spoken} does not exist`);
    if (before.isSymbolicLink() && !rules.followLinks) throw new CoworkError('special_file', aboutLink(folder, name, spoken));
    if (rules.refuseSpecial && !before.isSymbolicLink()) refuseSpecial(before, spoken);
    if (isPlaceholder(before))
      throw new CoworkError(
        'placeholder_file',
        `${spoken} is only in the cloud. Ask the user to make it available on this computer.`,
      );
    return openNow(folder.at(name), spoken, rules);
  } catch (error) {
    throw fileError(error, spoken);
  }
}

function openNow(path: string, spoken: string, rules: FileRules): OpenFile {
  const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (rules.followLinks ? 0 : (constants.O_NOFOLLOW ?? 0));
  const fd = openSync(path, flags);
  try {
    const stats = fstatSync(fd, { bigint: true });
    if (rules.refuseSpecial) refuseSpecial(stats, spoken);
    return { fd, stats, close: once(() => closeSync(fd)) };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function refuseSpecial(stats: BigIntStats, spoken: string): void {
  if (stats.isDirectory()) throw new CoworkError('is_a_folder', `${spoken} is a folder; list it with list_files`);
  if (!stats.isFile()) throw new CoworkError('special_file', `${spoken} is a pipe, socket or device, not a file with content`);
}

/** Says where a link leads when that is inside of what the model sees; never a path of the host. */
function aboutLink(folder: FolderHandle, name: string, spoken: string): string {
  const words = `${spoken} is a link, and links are never followed`;
  const target = readlinkSync(folder.at(name));
  const [, area, root] = spoken.split('/');
  const top = area === 'folders' ? `/${area}/${root}/` : `/${area}/`;
  const meant = posix.join(posix.dirname(spoken), target);
  return !posix.isAbsolute(target) && meant.startsWith(top) ? `${words}; it points to ${meant}` : words;
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    work();
  };
}
