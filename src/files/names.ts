// Which names may stand for one file in one folder.

/** NAME_MAX of Linux, macOS and NTFS (there in UTF-16 units, which is never more). */
const NAME_BYTES = 255;
/** Nearly every name: nothing that any rule below speaks of. */
const PLAIN = /^[A-Za-z0-9_][\w .()+,=@#-]{0,100}\w$/;
const WINDOWS = /[\\:*?"<>|]|[. ]$/;

/** What is wrong with a single name, as the end of a sentence ("the name … "), or undefined when it can be used as it stands. */
export function nameProblem(name: string): string | undefined {
  if (PLAIN.test(name)) return undefined;
  if (name === '') return 'is empty';
  if (name === '.' || name === '..') return 'means another folder; write the path without it';
  if (name.includes('/')) return 'holds a slash';
  if (name.includes('\0')) return 'holds a NUL character';
  if (!name.isWellFormed()) return 'is not valid Unicode';
  if (Buffer.byteLength(name) > NAME_BYTES) return `is longer than ${NAME_BYTES} bytes`;
  if (process.platform === 'win32' && WINDOWS.test(name)) return 'holds a character that Windows does not allow';
  return undefined;
}

/** True for a name that stands for exactly one entry of its folder, never for a path. */
export const validName = (name: string): boolean => nameProblem(name) === undefined;
