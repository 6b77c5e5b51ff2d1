// The difference of one text file as lines of a card: what goes, what comes, and a little of what stays.
import { shorten } from '../format/text.ts';
import type { Style } from '../terminal.ts';
import { words } from '../words/changes.ts';

/** At most `most` lines, then how many are left; `cut` when there are any. */
export function diffLines(
  diff: string,
  { width, style, most }: { width: number; style: Style; most: number },
): { lines: readonly string[]; cut: boolean } {
  const all = contentOf(diff);
  const first = all.slice(0, most);
  const paint = (line: string): string => {
    const text = shorten(line.replaceAll('\t', '    '), width);
    return line.startsWith('+') ? style.good(text) : line.startsWith('-') ? style.bad(text) : style.dim(text);
  };
  const left = all.length - first.length;
  return { lines: [...first.map(paint), ...(left > 0 ? [style.dim(words.more(left))] : [])], cut: left > 0 };
}

/**
 * Without what belongs to the format. Told by where it stands: a line "-- old" that goes reads "--- old", as the head of a file does.
 * Between two passages stands a gap.
 */
function contentOf(diff: string): string[] {
  const lines = diff.split('\n');
  const begins = lines.findIndex((line) => line.startsWith('@@'));
  const content = lines.slice(begins + 1).filter((line) => line !== '' && !line.startsWith('\\'));
  return content.map((line) => (line.startsWith('@@') ? '…' : line));
}
