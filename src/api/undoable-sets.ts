// Which changes of a task can still be taken back.
import { isUndoable } from '../contract/changes.ts';
import type { TaskStore } from '../store/port.ts';

/** Sets that undo would take back, and stuck undos, which may hold the only copy of a file. What undo itself applied does not count: deleting it only ends redo. */
export async function undoableSets(tx: Pick<TaskStore, 'changeSets'>, taskId: string): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await tx.changeSets(taskId, { limit: 200, ...(cursor === undefined ? {} : { cursor }) });
    ids.push(...page.items.filter((set) => isUndoable(set) || set.state === 'stuck').map((set) => set.id));
    if (page.next === undefined) return ids;
    cursor = page.next;
  }
}
