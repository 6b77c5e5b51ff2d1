// The wishes that take operations back, made from the set that did them last.
import { CoworkError } from '../../contract/errors.ts';
import { openRoot } from '../at.ts';
import { type Folders, lookAt } from './folders.ts';
import type { Change, FolderRecord, Plan, RootRecord, Spot, Transfer } from './model.ts';
import type { Wish, WishPlace } from './wish.ts';

export interface Doing {
  readonly plan: Plan;
  readonly change: Change;
  /** Id of the operation in the root set. */
  readonly flips: string;
}

/** `folders` is the new set's table; the rooms of the old one are taken into it. @throws CoworkError folder_gone */
export function inverseOf(doing: Doing, folders: Folders): Wish[] {
  return doing.change.transfers.flatMap((transfer) => inverseOfTransfer(doing, transfer, folders));
}

function inverseOfTransfer({ plan, change, flips }: Doing, transfer: Transfer, folders: Folders): Wish[] {
  const operation = plan.operations[Number(change.id) - 1]!;
  const thing = plan.things[transfer.thing]!;
  const fromRoom = plan.folders[transfer.from.folder]!.own === 'room';
  const toRoom = plan.folders[transfer.to.folder]!.own === 'room';
  const expect = thing.base;
  const restored = (
    path: string,
    kept: { spot: Spot; thing: number },
    over?: typeof expect,
  ): Extract<Wish, { op: 'restore' }> => ({
    op: 'restore',
    to: placeOf(plan.roots, path),
    kept: { spot: adopt(folders, plan.folders, kept.spot), base: plan.things[kept.thing]!.base },
    flips,
    ...(over ? { over } : {}),
  });

  if (toRoom) {
    const wish = restored(operation.from!, { spot: transfer.to, thing: transfer.thing });
    // A folder that was to be removed only when empty may never have been.
    if (change.optional && !lookAt(folders, wish.kept.spot)) return [];
    return [change.op === 'rmdir' ? { ...wish, made: true } : wish];
  }
  const there = placeOf(plan.roots, operation.to!);
  if (!fromRoom) {
    const back: Wish = { op: 'move', from: there, to: placeOf(plan.roots, operation.from!), replace: false, expect, flips };
    return transfer.over ? [back, restored(operation.to!, { spot: transfer.over.keep, thing: transfer.over.thing })] : [back];
  }
  if (transfer.over) return [restored(operation.to!, { spot: transfer.over.keep, thing: transfer.over.thing }, expect)];
  return [{ op: change.made ? 'rmdir' : 'delete', from: there, expect, flips, ...(change.made ? { made: true } : {}) }];
}

/** The place of a path of the old set, by what was recorded then: undo works when the grant is long over. */
function placeOf(roots: readonly RootRecord[], modelPath: string): WishPlace {
  const root = roots.find((r) => modelPath === r.modelRoot || modelPath.startsWith(`${r.modelRoot}/`));
  if (!root) throw new CoworkError('internal', `${modelPath} is in no root of its set`);
  const handle = openRoot(root.root);
  handle.close();
  if (String(handle.id.ino) !== root.ino) throw new CoworkError('folder_gone', `${root.modelRoot} is another folder now`);
  return {
    area: root.area,
    root: root.root,
    rootId: handle.id,
    modelRoot: root.modelRoot,
    components: modelPath.slice(root.modelRoot.length).split('/').filter(Boolean),
    modelPath,
  };
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
