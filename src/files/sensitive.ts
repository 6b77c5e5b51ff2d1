// Tells protected places from all others, by the real path. Never by what is in a file.
import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { ANYWHERE, HOMES, IN_A_HOME, OF_THE_SYSTEM, SINGLE_HOMES } from './sensitive-list.ts';

/** What `createSensitive` needs, as plain data: a worker thread makes its own from it. */
export interface SensitiveSpec {
  /** Homes of the person whom this process works for: the system's answer and $HOME where they differ. */
  readonly homes: readonly string[];
  /** The product's own state: COWORK_HOME, and the default place beside it. */
  readonly own: readonly string[];
}

export interface Sensitive {
  readonly spec: SensitiveSpec;
  /**
   * Why this place is protected ("keys and sign-ins"), or undefined. `hostPath` must be real: absolute, without links and dots. What is
   * below a protected place is protected too.
   */
  reason(hostPath: string): string | undefined;
  /** A protected place that exists below this folder and would go along if the folder were moved or deleted. Names that are protected
   * everywhere are not looked for: they stay protected wherever they go. */
  below(hostPath: string): string | undefined;
}

/**
 * Case, Unicode form and invisible letters are ignored by some file systems, so they are ignored here always: `.SSH` may be `.ssh`. That
 * refuses a few places too many on Linux and none too few elsewhere.
 */
export function foldName(name: string): string {
  if (PLAIN.test(name)) return name.toLowerCase();
  return name
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .toLowerCase()
    .normalize('NFC')
    .replace(/[. ]+$/u, '');
}

/** Of most names only the case is to be folded. */
const PLAIN = /^[\x21-\x7e ]*[\x21-\x2d\x2f-\x7e]$/u;
const INVISIBLE =
  /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]/gu;

const split = (path: string): string[] => path.split(/[\\/]/u).filter((part) => part !== '' && part !== '.');
const foldPath = (path: string): string => '/' + split(path).map(foldName).join('/');
const isAt = (path: string, place: string): boolean => path === place || path.startsWith(place === '/' ? place : `${place}/`);

export function createSensitive(of: SensitiveSpec): Sensitive {
  const homes = withRealPaths([...of.homes, ...SINGLE_HOMES]);
  const inHome = reasons(IN_A_HOME);
  const names = reasons(ANYWHERE);
  const endings = [...names].filter(([name]) => name.startsWith('*'));
  const fixed = new Map<string, string>();
  for (const [place, why] of reasons(OF_THE_SYSTEM)) for (const path of withRealPaths([place])) fixed.set(foldPath(path), why);
  for (const path of withRealPaths(of.own)) fixed.set(foldPath(path), 'this program’s own data');
  const known = [
    ...Object.values(OF_THE_SYSTEM).flat(),
    ...withRealPaths(of.own),
    ...homes.flatMap((home) =>
      Object.values(IN_A_HOME).flatMap((places) => places.map((place) => join(home, ...place.split('/')))),
    ),
  ].map((path) => ({ path, folded: foldPath(path) }));
  const foldedHomes = homes.map(foldPath);
  const homeParents = withRealPaths(HOMES).map(foldPath);

  /** The homes that a folded path lies in: a known one, and any that stands where homes stand. */
  const homesOf = (path: string): string[] => {
    const found = foldedHomes.filter((home) => isAt(path, home));
    for (const parent of homeParents) {
      if (path !== parent && isAt(path, parent)) found.push(`${parent}/${path.slice(parent.length + 1).split('/', 1)[0] ?? ''}`);
    }
    return found;
  };

  const folders = new Map<string, Above>();

  return {
    spec: of,

    reason(hostPath) {
      // Thousands of names lie in few folders: what is known of the folder leaves only the last name to be looked at.
      const cut = hostPath.lastIndexOf('/');
      const leaf = hostPath.slice(cut + 1);
      if (cut <= 0 || leaf === '' || leaf === '.' || leaf.includes('\\')) return reasonOf(hostPath);
      const above = aboveOf(hostPath.slice(0, cut));
      return above.reason ?? reasonOfEntry(above, foldName(leaf));
    },

    below(hostPath) {
      const path = foldPath(hostPath);
      return known.find(({ path: place, folded }) => folded !== path && isAt(folded, path) && existsSync(place))?.path;
    },
  };

  function reasonOf(hostPath: string): string | undefined {
    const parts = split(hostPath).map(foldName);
    const path = `/${parts.join('/')}`;
    const inSystem = firstOf(fixed, '', parts);
    if (inSystem) return inSystem;
    for (const home of homesOf(path)) {
      const why = firstOf(inHome, '', split(path.slice(home.length)));
      if (why) return why;
    }
    for (const part of parts) {
      const why = names.get(`/${part}`) ?? endings.find(([ending]) => part.endsWith(ending.slice(1)))?.[1];
      if (why) return why;
    }
    return undefined;
  }

  function aboveOf(folder: string): Above {
    let above = folders.get(folder);
    if (!above) {
      if (folders.size >= REMEMBERED_FOLDERS) folders.clear();
      const path = foldPath(folder);
      above = { path, inHomes: homesOf(path).map((home) => path.slice(home.length)), reason: reasonOf(folder) };
      folders.set(folder, above);
    }
    return above;
  }

  /** `reasonOf` for an entry of a folder that has no reason itself. */
  function reasonOfEntry(above: Above, name: string): string | undefined {
    const path = above.path === '/' ? `/${name}` : `${above.path}/${name}`;
    const inSystem = fixed.get(path);
    if (inSystem) return inSystem;
    for (const inside of above.inHomes) {
      const why = inHome.get(`${inside}/${name}`);
      if (why) return why;
    }
    return names.get(`/${name}`) ?? endings.find(([ending]) => name.endsWith(ending.slice(1)))?.[1];
  }
}

const REMEMBERED_FOLDERS = 2_000;
interface Above {
  readonly path: string;
  /** Where it is in each home that it lies in; empty for the home itself. */
  readonly inHomes: readonly string[];
  readonly reason: string | undefined;
}

/** Folded place → why. */
const reasons = (table: Readonly<Record<string, readonly string[]>>): Map<string, string> =>
  new Map(
    Object.entries(table).flatMap(([why, places]) =>
      places.map((place) => [place.startsWith('*') ? place : foldPath(place), why] as const),
    ),
  );

/** The reason of the topmost folder on the way to `parts` that has one. */
function firstOf(table: ReadonlyMap<string, string>, start: string, parts: readonly string[]): string | undefined {
  let path = start;
  for (const part of parts) {
    path += `/${part}`;
    const why = table.get(path);
    if (why) return why;
  }
  return undefined;
}

/** Each path as given and as it really is: /etc is /private/etc on macOS. A missing one is resolved as far as it exists. */
function withRealPaths(paths: readonly string[]): string[] {
  return [...new Set(paths.filter((path) => path !== '' && path !== sep).flatMap((path) => [path, realPathOf(path)]))];
}

function realPathOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realPathOf(parent), basename(path));
  }
}
