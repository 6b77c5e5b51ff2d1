// Walks a folder in a fixed order, one entry at a time, without following a link and without holding the tree in memory.
import { type BigIntStats, readdirSync } from 'node:fs';
import { isCoworkError } from '../../contract/errors.ts';
import { type FolderHandle, lstatAt, openFolder } from '../at.ts';
import { fileError, spokenFor } from '../fs-errors.ts';
import { openPlace, type Place, toModelPath } from '../places.ts';

export type Seen =
  /** `folder` is open until the next step; the entry is `folder.at(name)`. */
  | { kind: 'entry'; folder: FolderHandle; name: string; components: readonly string[]; stats: BigIntStats }
  | { kind: 'unreadable'; path: string; reason: string };

export type Hidden = (place: Place, components: readonly string[]) => boolean;

/** One open folder per level; whoever nests deeper than this is told so. */
const MOST_LEVELS = 128;

/**
 * Entries below `place` by name, a folder before what is in it; hidden ones are passed over as if they were not there. Ends and closes
 * everything when the consumer stops. @throws CoworkError when `place` itself cannot be opened as a folder
 */
export function* walkTree(place: Place, options: { recursive: boolean; hidden: Hidden }): Generator<Seen, void, void> {
  const top = openPlace(place);
  try {
    yield* walkFolder(top, place.components, { place, ...options, level: 1 });
  } finally {
    top.close();
  }
}

interface Walk {
  readonly place: Place;
  readonly recursive: boolean;
  readonly hidden: Hidden;
  readonly level: number;
}

function* walkFolder(folder: FolderHandle, at: readonly string[], walk: Walk): Generator<Seen, void, void> {
  const { names, foreign } = namesIn(folder, toModelPath(walk.place, at));
  for (const name of foreign)
    yield { kind: 'unreadable', path: toModelPath(walk.place, [...at, name]), reason: 'its name is not valid UTF-8' };
  for (const name of names) {
    const components = [...at, name];
    if (walk.hidden(walk.place, components)) continue;
    const stats = statsOf(folder, name);
    if (!stats) continue;
    if ('reason' in stats) {
      yield { kind: 'unreadable', path: toModelPath(walk.place, components), reason: stats.reason };
      continue;
    }
    yield { kind: 'entry', folder, name, components, stats };
    if (walk.recursive && stats.isDirectory()) yield* descend(folder, components, walk);
  }
}

function* descend(parent: FolderHandle, components: readonly string[], walk: Walk): Generator<Seen, void, void> {
  const path = toModelPath(walk.place, components);
  if (walk.level >= MOST_LEVELS) {
    yield { kind: 'unreadable', path, reason: `it lies more than ${MOST_LEVELS} folders deep; list it by itself` };
    return;
  }
  let folder: FolderHandle | undefined;
  try {
    folder = openFolder(parent, components.slice(-1), toModelPath(walk.place, components.slice(0, -1)));
    yield* walkFolder(folder, components, { ...walk, level: walk.level + 1 });
  } catch (error) {
    // Gone meanwhile or not to be opened: the rest of the tree is still worth showing.
    if (!isCoworkError(error)) throw error;
    yield { kind: 'unreadable', path, reason: error.detail };
  } finally {
    folder?.close();
  }
}

/** Names are bytes on disk; those that are no UTF-8 cannot be said, so they are shown and never opened. */
export function namesIn(folder: FolderHandle, spoken: string): { names: string[]; foreign: string[] } {
  const raw = spokenFor(spoken, () => readdirSync(folder.here, { encoding: 'buffer' }));
  const names: string[] = [];
  const foreign: string[] = [];
  for (const bytes of raw) {
    const name = bytes.toString('utf8');
    (name.includes('\ufffd') && !Buffer.from(name).equals(bytes) ? foreign : names).push(name);
  }
  return { names: names.sort(), foreign: foreign.sort() };
}

function statsOf(folder: FolderHandle, name: string): BigIntStats | { reason: string } | undefined {
  try {
    return lstatAt(folder, name);
  } catch (error) {
    const classified = fileError(error, name);
    if (!isCoworkError(classified)) throw classified;
    return { reason: classified.detail };
  }
}
