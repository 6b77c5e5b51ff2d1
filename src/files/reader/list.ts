// list_files: a page of entries, and totals over all of them.
import { fstatSync } from 'node:fs';
import { CoworkError } from '../../contract/errors.ts';
import { lstatAt } from '../at.ts';
import { openParent, type Place, openPlace, type TaskPlaces, toModelPath } from '../places.ts';
import type { Entry, Listing } from '../port.ts';
import { entryOf } from './entry.ts';
import { inSlices } from './in-slices.ts';
import { walkTree } from './walk-tree.ts';

export interface ListQuery {
  readonly path: string;
  readonly recursive: boolean;
  readonly offset: number;
  readonly limit: number;
  readonly signal?: AbortSignal;
}

/** More than this is not named, only counted. */
const MOST_UNREADABLE = 20;

export async function list(places: TaskPlaces, query: ListQuery): Promise<Listing> {
  const names = places.virtual(query.path);
  return names ? listVirtual(places, names, query) : listPlace(places, places.resolve(query.path), query);
}

async function listPlace(places: TaskPlaces, place: Place, query: ListQuery): Promise<Listing> {
  refuseFile(place);
  const entries: Entry[] = [];
  const unreadable: string[] = [];
  let total = 0;
  let totalBytes = 0;
  let unnamed = 0;
  await inSlices(
    walkTree(place, { recursive: query.recursive, hidden: (at, components) => places.hidden(at, components) }),
    (seen) => {
      if (seen.kind === 'unreadable') {
        if (unreadable.length < MOST_UNREADABLE) unreadable.push(`${seen.path}: ${seen.reason}`);
        else unnamed++;
        return;
      }
      const onPage = total >= query.offset && entries.length < query.limit;
      if (onPage) entries.push(entryOf(toModelPath(place, seen.components), seen.stats));
      total++;
      if (seen.stats.isFile()) totalBytes += Number(seen.stats.size);
    },
    query.signal,
  );
  if (unnamed > 0) unreadable.push(`and ${unnamed} more`);
  const shownUpto = query.offset + entries.length;
  return { entries, total, totalBytes, next: shownUpto < total ? shownUpto : undefined, unreadable };
}

function refuseFile(place: Place): void {
  if (place.components.length === 0) return;
  const { folder, name } = openParent(place);
  try {
    const stats = lstatAt(folder, name);
    if (stats?.isFile()) throw new CoworkError('not_a_folder', `${place.modelPath} is a file; read it with read_file`);
  } finally {
    folder.close();
  }
}

/** `/` and `/folders` exist for the model only. Recursion would hide how much there is: one area or folder at a time. */
function listVirtual(places: TaskPlaces, names: readonly string[], query: ListQuery): Listing {
  const top = query.path.replace(/\/+$/u, '');
  const all: Entry[] = [];
  const unreadable: string[] = [];
  for (const name of names) {
    const path = `${top}/${name}`;
    try {
      all.push({ path, kind: 'folder', bytes: 0, modifiedAt: modifiedAt(places, path) });
    } catch (error) {
      unreadable.push(`${path}: ${(error as { detail?: string }).detail ?? 'it cannot be opened'}`);
    }
  }
  const entries = all.slice(query.offset, query.offset + query.limit);
  const shownUpto = query.offset + entries.length;
  return { entries, total: all.length, totalBytes: 0, next: shownUpto < all.length ? shownUpto : undefined, unreadable };
}

function modifiedAt(places: TaskPlaces, path: string): string {
  if (path === '/folders') return new Date(0).toISOString();
  const place = places.resolve(path);
  const folder = openPlace(place);
  try {
    return entryOf(path, fstatSync(folder.fd, { bigint: true })).modifiedAt;
  } finally {
    folder.close();
  }
}
