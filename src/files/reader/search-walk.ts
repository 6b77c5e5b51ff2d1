// The search itself: names and contents below a place, in a fixed order. Runs in the worker thread.
import { isCoworkError } from '../../contract/errors.ts';
import { lstatAt } from '../at.ts';
import { openFile } from '../open-file.ts';
import { openParent, type Place, toModelPath } from '../places.ts';
import { isPlaceholder } from '../placeholder.ts';
import type { SearchHit } from '../port.ts';
import type { Matcher } from './matcher.ts';
import { textEncodingOf, textLines } from './text-lines.ts';
import { type Hidden, type Seen, walkTree } from './walk-tree.ts';

/** One file with a thousand hits would hide the others. */
const MOST_HITS_PER_FILE = 100;
const HIT_CHARS = 300;

export interface SearchRules {
  readonly matcher: Matcher;
  /** Relative to the start of the search. */
  readonly glob: (relative: string) => boolean;
  readonly namesOnly: boolean;
  readonly hidden: Hidden;
}

type Entry = Extract<Seen, { kind: 'entry' }>;

/** Hits as they are found; `searched` after each file that was opened; `idle` in between. */
export type Step = { kind: 'hit'; hit: SearchHit } | { kind: 'searched' } | { kind: 'idle' };

export function* searchPlace(place: Place, rules: SearchRules): Generator<Step, void, void> {
  for (const entry of entriesOf(place, rules)) {
    yield { kind: 'idle' };
    const relative = entry.components.slice(place.components.length).join('/') || entry.name;
    if (!rules.glob(relative)) continue;
    const path = toModelPath(place, entry.components);
    if (rules.matcher.find(entry.name)) yield { kind: 'hit', hit: { path, text: entry.name } };
    if (!rules.namesOnly && entry.stats.isFile() && !isPlaceholder(entry.stats)) yield* searchFile(entry, path, rules.matcher);
  }
}

/** The entries below a folder, or the one file that the place is. */
function* entriesOf(place: Place, rules: SearchRules): Generator<Entry, void, void> {
  if (place.components.length > 0) {
    const { folder, name } = openParent(place);
    try {
      const stats = lstatAt(folder, name);
      if (stats && !stats.isDirectory()) {
        yield { kind: 'entry', folder, name, components: place.components, stats };
        return;
      }
    } finally {
      folder.close();
    }
  }
  for (const seen of walkTree(place, { recursive: true, hidden: rules.hidden })) if (seen.kind === 'entry') yield seen;
}

function* searchFile(entry: Entry, path: string, matcher: Matcher): Generator<Step, void, void> {
  try {
    const file = openFile(entry.folder, entry.name, path);
    try {
      const encoding = textEncodingOf(file.fd);
      if (!encoding) return;
      let number = 0;
      let hits = 0;
      for (const line of textLines(file.fd, encoding)) {
        if (line === undefined) {
          yield { kind: 'idle' };
          continue;
        }
        number++;
        const found = matcher.find(line);
        if (!found) continue;
        yield { kind: 'hit', hit: { path, line: number, text: excerpt(line, found.index) } };
        if (++hits >= MOST_HITS_PER_FILE) break;
      }
      yield { kind: 'searched' };
    } finally {
      file.close();
    }
  } catch (error) {
    // Gone meanwhile or not ours to read: the other files are still worth searching.
    if (!isCoworkError(error) && (error as { code?: unknown }).code === undefined) throw error;
  }
}

/** The line, or the part of a long one around the find. */
function excerpt(line: string, index: number): string {
  if (line.length <= HIT_CHARS) return line.trim();
  const from = Math.max(0, Math.min(index - HIT_CHARS / 3, line.length - HIT_CHARS));
  const part = line.slice(from, from + HIT_CHARS).toWellFormed();
  return `${from > 0 ? '… ' : ''}${part.trim()}${from + HIT_CHARS < line.length ? ' …' : ''}`;
}
