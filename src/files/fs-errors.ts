// Classifies what the file system reports, once, in words that name the model's path.
import { CoworkError, type ErrorCode, isCoworkError } from '../contract/errors.ts';

const CODES: Readonly<Record<string, { code: ErrorCode; text: string }>> = {
  ENOENT: { code: 'no_such_file', text: 'does not exist' },
  ENOTDIR: { code: 'not_a_folder', text: 'is not a folder' },
  ELOOP: { code: 'not_a_folder', text: 'is a link, and links are never followed' },
  EISDIR: { code: 'is_a_folder', text: 'is a folder' },
  EEXIST: { code: 'target_exists', text: 'exists already' },
  ENOTEMPTY: { code: 'target_exists', text: 'is a folder that is not empty' },
  EACCES: { code: 'no_permission', text: 'may not be opened by this user' },
  EPERM: { code: 'no_permission', text: 'may not be changed by this user' },
  EROFS: { code: 'read_only', text: 'is on a disk that cannot be written' },
  ENOSPC: { code: 'disk_full', text: 'has no room: the disk is full' },
  EDQUOT: { code: 'disk_full', text: 'has no room: the quota is used up' },
  EXDEV: { code: 'cross_device', text: 'is on another disk' },
  ENAMETOOLONG: { code: 'bad_path', text: 'has a name that is too long' },
  EINVAL: { code: 'bad_path', text: 'has a name that this disk does not take' },
  EILSEQ: { code: 'bad_path', text: 'has a name that this disk does not take' },
  ENXIO: { code: 'special_file', text: 'is not a regular file' },
  ESTALE: { code: 'folder_gone', text: 'is not there any more' },
  ENODEV: { code: 'folder_gone', text: 'is not there any more' },
  EIO: { code: 'io_error', text: 'could not be read: the disk reported an error' },
};

/** The errno name (`ENOENT`), or undefined when it is no error of the system. Works across realms. */
export function errnoOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  return typeof code === 'string' && syscall !== undefined ? code : undefined;
}

/** A system error about `spoken` (a path of the model's) as CoworkError; everything else is given back as it came. */
export function fileError(error: unknown, spoken: string): unknown {
  if (isCoworkError(error)) return error;
  const errno = errnoOf(error);
  if (errno === undefined) return error;
  const known = CODES[errno] ?? { code: 'io_error', text: `could not be used (${errno})` };
  return new CoworkError(known.code, `${spoken} ${known.text}`, { cause: error, extra: { errno } });
}

/** Runs `work`; what the system throws leaves as a CoworkError about `spoken`. */
export function spokenFor<T>(spoken: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw fileError(error, spoken);
  }
}
