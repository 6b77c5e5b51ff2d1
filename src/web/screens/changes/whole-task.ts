// What can be done with all changes of a task and of its own tasks, at its outcome. How those of its own tasks stand is not known there:
// only what the last answer said.
import type { UndoResult } from '../../../contract/http.ts';

type Direction = 'undo' | 'redo';

/** An answer after which the same once more would do nothing. */
export interface WholeAnswer {
  readonly direction: Direction;
  /** Nothing was left to do, or what there was is no longer kept. */
  readonly isNothing: boolean;
}

/** undefined: something stands in the way still, or is not done yet. */
export function wholeAnswer({ direction }: { direction: Direction }, { state, results }: UndoResult): WholeAnswer | undefined {
  const isOpen = results.some((one) => one.state === 'failed' || one.conflicts.length > 0);
  if (state === 'pending' || isOpen) return undefined;
  return { direction, isNothing: !results.some((one) => one.state === 'undone') };
}

export interface WholeTask {
  /** Of its own changes: at least one. */
  readonly isApplied: boolean;
  readonly isUndone: boolean;
  readonly hasChildren: boolean;
  readonly last?: WholeAnswer | undefined;
}

export function waysOfWhole({ isApplied, isUndone, hasChildren, last }: WholeTask): readonly Direction[] {
  const undone = last?.direction === 'undo';
  const undoable = isApplied ? !(undone && last.isNothing) : hasChildren && !undone;
  const redoable = !isApplied && (isUndone || (hasChildren && undone && !last.isNothing));
  return [...(undoable ? ['undo' as const] : []), ...(redoable ? ['redo' as const] : [])];
}
