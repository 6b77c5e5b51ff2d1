// What one button can do about a change of the timeline, and whether an entry tells of a change, an undo or a redo.
import { type ChangeSet, isUndoable } from '../../../contract/changes.ts';

export interface Way {
  readonly direction: 'undo' | 'redo';
  readonly changeSetId: string;
}

/** An undo and a redo are changes of their own: both name the change that they are about. */
export const isRedo = ({ undoOf, tool }: ChangeSet): boolean => undoOf !== undefined && tool === 'redo';

/** Of an undo: the change that it took back is made again, also where that was a part, until a later redo has done so. */
export function wayOf(set: ChangeSet, sets: readonly ChangeSet[]): Way | undefined {
  if (set.undoOf !== undefined) {
    if (isRedo(set) || set.state !== 'applied') return undefined;
    const original = sets.find(({ id }) => id === set.undoOf);
    // One that is taken back whole has the button itself.
    if (original?.state !== 'applied') return undefined;
    const isMadeAgain = sets.some(
      (other) => isRedo(other) && other.undoOf === set.undoOf && other.state === 'applied' && other.createdAt > set.createdAt,
    );
    return isMadeAgain ? undefined : { direction: 'redo', changeSetId: original.id };
  }
  if (set.state === 'undone') return { direction: 'redo', changeSetId: set.id };
  return isUndoable(set) ? { direction: 'undo', changeSetId: set.id } : undefined;
}
