// What a search looks for: a pattern for names and lines, a glob for paths.
import picomatch from 'picomatch';

export interface Matcher {
  /** Where the pattern is first found, or undefined. */
  find(text: string): { index: number; length: number } | undefined;
}

/**
 * A regular expression where the pattern is one, else its characters as they stand. Small letters only: case does not matter. Composed and
 * decomposed letters are the same.
 */
export function createMatcher(pattern: string): Matcher {
  const wanted = pattern.normalize('NFC');
  const flags = /\p{Lu}/u.test(wanted.replace(/\\[A-Za-z]/gu, '')) ? '' : 'i';
  const expression = expressionOf(wanted, flags);
  return {
    find(text) {
      const match = expression.exec(isAscii(text) ? text : text.normalize('NFC'));
      return match ? { index: match.index, length: match[0].length } : undefined;
    },
  };
}

function expressionOf(pattern: string, flags: string): RegExp {
  for (const each of [`${flags}u`, flags]) {
    try {
      return new RegExp(pattern, each);
    } catch {
      // Not a regular expression in this dialect.
    }
  }
  return new RegExp(pattern.replace(/[.*+?^${}()|[\]\\/]/gu, '\\$&'), `${flags}u`);
}

const isAscii = (text: string): boolean => !/[^\0-\x7f]/u.test(text);

/** Tests a path relative to the start of the search. A glob without a slash is about the name alone, in every folder. */
export function createGlob(glob: string | undefined): (relative: string) => boolean {
  if (glob === undefined) return () => true;
  const matches = picomatch(glob.normalize('NFC').replace(/^\.?\//u, ''), { dot: true, basename: !glob.includes('/') });
  return (relative) => matches(relative.normalize('NFC'));
}
