// The wishes that take operations back, made from the set that did them last.
import { CoworkError } from '../../contract/errors.ts';
import { type FolderId, openRoot } from '../at.ts';
import { type Folders, lookAt } from './folders.ts';
import type { Change, FolderRecord, Over, Plan, RootRecord, Spot, Transfer } from './model.ts';
import { isInPlace } from './order-settings.ts';
import type { SpokenPaths } from './spoken-path.ts';
import type { Wish, WishPlace } from './wish.ts';

export interface Doing {
  readonly plan: Plan;
  readonly paths: SpokenPaths;
  readonly change: Change;
  /** Id of the operation in the root set. */
  readonly flips: string;
}

/** `folders` is the new set's table; the rooms of the old one are taken into it. @throws CoworkError folder_gone */
export function inverseOf(doing: Doing, folders: Folders): Wish[] {
  return doing.change.transfers.flatMap((transfer) => inverseOfTransfer(doing, transfer, folders));
}

function inverseOfTransfer({ plan, paths, change, flips }: Doing, transfer: Transfer, folders: Folders): Wish[] {
  const expect = plan.things[transfer.thing]!.base;
  const isRoom = (spot: Spot): boolean => plan.folders[spot.folder]!.own === 'room';
  const restored = (path: string, kept: { spot: Spot; thing: number }): Extract<Wish, { op: 'restore' }> => ({
    op: 'restore',
    to: placeOf(plan.roots, path),
    kept: { spot: adopt(folders, plan.folders, kept.spot), base: plan.things[kept.thing]!.base },
    flips,
  });

  if (isRoom(transfer.to)) {
    const wish = restored(paths.before(transfer.from), { spot: transfer.to, thing: transfer.thing });
    // A folder that was to be removed only when empty may never have been.
    if (change.optional && !lookAt(folders, wish.kept.spot)) return [];
    return [change.op === 'rmdir' ? { ...wish, made: true } : wish];
  }
  const path = paths.after(transfer.to);
  const there = placeOf(plan.roots, path);
  const attributes = transfer.sets?.was ?? {};
  if (isInPlace(transfer)) return [{ op: 'attributes', to: there, attributes, expect, flips, toIsNow: true }];
  // What was replaced lay in this very folder, wherever the folder goes in the same set.
  const inPlace = (over: Over): Extract<Wish, { op: 'restore' }> => ({
    ...restored(path, { spot: over.keep, thing: over.thing }),
    toIsNow: true,
  });
  if (!isRoom(transfer.from)) {
    const to = placeOf(plan.roots, paths.before(transfer.from));
    const back: Wish = { op: 'move', from: there, to, replace: false, attributes, expect, flips };
    return transfer.over ? [back, inPlace(transfer.over)] : [back];
  }
  if (transfer.over) return [{ ...inPlace(transfer.over), over: expect }];
  return [{ op: change.made ? 'rmdir' : 'delete', from: there, expect, flips, ...(change.made ? { made: true } : {}) }];
}

/** The place of a path of the old set, by what was recorded then: undo works when the grant is long over. */
function placeOf(roots: readonly RootRecord[], modelPath: string): WishPlace {
  const root = roots.find((r) => modelPath === r.modelRoot || modelPath.startsWith(`${r.modelRoot}/`));
  if (!root) throw new CoworkError('internal', `${modelPath} is in no root of its set`);
  return {
    area: root.area,
    root: root.root,
    rootId: identityOf(root),
    modelRoot: root.modelRoot,
    components: modelPath.slice(root.modelRoot.length).split('/').filter(Boolean),
    modelPath,
  };
}

const identities = new WeakMap<RootRecord, FolderId>();

/** Looked up once for each reading of a set: thousands of paths share few roots. */
function identityOf(root: RootRecord): FolderId {
  const known = identities.get(root);
  if (known) return known;
  const handle = openRoot(root.root);
  handle.close();
  if (String(handle.id.ino) !== root.ino) throw new CoworkError('folder_gone', `${root.modelRoot} is another folder now`);
  identities.set(root, handle.id);
  return handle.id;
}

function adopt(folders: Folders, records: readonly FolderRecord[], spot: Spot): Spot {
  return { folder: adoptFolder(folders, records, spot.folder), name: spot.name };
}

function adoptFolder(folders: Folders, records: readonly FolderRecord[], id: number): number {
  const old = records[id]!;
  const record =
    'root' in old.at
      ? folders.root(old.at.root, undefined, old.path)
      : folders.child(adoptFolder(folders, records, old.at.folder), old.at.name);
  if (record.ino !== old.ino) throw new CoworkError('folder_gone', 'the folder with the kept copies is another one now');
  if (old.own) record.own = old.own;
  return record.id;
}
