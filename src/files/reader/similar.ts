// Names near one that is missing, so that an error can say what was probably meant.
import { lstatAt, openFolder } from '../at.ts';
import { openPlace, type Place, type TaskPlaces, toModelPath } from '../places.ts';
import { foldName } from '../sensitive.ts';
import { namesIn, walkTree } from './walk-tree.ts';

const MOST = 3;
/** How many entries are looked at in search of the same name elsewhere. */
const LOOK_AT = 5000;

export function similar(places: TaskPlaces, path: string): string[] {
  const [head = '', name = ''] = path.split('/').filter((part) => part !== '');
  const virtual = places.virtual('/folders') ?? [];
  if (head !== 'folders' && !places.virtual('/')?.includes(head))
    return nearest(head, places.virtual('/') ?? []).map((each) => `/${each}`);
  if (head === 'folders' && !places.folders.some((f) => f.name.normalize('NFC') === name.normalize('NFC')))
    return nearest(name, virtual).map((each) => `/folders/${each}`);
  const place = places.resolve(path);
  const near = nearInFolder(places, place);
  return [...new Set([...near, ...sameNameElsewhere(places, place, MOST - near.length)])].slice(0, MOST);
}

/** Entries near the first component that is missing, with what follows it where that exists. */
function nearInFolder(places: TaskPlaces, place: Place): string[] {
  let folder = openPlace(place, []);
  try {
    for (const [depth, name] of place.components.entries()) {
      if (lstatAt(folder, name) === undefined) {
        const above = place.components.slice(0, depth);
        const shown = namesIn(folder, place.modelRoot).names.filter((each) => !places.hidden(place, [...above, each]));
        return nearest(name, shown).map((each) => toModelPath(place, [...above, each]));
      }
      const parent = folder;
      folder = openFolder(parent, [name], place.modelRoot);
      parent.close();
    }
    return [];
  } finally {
    folder.close();
  }
}

function sameNameElsewhere(places: TaskPlaces, place: Place, most: number): string[] {
  const wanted = foldName(place.components.at(-1) ?? '');
  const found: string[] = [];
  let left = LOOK_AT;
  for (const seen of walkTree(
    { ...place, components: [] },
    { recursive: true, hidden: (at, components) => places.hidden(at, components) },
  )) {
    if (found.length >= most || left-- <= 0) break;
    if (seen.kind === 'entry' && foldName(seen.name) === wanted) found.push(toModelPath(place, seen.components));
  }
  return found;
}

/** The nearest names, best first, none that are too far. */
function nearest(wanted: string, names: readonly string[]): string[] {
  const goal = foldName(wanted);
  const farthest = Math.max(2, Math.floor(goal.length / 3));
  return names
    .map((name) => ({ name, far: distance(goal, foldName(name)) }))
    .filter(({ far }) => far <= farthest)
    .sort((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1))
    .slice(0, MOST)
    .map(({ name }) => name);
}

/** Edits between two names; one that holds the other whole counts as near. */
function distance(a: string, b: string): number {
  if (a === b) return 0;
  if (a.length > 3 && b.length > 3 && (a.includes(b) || b.includes(a))) return 1;
  let before = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (before[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min((before[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, change));
    }
    before = row;
  }
  return before[b.length] ?? 0;
}
