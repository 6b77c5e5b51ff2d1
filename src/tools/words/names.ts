// Paths and names in sentences. A name is data of a stranger: it must not be able to end its line.

const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]|^\s|\s$|^$/u;

/** A name or path for a line of its own: quoted as JSON when it holds control characters or ends in blanks. */
export const shown = (name: string): string => (UNSAFE.test(name) ? quoted(name) : name);

const quoted = (name: string): string =>
  JSON.stringify(name).replace(
    /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** "/folders/Downloads/2024/a.jpg" → "Downloads/2024/a.jpg"; other places keep their name. */
export function place(path: string): string {
  const bare = path.replace(/^\/+|\/+$/g, '');
  return bare === '' || bare === 'folders' ? 'all folders' : shown(bare.replace(/^folders\//, ''));
}

/** The last component of a path. */
export const lastName = (path: string): string => shown(path.replace(/\/+$/, '').split('/').pop() ?? path);
