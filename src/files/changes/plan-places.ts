// Where things of a plan go: the folder that will be around a place, what is there, what is kept of it.
import { CoworkError } from '../../contract/errors.ts';
import { isPlaceholder } from '../placeholder.ts';
import { kindOf, type Seen } from './base.ts';
import type { Over, Spot } from './model.ts';
import { addStaged, addThing, type Building, folderBefore, nameOf, type Planning, rootFolder } from './planning.ts';
import type { WishPlace } from './wish.ts';

export function parentAndName(p: Planning, b: Building, place: WishPlace): Spot {
  if (b.wish && 'toIsNow' in b.wish && b.wish.toIsNow) return { folder: folderBefore(p, place), name: nameOf(place) };
  return { folder: folderAfter(p, b, place), name: nameOf(place) };
}

export function arriveAt(p: Planning, b: Building, place: WishPlace, folder?: number): Spot {
  const spot = parentAndName(p, b, place);
  p.tree.arrive(spot, { by: b, path: place.modelPath, ...(folder === undefined ? {} : { folder }) });
  return spot;
}

/** The folder that will be around the place; makes what is missing. Thousands of files go to few folders, so each way is walked once. */
function folderAfter(p: Planning, b: Building, place: WishPlace): number {
  const root = rootFolder(p, place);
  const key = `${root}/${place.components.slice(0, -1).join('/')}`;
  let way = p.ways.get(key);
  if (!way) p.ways.set(key, (way = walkAfter(p, { root, place })));
  for (const need of way.needs) if (need !== b) b.needs.add(need);
  return way.folder;
}

function walkAfter(p: Planning, { root, place }: { root: number; place: WishPlace }): { folder: number; needs: Building[] } {
  const needs: Building[] = [];
  let folder = root;
  for (const [depth, name] of place.components.slice(0, -1).entries()) {
    const spot = { folder, name };
    const here = renamed({ ...place, components: place.components.slice(0, depth + 1) }, name);
    const arrival = p.tree.arrival(spot);
    if (arrival) {
      if (arrival.folder === undefined) throw new CoworkError('not_a_folder', `${here.modelPath} is not a folder`);
      needs.push(arrival.by);
      folder = arrival.folder;
      continue;
    }
    const seen = p.look(spot);
    if (seen && p.tree.leaving(spot, seen))
      throw new CoworkError(
        'bad_path',
        `${place.modelPath} lies in ${here.modelPath}, which is itself moved or deleted in the same call; use its new name, or a second call`,
      );
    if (seen) folder = p.folders.child(folder, name).id;
    else if (p.makesFolders) {
      const made: Building = { op: 'mkdir', wish: undefined, transfers: [], needs: new Set(needs.slice(-1)), bytes: 0, to: here };
      p.made.push(made);
      needs.push(made);
      folder = newFolder(p, made, { to: spot, place: here });
    } else throw new CoworkError('no_such_file', `the folder ${here.modelPath} is gone`, { extra: { folder: here.modelPath } });
  }
  return { folder, needs };
}

export function newFolder(p: Planning, b: Building, of: { to: Spot; place: WishPlace; mode?: number }): number {
  const { to, place, mode } = of;
  const thing = addStaged(p, place.modelPath, { kind: 'folder' });
  const spot = { folder: p.rooms.roomOf(to.folder), name: `s${thing.id}` };
  const record = p.folders.planned({ path: place.modelPath, at: spot, parent: to.folder });
  thing.folder = record.id;
  b.made = true;
  p.tree.arrive(to, { by: b, folder: record.id, path: place.modelPath });
  p.stagings.push({ thing, spot, parent: to.folder, ...(mode === undefined ? {} : { attributes: { mode } }) });
  b.transfers.push({ thing: thing.id, from: spot, to });
  return record.id;
}

/** What stays at the target. What leaves it in this set is no obstacle, but must leave first. */
export function occupantOf(p: Planning, b: Building, spot: Spot): Seen | undefined {
  const seen = p.look(spot);
  const leaver = seen && p.tree.leaving(spot, seen);
  if (leaver && leaver !== b) b.needs.add(leaver);
  return leaver ? undefined : seen;
}

/** `sha256`: of its bytes, where they were read. */
export function keep(p: Planning, b: Building, of: { spot: Spot; seen: Seen; sha256?: string | undefined }): Over {
  const thing = addThing(p, b.to!.modelPath, of.seen);
  if (of.sha256 !== undefined) thing.base = { ...thing.base, sha256: of.sha256 };
  b.occupant = thing.base;
  if (isPlaceholder(of.seen)) b.irreversible = true;
  return { thing: thing.id, keep: { folder: p.rooms.roomOf(of.spot.folder), name: `k${thing.id}` } };
}

// refusals ------------------------------------------------------------------------------------------------------------------------

export function refuseNonFile(place: WishPlace, seen: Seen): void {
  const path = place.modelPath;
  if (seen.isDirectory()) throw new CoworkError('is_a_folder', `${path} is a folder`);
  if (seen.isSymbolicLink()) throw new CoworkError('special_file', `${path} is a link; write to the file that it points to`);
  if (kindOf(seen) === 'special') throw new CoworkError('special_file', `${path} is not a regular file`);
}

export function taken(place: WishPlace, seen: Seen, wanted: boolean): CoworkError {
  const path = place.modelPath;
  const kind = seen.isDirectory() ? 'a folder' : 'a file';
  const advice = wanted
    ? 'a folder is never replaced'
    : 'choose another name, or say replace: true to put it in the place of the old one';
  const words = seen.isDirectory() ? 'to move something into it, write the new name as well' : advice;
  return new CoworkError('target_exists', `There is already ${kind} at ${path}; ${words}`, { extra: { path } });
}

export const renamed = (place: WishPlace, name: string): WishPlace => {
  const components = [...place.components.slice(0, -1), name];
  return { ...place, components, modelPath: [place.modelRoot, ...components].join('/') };
};
