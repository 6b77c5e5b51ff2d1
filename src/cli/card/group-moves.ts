// Moves by folder: "Downloads → Downloads/2024" and the names below it, so that 214 moves read as a few lines.
import type { Operation } from '../../contract/changes.ts';

export interface MoveGroup {
  readonly from: string;
  readonly to: string;
  readonly operations: readonly Operation[];
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** "/folders/Downloads/a/b" as people know it: "Downloads/a/b". */
export const shown = (path: string): string => path.replace(/^\/folders\//, '');

/** In the order of first appearance, biggest first. */
export function groupMoves(operations: readonly Operation[]): MoveGroup[] {
  const groups = new Map<string, { from: string; to: string; operations: Operation[] }>();
  for (const operation of operations) {
    const from = folderOf(operation.from ?? '');
    const to = folderOf(operation.to ?? '');
    const key = `${from}\0${to}`;
    const group = groups.get(key) ?? { from, to, operations: [] };
    group.operations.push(operation);
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => b.operations.length - a.operations.length);
}

/** The new name when a move also renames: "old.pdf → new.pdf". */
export function moveName(operation: Operation): string {
  const before = nameOf(operation.from ?? '');
  const after = nameOf(operation.to ?? '');
  return before === after ? before : `${before} → ${after}`;
}
