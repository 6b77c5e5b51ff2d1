// The difference of one text file as lines of a card: what goes, what comes, and a little of what stays.
import { shorten } from '../format/text.ts';
import type { Style } from '../terminal.ts';
import { words } from '../words/changes.ts';

/** Names of the two sides and hints of the format itself, which say nothing to a person. */
const FORMAT = /^(---|\+\+\+|Index:|=====|\\ No newline)/;

/** At most `most` lines, then how many are left; `cut` when there are any. */
export function diffLines(
  diff: string,
  { width, style, most }: { width: number; style: Style; most: number },
): { lines: readonly string[]; cut: boolean } {
  const all = diff.split('\n').filter((line) => line !== '' && !FORMAT.test(line));
  const first = all.slice(0, most);
  const paint = (line: string): string => {
    const text = shorten(line.replaceAll('\t', '    '), width);
    return line.startsWith('+') ? style.good(text) : line.startsWith('-') ? style.bad(text) : style.dim(text);
  };
  const left = all.length - first.length;
  return { lines: [...first.map(paint), ...(left > 0 ? [style.dim(words.more(left))] : [])], cut: left > 0 };
}
